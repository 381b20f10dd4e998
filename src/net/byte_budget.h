// SPDX-License-Identifier: Apache-2.0
//
// ByteBudget: a cap on what many requests may hold in memory together, whoever sends them.
// Thread-safe; lives by shared pointer as long as the last hold. BudgetHold: one request's share,
// given back with it.

#ifndef NIGHTMAIL_NET_BYTE_BUDGET_H_
#define NIGHTMAIL_NET_BYTE_BUDGET_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace nightmail::net {

class ByteBudget {
 public:
  explicit ByteBudget(std::size_t limit) : limit_(limit) {}

  [[nodiscard]] bool take(std::size_t bytes) {
    const std::size_t before = taken_.fetch_add(bytes);
    if (bytes <= limit_ && before <= limit_ - bytes) return true;
    taken_.fetch_sub(bytes);
    return false;
  }
  void give_back(std::size_t bytes) { taken_.fetch_sub(bytes); }
  [[nodiscard]] std::size_t taken() const { return taken_.load(); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> taken_{0};
};

class BudgetHold {
 public:
  BudgetHold() = default;  // holds nothing, and may grow for ever
  explicit BudgetHold(std::shared_ptr<ByteBudget> budget) : budget_(std::move(budget)) {}
  BudgetHold(BudgetHold&& other) noexcept
      : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
  BudgetHold& operator=(BudgetHold&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~BudgetHold() {
    if (budget_) budget_->give_back(bytes_);
  }

  // False if the budget has no room for so many in all; the hold is then as before.
  [[nodiscard]] bool grow_to(std::size_t bytes) {
    if (!budget_ || bytes <= bytes_) return true;
    if (!budget_->take(bytes - bytes_)) return false;
    bytes_ = bytes;
    return true;
  }

 private:
  std::shared_ptr<ByteBudget> budget_;
  std::size_t bytes_ = 0;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_BYTE_BUDGET_H_
