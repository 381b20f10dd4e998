// SPDX-License-Identifier: Apache-2.0
//
// The rdata of the records that mail needs, as values: RFC 1035 §3.3, RFC 3596 §2.2 (AAAA), RFC
// 6698 §2.1 (TLSA). Pure functions over bytes of strangers; what does not parse is left out.

#ifndef NIGHTMAIL_NET_DNS_RECORDS_H_
#define NIGHTMAIL_NET_DNS_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "net/endpoint.h"
#include "net/resolver.h"

namespace nightmail::net {

struct MxRecord {
  std::uint16_t preference = 0;
  std::string host;  // lower case, without the last dot; "" is the root: a null MX (RFC 7505)
  auto operator<=>(const MxRecord&) const = default;
};

struct TlsaRecord {
  std::uint8_t usage = 0;
  std::uint8_t selector = 0;
  std::uint8_t matching = 0;
  Bytes data;
  bool operator==(const TlsaRecord&) const = default;
};

[[nodiscard]] std::optional<MxRecord> parse_mx(ByteView rdata);
[[nodiscard]] std::optional<TlsaRecord> parse_tlsa(ByteView rdata);
// The character-strings of a TXT record joined (RFC 7208 §3.3, RFC 6376 §3.6.2.2).
[[nodiscard]] std::optional<std::string> parse_txt(ByteView rdata);
// 4 or 16 bytes.
[[nodiscard]] std::optional<IpAddress> parse_address(ByteView rdata);
// A whole domain name without compression. Bytes that a host name cannot have are refused.
[[nodiscard]] std::optional<std::string> parse_name(ByteView rdata);

// All records of an answer through one of the above.
template <class T>
std::vector<T> parse_all(const DnsAnswer& answer, std::optional<T> (*parse)(ByteView)) {
  std::vector<T> parsed;
  for (const Bytes& rdata : answer.records) {
    if (auto value = parse(rdata)) parsed.push_back(std::move(*value));
  }
  return parsed;
}

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_DNS_RECORDS_H_
