// SPDX-License-Identifier: Apache-2.0
//
// The two kinds of write jobs: a call that waits for its answer, and a delivery that is told.

#ifndef NIGHTMAIL_STORE_SQLITE_CALL_JOB_H_
#define NIGHTMAIL_STORE_SQLITE_CALL_JOB_H_

#include <functional>
#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "store/messages.h"
#include "store/sqlite/writer.h"

namespace nightmail::store {

template <class T>
class CallJob final : public WriteJob {
 public:
  using Work = std::function<Result<T>(WriteContext&)>;
  CallJob(Work work, std::int64_t octets) : work_(std::move(work)), octets_(octets) {}

  [[nodiscard]] std::future<Result<T>> answer() { return promise_.get_future(); }
  [[nodiscard]] std::int64_t octets() const override { return octets_; }
  [[nodiscard]] int deliveries() const override { return 0; }
  [[nodiscard]] Result<> run(WriteContext& context) override {
    result_ = work_(context);
    if (!result_->ok()) return result_->error();
    return {};
  }
  void finish(const std::optional<Error>& failure) override {
    promise_.set_value(failure ? Result<T>(*failure) : *std::move(result_));
  }

 private:
  Work work_;
  std::int64_t octets_;
  std::optional<Result<T>> result_;
  std::promise<Result<T>> promise_;
};

class DeliverJob final : public WriteJob {
 public:
  DeliverJob(std::vector<Delivery> deliveries, Messages::Delivered done);

  [[nodiscard]] std::int64_t octets() const override { return octets_; }
  [[nodiscard]] int deliveries() const override { return static_cast<int>(deliveries_.size()); }
  [[nodiscard]] int announced() const override { return announced_; }
  [[nodiscard]] Result<> run(WriteContext& context) override;
  void finish(const std::optional<Error>& failure) override;

 private:
  std::vector<Delivery> deliveries_;
  Messages::Delivered done_;
  std::int64_t octets_ = 0;
  int announced_ = 0;
  std::vector<Result<MessageId>> results_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_CALL_JOB_H_
