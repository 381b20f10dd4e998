// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/packet.h"

#include "pgp/seal/errors.h"

namespace nightmail::pgp {
namespace {

constexpr std::uint64_t kTwoOctetLength = 192;
constexpr std::uint64_t kFiveOctetLength = 8384;

Error malformed() {
  return {SealErrc::not_a_certificate, "malformed packet"};
}

}  // namespace

Result<std::optional<Packet>> PacketReader::next() {
  if (rest_.empty()) return std::optional<Packet>();
  const std::uint8_t first = rest_[0];
  if ((first & 0x80) == 0) return malformed();
  rest_ = rest_.subspan(1);
  const bool new_format = (first & 0x40) != 0;
  TRY_ASSIGN(const std::size_t length, new_format ? read_new_length() : read_old_length(first));
  if (length > rest_.size()) return malformed();
  const int tag = new_format ? first & 0x3f : (first >> 2) & 0x0f;
  const Packet packet{static_cast<PacketTag>(tag), rest_.first(length)};
  rest_ = rest_.subspan(length);
  return std::optional<Packet>(packet);
}

// RFC 4880 §4.2.2.
Result<std::size_t> PacketReader::read_new_length() {
  TRY_ASSIGN(const std::size_t first, read_number(1));
  if (first < kTwoOctetLength) return first;
  if (first == 255) return read_number(4);
  if (first >= 224) return malformed();
  TRY_ASSIGN(const std::size_t second, read_number(1));
  return ((first - 192) << 8) + second + 192;
}

// RFC 4880 §4.2.1.
Result<std::size_t> PacketReader::read_old_length(std::uint8_t tag_octet) {
  const int length_type = tag_octet & 3;
  if (length_type == 3) return malformed();
  return read_number(std::size_t{1} << length_type);
}

Result<std::size_t> PacketReader::read_number(std::size_t octets) {
  if (rest_.size() < octets) return malformed();
  std::size_t number = 0;
  for (const std::uint8_t octet : rest_.first(octets)) number = number << 8 | octet;
  rest_ = rest_.subspan(octets);
  return number;
}

std::size_t packet_header_size(std::uint64_t length) {
  if (length < kTwoOctetLength) return 2;
  return length < kFiveOctetLength ? 3 : 6;
}

std::uint8_t* write_packet_header(std::uint8_t* out, PacketTag tag, std::uint64_t length) {
  *out++ = static_cast<std::uint8_t>(0xc0 | static_cast<int>(tag));
  if (length < kTwoOctetLength) {
    *out++ = static_cast<std::uint8_t>(length);
  } else if (length < kFiveOctetLength) {
    *out++ = static_cast<std::uint8_t>(((length - kTwoOctetLength) >> 8) + 192);
    *out++ = static_cast<std::uint8_t>(length - kTwoOctetLength);
  } else {
    *out++ = 255;
    for (int shift = 24; shift >= 0; shift -= 8)
      *out++ = static_cast<std::uint8_t>(length >> shift);
  }
  return out;
}

}  // namespace nightmail::pgp
