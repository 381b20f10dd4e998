// SPDX-License-Identifier: Apache-2.0
//
// StsCache: the MTA-STS policies of domains (RFC 8461 §3.3, §5.1), fetched when their record's id
// is new, kept for their max_age in memory. Owned by the transport; thread-safe.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_STS_CACHE_H_
#define NIGHTMAIL_SERVER_TRANSPORT_STS_CACHE_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/fetch.h"
#include "net/resolver.h"
#include "proto/mtasts/policy.h"

namespace nightmail::transport {

struct StsFound {
  std::optional<mtasts::Policy> policy;  // testing or enforce
  std::string_view failure;              // RFC 8460 §4.3.2.2, where a new policy could not be had
};

class StsCache {
 public:
  StsCache(net::Resolver& resolver, const net::Fetcher& fetcher, const Clock& clock)
      : resolver_(resolver), fetcher_(fetcher), clock_(clock) {}

  [[nodiscard]] net::Task<StsFound> find(net::Loop& loop, std::string domain,
                                         net::Deadline deadline);

 private:
  struct Entry {
    std::string id;
    std::optional<mtasts::Policy> policy;
    std::int64_t expires_ms = 0;
    std::int64_t retry_ms = 0;  // a fetch failed: not again before
    std::string_view failure;
  };
  [[nodiscard]] Entry look(const std::string& domain);
  void keep(const std::string& domain, Entry entry);
  [[nodiscard]] net::Task<Entry> renew(net::Loop& loop, std::string domain, std::string id,
                                       Entry old);

  net::Resolver& resolver_;
  const net::Fetcher& fetcher_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_STS_CACHE_H_
