// SPDX-License-Identifier: Apache-2.0
//
// TlsResults: counts, for each policy domain, how TLS to its servers went, for the daily reports of
// RFC 8460 §4. Holds names of domains and servers, never of people; in memory, of bounded size,
// until the TlsReporter takes them into its diary. Owned by the transport; thread-safe.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_TLS_RESULTS_H_
#define NIGHTMAIL_SERVER_TRANSPORT_TLS_RESULTS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace nightmail::transport {

struct TlsResult {
  std::string domain;
  std::string_view policy;   // "tlsa", "sts", "no-policy-found"
  std::string host;          // the MX; empty: it did not come to that
  std::string_view failure;  // a result type of RFC 8460 §4.3; empty: success
};

class TlsResults {
 public:
  struct Failure {
    std::string host;
    std::string type;
    std::uint64_t sessions = 0;
  };
  struct PolicyCounts {
    std::string policy;
    std::uint64_t successes = 0;
    std::uint64_t failures = 0;
    std::vector<Failure> details;
  };
  using Domains = std::map<std::string, std::vector<PolicyCounts>>;

  void count(const TlsResult& result);
  // All that was counted since the last call.
  [[nodiscard]] Domains take();

 private:
  std::mutex mutex_;
  Domains domains_;
};

// Adds what was counted later, within the same bounds.
void merge(TlsResults::Domains& into, TlsResults::Domains later);

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_TLS_RESULTS_H_
