// SPDX-License-Identifier: Apache-2.0
//
// Tells listeners that an account changed, after the change is durable. Thread-safe.

#ifndef NIGHTMAIL_STORE_CHANGES_H_
#define NIGHTMAIL_STORE_CHANGES_H_

#include <functional>
#include <memory>

#include "store/types.h"

namespace nightmail::store {

struct AccountStates {
  Modseq mailbox{};
  Modseq message{};
  Modseq submission{};
  bool operator==(const AccountStates&) const = default;
};

// Ends the subscription when it goes. No call comes after the destructor has returned.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

class Changes {
 public:
  virtual ~Changes() = default;
  // `changed` is called from a thread of the store: hand over and return at once.
  virtual std::unique_ptr<Subscription> subscribe(AccountId account,
                                                  std::function<void(AccountStates)> changed) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_CHANGES_H_
