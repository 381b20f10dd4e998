// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/framing.h"

#include <optional>
#include <utility>

#include "pgp/open/errors.h"

namespace nightmail::pgp {
namespace {

enum Tag {
  kPkesk = 1,
  kSignature = 2,
  kSkesk = 3,
  kOnePassSignature = 4,
  kCompressed = 8,
  kUnprotected = 9,
  kMarker = 10,
  kLiteral = 11,
  kSeipd = 18,
  kAead = 20,
  kPadding = 21,
};

Error cut_off() {
  return {OpenErrc::damaged, "a length is not that of the data"};
}

// Takes octets from the front of a message.
class Reader {
 public:
  explicit Reader(ByteView rest) : rest_(rest) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }

  Result<std::size_t> number(std::size_t octets) {
    if (rest_.size() < octets) return cut_off();
    std::size_t value = 0;
    for (const std::uint8_t octet : rest_.first(octets)) value = value << 8 | octet;
    rest_ = rest_.subspan(octets);
    return value;
  }

  Result<void> skip(std::size_t octets) {
    if (rest_.size() < octets) return cut_off();
    note_first(octets);
    rest_ = rest_.subspan(octets);
    return {};
  }

  void skip_all() {
    note_first(rest_.size());
    rest_ = {};
  }

  // The first octet that was skipped since begin(), 0 if none.
  void begin() { first_.reset(); }
  [[nodiscard]] std::uint8_t first() const { return first_.value_or(0); }

 private:
  void note_first(std::size_t octets) {
    if (octets > 0 && !first_) first_ = rest_.front();
  }

  ByteView rest_;
  std::optional<std::uint8_t> first_;
};

// RFC 4880 §4.2.1; length type 3 lasts to the end.
Result<void> skip_old_body(Reader& reader, std::size_t first) {
  if ((first & 3) == 3) {
    reader.skip_all();
    return {};
  }
  TRY_ASSIGN(const std::size_t length, reader.number(std::size_t{1} << (first & 3)));
  return reader.skip(length);
}

// RFC 4880 §4.2.2; any number of partial lengths, then a definite one.
Result<void> skip_new_body(Reader& reader) {
  for (;;) {
    TRY_ASSIGN(const std::size_t first, reader.number(1));
    if (first < 192) return reader.skip(first);
    if (first < 224) {
      TRY_ASSIGN(const std::size_t second, reader.number(1));
      return reader.skip(((first - 192) << 8) + second + 192);
    }
    if (first == 255) {
      TRY_ASSIGN(const std::size_t length, reader.number(4));
      return reader.skip(length);
    }
    TRY(reader.skip(std::size_t{1} << (first & 31)));
  }
}

// Skips one packet and says which it was; reader.first() is its version then.
Result<int> skip_packet(Reader& reader) {
  reader.begin();
  TRY_ASSIGN(const std::size_t first, reader.number(1));
  if ((first & 0x80) == 0) return Error(OpenErrc::not_openpgp);
  if ((first & 0x40) != 0) {
    TRY(skip_new_body(reader));
    return static_cast<int>(first & 0x3f);
  }
  TRY(skip_old_body(reader, first));
  return static_cast<int>((first >> 2) & 15);
}

}  // namespace

Result<void> check_framing(ByteView message) {
  if (message.empty() || (message[0] & 0x80) == 0) return Error(OpenErrc::not_openpgp);
  Reader reader(message);
  for (;;) {
    if (reader.at_end()) return Error(OpenErrc::not_openpgp, "no encrypted data");
    TRY_ASSIGN(const int tag, skip_packet(reader));
    switch (tag) {
      case kPkesk:
      case kSkesk:
      case kMarker:
      case kPadding:
        break;
      case kSeipd:
        // RFC 9580 §5.13.2; RNP 0.16 knows version 1 only and would call it damage.
        if (reader.first() == 2) return Error(OpenErrc::unsupported, "SEIPD version 2 (RFC 9580)");
        [[fallthrough]];
      case kAead:
        if (!reader.at_end()) return cut_off();
        return {};
      case kUnprotected:
      case kLiteral:
      case kCompressed:
      case kSignature:
      case kOnePassSignature:
        return Error(OpenErrc::not_protected);
      default:
        return Error(OpenErrc::not_openpgp);
    }
  }
}

Result<void> check_signed_framing(ByteView message) {
  if (message.empty() || (message[0] & 0x80) == 0) return Error(OpenErrc::not_openpgp);
  Reader reader(message);
  int signatures = 0;
  bool data = false;
  while (!reader.at_end()) {
    TRY_ASSIGN(const int tag, skip_packet(reader));
    switch (tag) {
      case kOnePassSignature:
      case kSignature:
        if (++signatures > 2 * kMaxSignatures) return Error(OpenErrc::too_large, "signatures");
        break;
      case kMarker:
      case kPadding:
        break;
      case kLiteral:
      case kCompressed:
        if (std::exchange(data, true)) return Error(OpenErrc::not_openpgp, "more than one message");
        break;
      case kPkesk:
      case kSkesk:
      case kSeipd:
      case kAead:
      case kUnprotected:
        return Error(OpenErrc::is_encrypted);
      default:
        return Error(OpenErrc::not_openpgp);
    }
  }
  if (!data) return Error(OpenErrc::not_openpgp, "no data");
  return {};
}

Result<void> check_detached_framing(ByteView signatures) {
  if (signatures.empty() || (signatures[0] & 0x80) == 0) return Error(OpenErrc::not_openpgp);
  Reader reader(signatures);
  for (int count = 0; !reader.at_end(); ++count) {
    if (count == kMaxSignatures) return Error(OpenErrc::too_large, "signatures");
    TRY_ASSIGN(const int tag, skip_packet(reader));
    if (tag != kSignature) return Error(OpenErrc::not_openpgp, "not a signature");
  }
  return {};
}

Result<Bytes> signature_packets(ByteView message) {
  Bytes signatures;
  Reader reader(message);
  while (!reader.at_end()) {
    const std::size_t from = message.size() - reader.left();
    TRY_ASSIGN(const int tag, skip_packet(reader));
    if (tag == kCompressed) return Error(OpenErrc::unsupported, "a compressed message");
    if (tag == kSignature)
      append(signatures, message.subspan(from, message.size() - reader.left() - from));
  }
  return signatures;
}

}  // namespace nightmail::pgp
