// SPDX-License-Identifier: Apache-2.0
//
// What all /get, /changes and /set methods share (RFC 8620 §5.1 to §5.3): arguments in, response
// out. Values of one call; one thread.

#ifndef NIGHTMAIL_SERVER_API_STANDARD_METHODS_H_
#define NIGHTMAIL_SERVER_API_STANDARD_METHODS_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proto/jmap/arguments.h"
#include "proto/jmap/set_error.h"
#include "server/api/ids.h"
#include "server/api/methods.h"

namespace nightmail::api {

// Reads `accountId`. jmap::Errc::account_not_found unless it is the caller's own.
[[nodiscard]] Result<> check_account(const Context& context, jmap::Arguments& arguments);

// The error of a method for an error of the store.
[[nodiscard]] Error method_failure(const Error& error);

struct GetArguments {
  std::optional<std::vector<std::string>> ids;         // without duplicates; null: all
  std::optional<std::vector<std::string>> properties;  // null: all; "id" is always in it
};

// Also checks that no unknown argument is left, and that `properties` are among `known`.
[[nodiscard]] Result<GetArguments> parse_get(const Context& context, jmap::Arguments& arguments,
                                             std::span<const std::string_view> known);
// True if the property is wanted.
[[nodiscard]] bool wants(const GetArguments& get, std::string_view property);
// Leaves only the wanted properties.
[[nodiscard]] JsonObject select(const GetArguments& get, JsonObject object);

// The response of a /get over a short list that is there as a whole. Each object has an "id".
[[nodiscard]] JsonObject answer_get(const Context& context, const GetArguments& get,
                                    std::vector<JsonObject> all, std::string state);
// The same over objects that were looked up one by one.
[[nodiscard]] JsonObject answer_get(const Context& context, JsonArray list, JsonArray not_found,
                                    std::string_view state);
// A state for lists that have none of their own: a hash of all there is to see.
[[nodiscard]] std::string state_of(const std::vector<JsonObject>& all);

struct ChangesArguments {
  store::Modseq since{};
  std::int64_t limit = 0;
};
[[nodiscard]] Result<ChangesArguments> parse_changes(const Context& context,
                                                     jmap::Arguments& arguments);

// A /set call. The pointers point into the arguments.
struct SetArguments {
  std::vector<std::pair<std::string, const Json*>> create;
  std::vector<std::pair<std::string, const Json*>> update;  // ids resolved
  std::vector<std::string> destroy;                         // ids resolved, without duplicates
  std::optional<std::string> if_in_state;
};
// Reads accountId, ifInState, create, update, destroy; call arguments.finish() afterwards.
[[nodiscard]] Result<SetArguments> parse_set(const Context& context, jmap::Arguments& arguments);
// jmap::Errc::state_mismatch if the caller asked for another state than `state`.
[[nodiscard]] Result<> check_state(const SetArguments& set, std::string_view state);

class SetAnswer {
 public:
  void created(Context& context, const std::string& creation_id, JsonObject object);
  void updated(std::string_view id) { jmap::put(updated_, id, nullptr); }
  void destroyed(std::string_view id) { destroyed_.push_back(jmap::json_text(id)); }
  void not_created(std::string_view id, const jmap::SetError& error);
  void not_updated(std::string_view id, const jmap::SetError& error);
  void not_destroyed(std::string_view id, const jmap::SetError& error);
  [[nodiscard]] JsonObject finish(const Context& context, std::string_view old_state,
                                  std::string_view new_state) &&;

 private:
  JsonObject created_, updated_, not_created_, not_updated_, not_destroyed_;
  JsonArray destroyed_;
};

// What the store said about one object of a /set.
[[nodiscard]] jmap::SetError set_error_for(const Error& error);

// base64url of at most `max` octets; empty if it is not that.
[[nodiscard]] std::optional<Bytes> parse_bytes(const Json& value, std::size_t max);
[[nodiscard]] Json bytes_to_json(ByteView bytes);

// A list of texts as Json.
template <class Ids, class Print>
[[nodiscard]] JsonArray list_of(const Ids& ids, Print print) {
  JsonArray list;
  list.reserve(ids.size());
  for (const auto& id : ids) list.push_back(jmap::json_text(print(id)));
  return list;
}

// The response of a /changes (RFC 8620 §5.2); `changes` as the store tells them.
template <class Changes>
[[nodiscard]] JsonObject answer_changes(const Context& context, const ChangesArguments& asked,
                                        const Changes& changes) {
  const auto print = [](auto id) { return to_text(id); };
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "oldState", jmap::json_text(to_text(asked.since)));
  jmap::put(answer, "newState", jmap::json_text(to_text(changes.new_state)));
  jmap::put(answer, "hasMoreChanges", changes.has_more);
  jmap::put(answer, "created", list_of(changes.created, print));
  jmap::put(answer, "updated", list_of(changes.updated, print));
  jmap::put(answer, "destroyed", list_of(changes.destroyed, print));
  return answer;
}

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_STANDARD_METHODS_H_
