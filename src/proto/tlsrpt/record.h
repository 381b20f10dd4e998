// SPDX-License-Identifier: Apache-2.0
//
// SMTP TLS reporting (RFC 8460): the TXT record of _smtp._tls.DOMAIN that says where a domain wants
// its reports (§3). Values and a pure function. SECURITY: records come from strangers; what does
// not parse asks for nothing.

#ifndef NIGHTMAIL_PROTO_TLSRPT_RECORD_H_
#define NIGHTMAIL_PROTO_TLSRPT_RECORD_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace nightmail::tlsrpt {

inline constexpr std::size_t kMostDestinations = 5;  // more are left out

struct Destination {
  enum class Kind { mail, https };
  Kind kind = Kind::mail;
  std::string target;  // "reports@example.com", or the whole URL
  bool operator==(const Destination&) const = default;
};

// Out of all TXT records of the name. Empty: the domain wants no reports (§3: also when there are
// several records that begin with "v=TLSRPTv1;"). Destinations of other schemes are left out.
[[nodiscard]] std::vector<Destination> destinations(std::span<const std::string> txt_records);

}  // namespace nightmail::tlsrpt

#endif  // NIGHTMAIL_PROTO_TLSRPT_RECORD_H_
