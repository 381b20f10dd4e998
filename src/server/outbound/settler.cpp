// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/settler.h"

#include <utility>

namespace nightmail::outbound {
namespace {

constexpr std::size_t kMostAtOnce = 256;
using Results = std::vector<Result<>>;

}  // namespace

net::Task<Result<>> Settler::settle(store::Settlement settlement) {
  co_return co_await net::async_call<Result<>>(
      loop_, [this, &settlement](Done done) { push(std::move(settlement), done); });
}

void Settler::push(store::Settlement settlement, Done done) {
  waiting_.push_back({std::move(settlement), done});
  if (std::exchange(pumping_, true)) return;
  loop_.spawn(pump());
}

std::vector<Settler::Waiting> Settler::next_batch() {
  std::vector<Waiting> batch;
  if (waiting_.size() <= kMostAtOnce) return std::exchange(waiting_, {});
  const auto end = waiting_.begin() + kMostAtOnce;
  batch.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

net::Task<void> Settler::pump() {
  while (!waiting_.empty()) {
    std::vector<Waiting> batch = next_batch();
    std::vector<store::Settlement> settlements;
    settlements.reserve(batch.size());
    for (Waiting& one : batch) settlements.push_back(std::move(one.settlement));
    Results results =
        co_await net::async_call<Results>(loop_, [this, &settlements](net::Callback<Results> done) {
          queue_.settle(std::move(settlements), clock_.now(), done);
        });
    NM_ASSERT(results.size() == batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(results[i]));
  }
  pumping_ = false;
}

}  // namespace nightmail::outbound
