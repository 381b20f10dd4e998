// SPDX-License-Identifier: Apache-2.0

#include "server/api/attempt_limiter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "crypto/hash.h"

namespace nightmail::api {
namespace {

// A subject may lie in one of so many neighbouring slots.
constexpr std::size_t kWays = 8;

}  // namespace

AttemptLimiter::AttemptLimiter(std::int64_t attempts, std::int64_t period_seconds, Random& random,
                               std::size_t slots)
    : capacity_(static_cast<float>(attempts)),
      per_second_(static_cast<float>(attempts) / static_cast<float>(period_seconds)),
      random_(random),
      buckets_((slots + kWays - 1) / kWays * kWays) {}

void AttemptLimiter::change_key_daily(std::int64_t second) {
  const std::int64_t day = second / 86'400;
  if (day == day_) return;
  day_ = day;
  random_.fill(key_);
  std::fill(buckets_.begin(), buckets_.end(), Bucket());
}

void AttemptLimiter::refill(Bucket& bucket, std::int64_t second) const {
  const auto elapsed = static_cast<float>(std::max<std::int64_t>(second - bucket.second, 0));
  bucket.tokens = std::min(capacity_, bucket.tokens + elapsed * per_second_);
  bucket.second = static_cast<std::uint32_t>(second);
}

// Where a set is full, the subject that is nearest to a full bucket gives way: forgetting it
// matters least.
AttemptLimiter::Bucket& AttemptLimiter::bucket_for(ByteView subject, std::int64_t second) {
  const auto digest = crypto::hmac_sha512(key_, subject);
  std::uint64_t tag = 0, place = 0;
  std::memcpy(&tag, digest.data(), sizeof tag);
  std::memcpy(&place, digest.data() + sizeof tag, sizeof place);
  tag |= 1;
  const std::size_t begin = place % (buckets_.size() / kWays) * kWays;
  Bucket* chosen = nullptr;
  for (std::size_t i = begin; i < begin + kWays; ++i) {
    Bucket& bucket = buckets_[i];
    if (bucket.tag == tag) {
      refill(bucket, second);
      return bucket;
    }
    if (bucket.tag == 0) {
      bucket.tokens = capacity_;
    } else {
      refill(bucket, second);
    }
    if (chosen == nullptr || bucket.tokens > chosen->tokens) chosen = &bucket;
  }
  *chosen = Bucket{tag, capacity_, static_cast<std::uint32_t>(second)};
  return *chosen;
}

std::optional<std::int64_t> AttemptLimiter::take(ByteView subject, Timestamp now) {
  const std::int64_t second = now.unix_ms / 1000;
  const std::lock_guard lock(mutex_);
  change_key_daily(second);
  Bucket& bucket = bucket_for(subject, second);
  if (bucket.tokens < 1) {
    return static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) / per_second_));
  }
  bucket.tokens -= 1;
  return std::nullopt;
}

std::optional<std::int64_t> AttemptLimiter::take(store::AccountId subject, Timestamp now) {
  const std::int64_t id = store::raw(subject);
  return take(ByteView(reinterpret_cast<const std::uint8_t*>(&id), sizeof id), now);
}

void AttemptLimiter::give_back(ByteView subject, Timestamp now) {
  const std::int64_t second = now.unix_ms / 1000;
  const std::lock_guard lock(mutex_);
  change_key_daily(second);
  Bucket& bucket = bucket_for(subject, second);
  bucket.tokens = std::min(capacity_, bucket.tokens + 1);
}

}  // namespace nightmail::api
