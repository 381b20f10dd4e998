// SPDX-License-Identifier: Apache-2.0
//
// AttemptLimiter: how often an account or a network may try to log in. Token buckets in a table of
// fixed size, found by a keyed hash whose key is random, in memory only, and replaced daily: nobody
// can read from it who tried. Owner: LoginState; thread-safe.

#ifndef NIGHTMAIL_SERVER_API_ATTEMPT_LIMITER_H_
#define NIGHTMAIL_SERVER_API_ATTEMPT_LIMITER_H_

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "store/types.h"

namespace nightmail::api {

class AttemptLimiter {
 public:
  // `attempts` in `period_seconds`, refilled evenly. Memory: 16 octets for each of `slots`.
  AttemptLimiter(std::int64_t attempts, std::int64_t period_seconds, Random& random,
                 std::size_t slots = 1 << 16);

  // Takes one attempt of `subject`. If there is none left: in how many seconds there will be.
  [[nodiscard]] std::optional<std::int64_t> take(ByteView subject, Timestamp now);
  [[nodiscard]] std::optional<std::int64_t> take(store::AccountId subject, Timestamp now);
  // Gives one back: the attempt was its owner's.
  void give_back(ByteView subject, Timestamp now);

 private:
  struct Bucket {
    std::uint64_t tag = 0;  // 0: never used
    float tokens = 0;
    std::uint32_t second = 0;  // when `tokens` was right, since 1970
  };

  Bucket& bucket_for(ByteView subject, std::int64_t second);
  void refill(Bucket& bucket, std::int64_t second) const;
  void change_key_daily(std::int64_t second);

  const float capacity_;
  const float per_second_;
  Random& random_;
  std::mutex mutex_;
  std::array<std::uint8_t, 32> key_{};
  std::int64_t day_ = -1;
  std::vector<Bucket> buckets_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_ATTEMPT_LIMITER_H_
