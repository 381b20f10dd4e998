// SPDX-License-Identifier: Apache-2.0
//
// Thread/get and Thread/changes (RFC 8621 §3). The server cannot read References; each Email is its
// own Thread, and clients put conversations together from the sealed summaries.

#include <algorithm>
#include <array>
#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

constexpr std::array<std::string_view, 2> kProperties{"id", "emailIds"};

std::vector<JsonObject> threads_of(const std::vector<store::Message>& messages) {
  std::vector<JsonObject> threads;
  for (const store::Message& message : messages) {
    JsonObject thread;
    jmap::put(thread, "id", jmap::json_text(thread_id(message.id)));
    jmap::put(thread, "emailIds", JsonArray{jmap::json_text(to_text(message.id))});
    threads.push_back(std::move(thread));
  }
  return threads;
}

}  // namespace

Result<JsonObject> thread_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kProperties));
  if (!get.ids) return Error(jmap::Errc::request_too_large, "name the ids");
  std::vector<store::MessageId> ids;
  for (const std::string& text : *get.ids) {
    if (const auto id = parse_thread_id(text)) ids.push_back(*id);
  }
  const auto state = context.store().message_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  const auto messages = context.store().messages(context.account(), ids);
  if (!messages.ok()) return method_failure(messages.error());
  return answer_get(context, get, threads_of(*messages), to_text(*state));
}

Result<JsonObject> thread_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const ChangesArguments since, parse_changes(context, reader));
  const auto changes = context.store().message_changes(context.account(), since.since, since.limit);
  if (!changes.ok()) return method_failure(changes.error());
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldState", jmap::json_text(to_text(since.since)));
  jmap::put(answer, "newState", jmap::json_text(to_text(changes->new_state)));
  jmap::put(answer, "hasMoreChanges", changes->has_more);
  jmap::put(answer, "created", list_of(changes->created, thread_id));
  // What changes of an Email is no property of its Thread.
  jmap::put(answer, "updated", JsonArray());
  jmap::put(answer, "destroyed", list_of(changes->destroyed, thread_id));
  return answer;
}

}  // namespace nightmail::api
