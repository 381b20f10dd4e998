// SPDX-License-Identifier: Apache-2.0
//
// Short ways to fill and settle a store's queue. Users link the room `store_sqlite`.

#ifndef NIGHTMAIL_TESTS_SUPPORT_QUEUE_FIXTURE_H_
#define NIGHTMAIL_TESTS_SUPPORT_QUEUE_FIXTURE_H_

#include "support/store_fixture.h"

namespace nightmail::testing_support {

// Uploads "message", to be sent in so many parts.
inline store::NewSubmission submission_of(store::Store& store, store::AccountId account,
                                          Timestamp now, std::size_t parts) {
  store::NewSubmission one;
  const auto blob = store.put_outgoing(account, as_bytes("message"), now, 1 << 30);
  if (blob.ok()) one.blob = *blob;
  one.send_at = now;
  one.envelope = to_bytes("envelope");
  for (std::size_t i = 1; i <= parts; ++i)
    one.parts.push_back(to_bytes("part " + std::to_string(i)));
  one.recipients = {to_bytes("recipient")};
  return one;
}

inline Result<store::SubmissionId> submit_one(store::Store& store, store::AccountId account,
                                              store::NewSubmission one,
                                              const store::SendingLimits& limits, Timestamp now,
                                              std::int64_t hold_ms = 0) {
  one.send_at = {now.unix_ms + hold_ms};
  auto ids = store.submit(account, {std::move(one)}, limits, now);
  if (!ids.ok()) return ids.error();
  return ids->front();
}

// Waits until it is durable.
inline std::vector<Result<>> settle_all(store::Store& store, std::vector<store::Settlement> all,
                                        Timestamp now) {
  std::promise<std::vector<Result<>>> promise;
  store.settle(std::move(all), now,
               [&](std::vector<Result<>> results) { promise.set_value(std::move(results)); });
  return promise.get_future().get();
}

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_QUEUE_FIXTURE_H_
