// SPDX-License-Identifier: Apache-2.0
#include "proto/wkd/wkd.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/sha1.h"

namespace nightmail::wkd {
namespace {

constexpr std::string_view kRoot = "/.well-known/openpgpkey/";
constexpr std::string_view kHashDigits = "ybndrfg8ejkmcpqxot1uwisza345h769";

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// RFC 3986 §2.3: everything but unreserved characters becomes %XX.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool letter = (octet | 0x20) >= 'a' && (octet | 0x20) <= 'z';
    const bool digit = octet >= '0' && octet <= '9';
    if (letter || digit || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      encoded += {'%', kHex[octet >> 4], kHex[octet & 15]};
    }
  }
  return encoded;
}

std::string key_path(std::string_view local_part) {
  return "hu/" + hash_local_part(local_part) + "?l=" + percent_encoded(local_part);
}

bool is_hash(std::string_view text) {
  return text.size() == kHashSize && text.find_first_not_of(kHashDigits) == std::string_view::npos;
}

}  // namespace

std::string hash_local_part(std::string_view local_part) {
  return crypto::zbase32_encode(crypto::sha1(as_bytes(lower_ascii(local_part))));
}

Location advanced_location(std::string_view local_part, std::string_view domain) {
  const std::string name(domain);
  return {"openpgpkey." + name, std::string(kRoot) + name + '/' + key_path(local_part)};
}

Location direct_location(std::string_view local_part, std::string_view domain) {
  return {std::string(domain), std::string(kRoot) + key_path(local_part)};
}

std::optional<Request> parse_request(std::span<const std::string> segments) {
  if (segments.size() < 3 || segments[0] != ".well-known" || segments[1] != "openpgpkey") {
    return std::nullopt;
  }
  Request request;
  auto rest = segments.subspan(2);
  const bool direct = rest[0] == "policy" || (rest[0] == "hu" && rest.size() == 2);
  if (!direct) {
    request.domain = lower_ascii(rest[0]);
    rest = rest.subspan(1);
  }
  if (rest.size() == 1 && rest[0] == "policy") return request;
  if (rest.size() != 2 || rest[0] != "hu" || !is_hash(rest[1])) return std::nullopt;
  request.hash = rest[1];
  return request;
}

}  // namespace nightmail::wkd
