// SPDX-License-Identifier: Apache-2.0
//
// ExpectedDelivery: tells the store that a delivery is likely to come soon, for as long as it lives
// or until set(false) or arrive(), so that a group commit may wait a moment for it. One per
// connection.

#ifndef NIGHTMAIL_SERVER_EDGE_EXPECTED_DELIVERY_H_
#define NIGHTMAIL_SERVER_EDGE_EXPECTED_DELIVERY_H_

#include <utility>

#include "store/messages.h"

namespace nightmail::edge {

class ExpectedDelivery {
 public:
  explicit ExpectedDelivery(store::Messages& messages) : messages_(messages) {}
  ExpectedDelivery(const ExpectedDelivery&) = delete;
  ExpectedDelivery& operator=(const ExpectedDelivery&) = delete;
  ~ExpectedDelivery() { set(false); }

  void set(bool expected) {
    if (expected == expected_) return;
    messages_.expect_deliveries(expected ? 1 : -1);
    expected_ = expected;
  }

  // It comes now: what is to stand in Delivery::announced.
  [[nodiscard]] bool arrive() { return std::exchange(expected_, false); }

 private:
  store::Messages& messages_;
  bool expected_ = false;
};

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_EXPECTED_DELIVERY_H_
