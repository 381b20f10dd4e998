// SPDX-License-Identifier: Apache-2.0
//
// Changing messages on the server: keywords, mailboxes, destruction (Email/set, RFC 8621 §4.6).
// Free functions over a Service.

#ifndef NIGHTMAIL_CLIENT_MESSAGE_SET_H_
#define NIGHTMAIL_CLIENT_MESSAGE_SET_H_

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/service.h"

namespace nightmail::client {

// What the server would not do, with its reason; nothing if all was done.
struct NotDone {
  std::string id;
  std::string reason;
};

// Applies one patch ({"keywords/$seen": true}) to all of them.
Result<std::vector<NotDone>> update_messages(Service& service, const std::string& account_id,
                                             const std::vector<std::string>& ids,
                                             const json::object& patch);
Result<std::vector<NotDone>> destroy_messages(Service& service, const std::string& account_id,
                                              const std::vector<std::string>& ids);

// The refusals in the member `name` ("notUpdated") of an answer to a /set (RFC 8620 §5.3).
[[nodiscard]] std::vector<NotDone> read_not_done(const json::object& answer, std::string_view name);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_MESSAGE_SET_H_
