// SPDX-License-Identifier: Apache-2.0
//
// The JMAP methods. Each is plain blocking code that runs on a worker thread: arguments in,
// arguments of the response out, or an Error that becomes a method-level error (RFC 8620 §3.6.2).

#ifndef NIGHTMAIL_SERVER_API_METHODS_H_
#define NIGHTMAIL_SERVER_API_METHODS_H_

#include <span>
#include <string_view>

#include "base/result.h"
#include "proto/jmap/json.h"
#include "server/api/context.h"

namespace nightmail::api {

using MethodFunction = Result<JsonObject> (*)(Context& context, const JsonObject& arguments);

struct Method {
  std::string_view name;
  std::string_view capability;
  MethodFunction run;
  bool needs_session = false;  // app tokens may not call it
};

[[nodiscard]] std::span<const Method> method_table();

Result<JsonObject> mailbox_get(Context& context, const JsonObject& arguments);
Result<JsonObject> mailbox_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> mailbox_query(Context& context, const JsonObject& arguments);
Result<JsonObject> mailbox_query_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> mailbox_set(Context& context, const JsonObject& arguments);

Result<JsonObject> thread_get(Context& context, const JsonObject& arguments);
Result<JsonObject> thread_changes(Context& context, const JsonObject& arguments);

Result<JsonObject> email_get(Context& context, const JsonObject& arguments);
Result<JsonObject> email_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> email_query(Context& context, const JsonObject& arguments);
Result<JsonObject> email_query_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> email_set(Context& context, const JsonObject& arguments);
Result<JsonObject> email_import(Context& context, const JsonObject& arguments);

Result<JsonObject> identity_get(Context& context, const JsonObject& arguments);
Result<JsonObject> identity_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> identity_set(Context& context, const JsonObject& arguments);
Result<JsonObject> submission_get(Context& context, const JsonObject& arguments);
Result<JsonObject> submission_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> submission_query(Context& context, const JsonObject& arguments);
Result<JsonObject> submission_query_changes(Context& context, const JsonObject& arguments);
Result<JsonObject> submission_set(Context& context, const JsonObject& arguments);

Result<JsonObject> blob_copy(Context& context, const JsonObject& arguments);

Result<JsonObject> public_key_get(Context& context, const JsonObject& arguments);
Result<JsonObject> public_key_lookup(Context& context, const JsonObject& arguments);
Result<JsonObject> public_key_discover(Context& context, const JsonObject& arguments);
Result<JsonObject> list_unsubscribe(Context& context, const JsonObject& arguments);
Result<JsonObject> sealed_item_get(Context& context, const JsonObject& arguments);
Result<JsonObject> sealed_item_set(Context& context, const JsonObject& arguments);
Result<JsonObject> address_get(Context& context, const JsonObject& arguments);
Result<JsonObject> address_set(Context& context, const JsonObject& arguments);
Result<JsonObject> protected_message_get(Context& context, const JsonObject& arguments);
Result<JsonObject> protected_message_query(Context& context, const JsonObject& arguments);
Result<JsonObject> protected_message_set(Context& context, const JsonObject& arguments);
Result<JsonObject> device_get(Context& context, const JsonObject& arguments);
Result<JsonObject> device_set(Context& context, const JsonObject& arguments);
Result<JsonObject> app_token_get(Context& context, const JsonObject& arguments);
Result<JsonObject> app_token_set(Context& context, const JsonObject& arguments);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_METHODS_H_
