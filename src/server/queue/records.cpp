// SPDX-License-Identifier: Apache-2.0
#include "server/queue/records.h"

#include <algorithm>

#include "server/queue/errors.h"

namespace nightmail::queue {
namespace {

constexpr std::uint8_t kVersion = 1;

class Writer {
 public:
  void number(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
      out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  void octet(std::uint8_t value) { out_.push_back(value); }
  void flag(bool value) { octet(value ? 1 : 0); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    append(out_, as_bytes(value));
  }
  void address(const Address& address) {
    text(address.email);
    number(static_cast<std::uint32_t>(address.parameters.size()));
    for (const Parameter& one : address.parameters) {
      text(one.name);
      flag(one.value.has_value());
      text(one.value.value_or(std::string()));
    }
  }
  [[nodiscard]] PlainBytes take() { return std::move(out_); }

 private:
  PlainBytes out_;
};

// Reads what is there; once something is missing, ok() is false and all values are empty.
class Reader {
 public:
  explicit Reader(ByteView in) : in_(in) {}

  std::uint32_t number() {
    const ByteView octets = take(4);
    std::uint32_t value = 0;
    for (std::size_t i = octets.size(); i-- > 0;) value = value << 8 | octets[i];
    return value;
  }
  std::uint8_t octet() {
    const ByteView one = take(1);
    return one.empty() ? 0 : one.front();
  }
  bool flag() { return octet() != 0; }
  std::string text() { return to_string(take(number())); }
  Address address() {
    Address address;
    address.email = text();
    for (std::uint32_t left = number(); left > 0 && ok_; --left) {
      Parameter one{text(), {}};
      const bool has_value = flag();
      std::string value = text();
      if (has_value) one.value = std::move(value);
      address.parameters.push_back(std::move(one));
    }
    return address;
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && in_.empty(); }

 private:
  ByteView take(std::size_t size) {
    if (size > in_.size()) ok_ = false;
    if (!ok_) return {};
    const ByteView taken = in_.first(size);
    in_ = in_.subspan(size);
    return taken;
  }

  ByteView in_;
  bool ok_ = true;
};

Error bad_record() {
  return Error(Errc::bad_record, "malformed");
}

Result<Recipient> read_recipient(Reader& reader) {
  Recipient one;
  one.address = reader.address();
  const std::uint8_t state = reader.octet();
  if (state > static_cast<std::uint8_t>(Recipient::State::failed)) return bad_record();
  one.state = static_cast<Recipient::State>(state);
  one.last_reply = reader.text();
  one.remote_mta = reader.text();
  one.delay_told = reader.flag();
  return one;
}

}  // namespace

std::string_view Address::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  if (found == parameters.end() || !found->value) return {};
  return *found->value;
}

bool Address::has(std::string_view name) const {
  return std::ranges::find(parameters, name, &Parameter::name) != parameters.end();
}

PlainBytes encode(const Envelope& envelope) {
  Writer writer;
  writer.octet(kVersion);
  writer.text(envelope.identity);
  writer.address(envelope.mail_from);
  writer.flag(envelope.smtputf8);
  return writer.take();
}

PlainBytes encode(const PartRecord& part) {
  Writer writer;
  writer.octet(kVersion);
  writer.flag(part.local);
  writer.text(part.domain);
  writer.number(static_cast<std::uint32_t>(part.recipients.size()));
  for (const Recipient& one : part.recipients) {
    writer.address(one.address);
    writer.octet(static_cast<std::uint8_t>(one.state));
    writer.text(one.last_reply);
    writer.text(one.remote_mta);
    writer.flag(one.delay_told);
  }
  return writer.take();
}

Result<Envelope> decode_envelope(ByteView record) {
  Reader reader(record);
  if (reader.octet() != kVersion) return bad_record();
  Envelope envelope;
  envelope.identity = reader.text();
  envelope.mail_from = reader.address();
  envelope.smtputf8 = reader.flag();
  if (!reader.at_end()) return bad_record();
  return envelope;
}

Result<PartRecord> decode_part(ByteView record) {
  Reader reader(record);
  if (reader.octet() != kVersion) return bad_record();
  PartRecord part;
  part.local = reader.flag();
  part.domain = reader.text();
  for (std::uint32_t left = reader.number(); left > 0 && reader.ok(); --left) {
    TRY_ASSIGN(auto one, read_recipient(reader));
    part.recipients.push_back(std::move(one));
  }
  if (!reader.at_end()) return bad_record();
  return part;
}

}  // namespace nightmail::queue
