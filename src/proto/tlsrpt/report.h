// SPDX-License-Identifier: Apache-2.0
//
// A TLS report, printed: the JSON of RFC 8460 §4.4, packed with gzip, and the mail that carries it:
// multipart/report; report-type="tlsrpt" (§5.3). Values and free functions; thread-safe.

#ifndef NIGHTMAIL_PROTO_TLSRPT_REPORT_H_
#define NIGHTMAIL_PROTO_TLSRPT_REPORT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"

namespace nightmail::tlsrpt {

struct FailureDetail {
  std::string result_type;  // §4.3
  std::string mx_host;      // whom we tried to reach; empty: it did not come to that
  std::uint64_t sessions = 0;
};

struct PolicyReport {
  std::string type;  // "tlsa", "sts", "no-policy-found"
  std::uint64_t successes = 0;
  std::uint64_t failures = 0;
  std::vector<FailureDetail> details;
};

struct Report {
  std::string organization;  // who reports: our domain
  std::string contact;       // an address of ours
  std::string id;            // letters, digits, "@" and "."; the same for every copy
  std::string domain;        // whom it is about, as A-labels
  Timestamp begin, end;      // the first and the last second of the day
  std::vector<PolicyReport> policies;
};

[[nodiscard]] std::string print_json(const Report& report);
// RFC 1952.
[[nodiscard]] Bytes gzip(std::string_view text);

struct Envelope {
  std::string from;
  std::string to;
  Timestamp date;
};
// CRLF line ends, 7 bit.
[[nodiscard]] std::string print_mail(const Report& report, const Envelope& envelope,
                                     Random& random);

}  // namespace nightmail::tlsrpt

#endif  // NIGHTMAIL_PROTO_TLSRPT_REPORT_H_
