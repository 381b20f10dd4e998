// SPDX-License-Identifier: Apache-2.0
//
// KeyDiscovery: certificates of other people's addresses, fetched from their domains' Web Key
// Directories (draft-koch-openpgp-webkey-service §3.1) on a user's behalf, so that those hosts do
// not learn the user's network address. Owner: the API server; thread-safe. find() blocks: worker
// threads only.
//
// SECURITY: connects to hosts that users name, over net/fetch.h, which refuses private addresses.
// Bounded: size, time, redirects, look-ups at once, and how many an account may make. What comes
// back is a stranger's: only a certificate that names the asked address passes, and without any
// other user id. Addresses stay in memory for an hour, each seen by the account alone that asked.

#ifndef NIGHTMAIL_SERVER_API_KEY_DISCOVERY_H_
#define NIGHTMAIL_SERVER_API_KEY_DISCOVERY_H_

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "net/fetch.h"
#include "net/loop.h"
#include "server/api/attempt_limiter.h"
#include "server/api/concurrency.h"
#include "store/types.h"

namespace nightmail::api {

struct DiscoveredKey {
  enum class Kind : std::uint8_t {
    found,
    not_found,      // the directory has no such key, or the domain has no directory
    expired,        // there is one, but mail cannot be encrypted to it any more
    revoked,        // ... and its owner says that nobody should
    wrong_address,  // ... and it does not name the address
    unusable,       // ... of a kind that we cannot use, or what came is no key at all
    unreachable,    // the directory did not answer as one should
    rate_limited    // ask again later
  };
  Kind kind = Kind::unreachable;
  std::string fingerprint;  // of `found`, lower-case hex
  Bytes certificate;        // of `found`, binary
};

// "notFound", "expired", ... and a sentence for people.
[[nodiscard]] std::string_view kind_name(DiscoveredKey::Kind kind);
[[nodiscard]] std::string_view kind_sentence(DiscoveredKey::Kind kind);

// What a directory answered, judged. `body` may hold several certificates (a revoked one and its
// successor): the best for `address` counts.
[[nodiscard]] DiscoveredKey judge_directory_answer(ByteView body, const std::string& address,
                                                   Timestamp now);

class KeyDiscovery {
 public:
  KeyDiscovery(const net::Fetcher& fetcher, net::LoopGroup& loops, const Clock& clock,
               Random& random);

  // One answer for each canonical address, in order. Takes up to about 15 seconds.
  [[nodiscard]] std::vector<DiscoveredKey> find(store::AccountId account,
                                                const std::vector<std::string>& addresses);

 private:
  using CacheKey = std::pair<store::AccountId, std::string>;
  struct Known {
    DiscoveredKey key;
    Timestamp until;
    std::list<CacheKey>::iterator place;
  };
  struct Round;

  [[nodiscard]] bool from_cache(const CacheKey& key, DiscoveredKey& answer);
  void remember(const CacheKey& key, const DiscoveredKey& answer);
  void forget_oldest();
  [[nodiscard]] bool may_ask(store::AccountId account);
  [[nodiscard]] net::Task<void> fetch_one(net::Loop& loop, std::shared_ptr<Round> round,
                                          std::size_t index);
  [[nodiscard]] net::Task<DiscoveredKey> ask_directories(net::Loop& loop, std::string address);

  const net::Fetcher& fetcher_;
  net::LoopGroup& loops_;
  const Clock& clock_;
  AttemptLimiter per_account_;
  const std::shared_ptr<Concurrency> running_;
  std::mutex mutex_;
  std::map<CacheKey, Known> cache_;
  std::list<CacheKey> order_;  // the oldest first
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_KEY_DISCOVERY_H_
