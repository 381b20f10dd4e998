// SPDX-License-Identifier: Apache-2.0
#include "net/dns_records.h"

#include <algorithm>

namespace nightmail::net {

namespace {

constexpr std::size_t kMaxName = 253;

std::optional<char> name_character(std::uint8_t byte) {
  const char c = static_cast<char>(byte);
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
  const bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  if (!fine) return std::nullopt;
  return c;
}

bool append_label(std::string& name, ByteView label) {
  if (!name.empty()) name += '.';
  for (const std::uint8_t byte : label) {
    const auto c = name_character(byte);
    if (!c) return false;
    name += *c;
  }
  return name.size() <= kMaxName;
}

std::uint16_t number16(ByteView bytes) {
  return static_cast<std::uint16_t>((bytes[0] << 8) | bytes[1]);
}

}  // namespace

std::optional<std::string> parse_name(ByteView rdata) {
  std::string name;
  while (!rdata.empty()) {
    const std::size_t size = rdata[0];
    rdata = rdata.subspan(1);
    if (size == 0) return rdata.empty() ? std::optional(name) : std::nullopt;
    if (size > 63 || size > rdata.size()) return std::nullopt;
    if (!append_label(name, rdata.first(size))) return std::nullopt;
    rdata = rdata.subspan(size);
  }
  return std::nullopt;
}

std::optional<MxRecord> parse_mx(ByteView rdata) {
  if (rdata.size() < 3) return std::nullopt;
  auto host = parse_name(rdata.subspan(2));
  if (!host) return std::nullopt;
  return MxRecord{number16(rdata), *std::move(host)};
}

std::optional<TlsaRecord> parse_tlsa(ByteView rdata) {
  if (rdata.size() < 4) return std::nullopt;
  return TlsaRecord{rdata[0], rdata[1], rdata[2], to_bytes(rdata.subspan(3))};
}

std::optional<std::string> parse_txt(ByteView rdata) {
  std::string text;
  while (!rdata.empty()) {
    const std::size_t size = rdata[0];
    if (size + 1 > rdata.size()) return std::nullopt;
    text += as_text(rdata.subspan(1, size));
    rdata = rdata.subspan(size + 1);
  }
  return text;
}

std::optional<IpAddress> parse_address(ByteView rdata) {
  if (rdata.size() != 4 && rdata.size() != 16) return std::nullopt;
  IpAddress address;
  address.is_v4 = rdata.size() == 4;
  std::copy(rdata.begin(), rdata.end(), address.bytes.begin());
  return address;
}

}  // namespace nightmail::net
