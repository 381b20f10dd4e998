// SPDX-License-Identifier: Apache-2.0
//
// MTA-STS (RFC 8461): the TXT record that says there is a policy (§3.1), and the policy file
// (§3.2). Values and pure functions. SECURITY: both come from strangers; what does not parse is no
// policy.

#ifndef NIGHTMAIL_PROTO_MTASTS_POLICY_H_
#define NIGHTMAIL_PROTO_MTASTS_POLICY_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nightmail::mtasts {

inline constexpr std::size_t kMaxPolicySize = 64 * 1024;
inline constexpr std::chrono::seconds kMaxAge{31'557'600};  // §3.2: about one year

// The id of the domain's record, out of all TXT records of _mta-sts.DOMAIN. None: no policy (§3.1:
// also when there are several records that begin with "v=STSv1;").
[[nodiscard]] std::optional<std::string> policy_id(std::span<const std::string> txt_records);

struct Policy {
  enum class Mode { none, testing, enforce };
  Mode mode = Mode::none;
  std::chrono::seconds max_age{0};
  std::vector<std::string> mx;  // lower case; "mail.example.com" or "*.example.net"

  // Whether a policy speaks for this MX host (§4.1): a wildcard stands for one label.
  [[nodiscard]] bool covers(std::string_view host) const;
  bool operator==(const Policy&) const = default;
};

// The body of the policy file; lines end in CRLF or LF.
[[nodiscard]] std::optional<Policy> parse_policy(std::string_view text);
// Its media type: "text/plain" with or without parameters (§3.2).
[[nodiscard]] bool is_policy_type(std::string_view content_type);

}  // namespace nightmail::mtasts

#endif  // NIGHTMAIL_PROTO_MTASTS_POLICY_H_
