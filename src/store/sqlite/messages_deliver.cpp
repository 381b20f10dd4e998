// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/call_job.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {

DeliverJob::DeliverJob(std::vector<Delivery> deliveries, Messages::Delivered done)
    : deliveries_(std::move(deliveries)), done_(std::move(done)) {
  for (const Delivery& delivery : deliveries_) {
    octets_ += static_cast<std::int64_t>(sizeof(Delivery) + delivery.sealed_message.capacity() +
                                         delivery.sealed_summary.capacity());
    if (delivery.announced) ++announced_;
  }
}

Result<> DeliverJob::run(WriteContext& context) {
  for (const Delivery& delivery : deliveries_) {
    results_.push_back(context.deliveries.add(context, delivery));
    if (!results_.back().ok() && fails_group(results_.back().error()))
      return results_.back().error();
  }
  return {};
}

void DeliverJob::finish(const std::optional<Error>& failure) {
  if (failure) results_.assign(deliveries_.size(), Result<MessageId>(*failure));
  deliveries_.clear();  // the sealed octets are stored, or of no use any more
  deliveries_.shrink_to_fit();
  done_(std::move(results_));
}

void SqliteStore::deliver(std::vector<Delivery> deliveries, Delivered done) {
  if (deliveries.empty()) return done({});
  auto job = std::make_unique<DeliverJob>(std::move(deliveries), std::move(done));
  if (auto refused = writer_.offer(std::move(job))) refused->job->finish(refused->why);
}

void SqliteStore::expect_deliveries(int change_by) {
  writer_.expect(change_by);
}

}  // namespace nightmail::store
