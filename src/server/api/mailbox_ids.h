// SPDX-License-Identifier: Apache-2.0
//
// MailboxIds: the mailboxes that an account has, to check ids in `mailboxIds` against. A value of
// one method call.

#ifndef NIGHTMAIL_SERVER_API_MAILBOX_IDS_H_
#define NIGHTMAIL_SERVER_API_MAILBOX_IDS_H_

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proto/jmap/json.h"
#include "server/api/context.h"

namespace nightmail::api {

class MailboxIds {
 public:
  [[nodiscard]] static Result<MailboxIds> read(const Context& context);

  // The id, which may be a creation id ("#k1"); empty if there is no such mailbox.
  [[nodiscard]] std::optional<store::MailboxId> find(std::string_view text) const;
  // {"m1": true, ...}; empty if it is not that, or names a mailbox that is not there.
  [[nodiscard]] std::optional<std::vector<store::MailboxId>> parse(const jmap::Json& json) const;

 private:
  explicit MailboxIds(const Context& context) : context_(&context) {}

  const Context* context_;
  std::set<store::MailboxId> ids_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_MAILBOX_IDS_H_
