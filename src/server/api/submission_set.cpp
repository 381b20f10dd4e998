// SPDX-License-Identifier: Apache-2.0
//
// EmailSubmission/set (RFC 8621 §7.5): mail is handed to the queue, or taken back while there is
// time.

#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"
#include "server/api/submission_json.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using queue::Refusal;
using store::SubmissionId;

// Whose Email is to be changed once the submissions are done.
struct OnSuccess {
  const JsonObject* update = nullptr;
  std::optional<std::vector<std::string>> destroy;
  std::map<std::string, std::string> email_of;  // submission -> its Email
};

SetError to_error(const Refusal& refusal) {
  SetError error{refusal.type, refusal.description, refusal.properties};
  if (!refusal.invalid_recipients.empty()) {
    JsonArray list;
    for (const std::string& one : refusal.invalid_recipients) list.push_back(jmap::json_text(one));
    jmap::put(error.more, "invalidRecipients", std::move(list));
  }
  if (refusal.type == "tooManyRecipients") jmap::put(error.more, "maxRecipients", refusal.most);
  return error;
}

JsonObject created_json(SubmissionId id, const queue::Request& request) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(to_text(id)));
  const auto& email = request.email;
  jmap::put(object, "threadId", email ? jmap::json_text(thread_id(*email)) : Json(nullptr));
  return object;
}

// What the server chose: it goes into the answer of a creation.
void add_server_set(const Context& context, SubmissionId id, JsonObject& object) {
  const auto made = context.store().submissions(context.account(), {id});
  if (!made.ok() || made->empty()) {  // delivered already
    jmap::put(object, "sendAt", jmap::json_text(format_utc(context.now())));
    jmap::put(object, "undoStatus", "final");
    return;
  }
  jmap::put(object, "sendAt", jmap::json_text(format_utc(made->front().send_at)));
  jmap::put(object, "undoStatus", jmap::json_text(undo_status(made->front().undo)));
}

Result<> run_creates(Context& context, const SetArguments& set, SetAnswer& answer,
                     OnSuccess& success) {
  if (set.create.empty()) return {};
  const auto own = context.store().addresses(context.account());
  if (!own.ok()) return method_failure(own.error());
  std::vector<queue::Request> requests;
  std::vector<std::string> names;
  for (const auto& [name, json] : set.create) {
    auto read = read_submission(context, *own, *json);
    if (auto* error = std::get_if<SetError>(&read)) {
      answer.not_created(name, *error);
      continue;
    }
    requests.push_back(std::get<queue::Request>(std::move(read)));
    names.push_back(name);
  }
  const auto answers = context.submitter().submit(context.account(), requests);
  if (!answers.ok()) return method_failure(answers.error());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (const auto* refusal = std::get_if<Refusal>(&(*answers)[i])) {
      answer.not_created(names[i], to_error(*refusal));
      continue;
    }
    const auto id = std::get<SubmissionId>((*answers)[i]);
    JsonObject object = created_json(id, requests[i]);
    add_server_set(context, id, object);
    if (requests[i].email) success.email_of[to_text(id)] = to_text(*requests[i].email);
    answer.created(context, names[i], std::move(object));
  }
  return {};
}

std::optional<SetError> read_update(const Json& json) {
  const auto* patch = json.if_object();
  if (patch == nullptr) return SetError{"invalidPatch", {}, {}};
  for (const auto& member : *patch) {
    if (member.key() != "undoStatus")
      return invalid_property(std::string(member.key().data(), member.key().size()),
                              "only undoStatus can be changed");
    if (!member.value().is_string() || member.value().get_string() != "canceled")
      return invalid_property("undoStatus", "only to canceled");
  }
  if (patch->empty()) return SetError{"invalidPatch", "nothing to change", {}};
  return {};
}

SetError cancel_error(const Error& error) {
  if (error.is(store::Errc::not_pending))
    return {"cannotUnsend", "it has been sent, or is being sent", {}};
  return set_error_for(error);
}

void run_update(Context& context, const std::string& text, const Json& json, SetAnswer& answer,
                OnSuccess& success) {
  const auto id = parse_submission_id(text);
  if (!id) return answer.not_updated(text, {"notFound", {}, {}});
  if (const auto error = read_update(json)) return answer.not_updated(text, *error);
  const auto found = context.store().submissions(context.account(), {*id});
  const auto canceled = context.store().cancel_submission(context.account(), *id);
  if (!canceled.ok()) return answer.not_updated(text, cancel_error(canceled.error()));
  if (found.ok() && !found->empty() && found->front().email)
    success.email_of[text] = to_text(*found->front().email);
  answer.updated(text);
}

void run_destroy(Context& context, const std::string& text, SetAnswer& answer, OnSuccess& success) {
  const auto id = parse_submission_id(text);
  if (!id) return answer.not_destroyed(text, {"notFound", {}, {}});
  const auto found = context.store().submissions(context.account(), {*id});
  const auto removed = context.store().remove_submission(context.account(), *id);
  if (removed.ok()) {
    if (found.ok() && !found->empty() && found->front().email)
      success.email_of[text] = to_text(*found->front().email);
    return answer.destroyed(text);
  }
  if (removed.error().is(store::Errc::not_pending)) {
    return answer.not_destroyed(
        text, {"forbidden", "it goes by itself once it is delivered; cancel it to stop it", {}});
  }
  answer.not_destroyed(text, set_error_for(removed.error()));
}

// The Email of a submission that this call made or changed; keys may be creation ids.
const std::string* email_for(const Context& context, const OnSuccess& success,
                             std::string_view key) {
  const auto id = jmap::resolve_id(key, context.created);
  if (!id) return nullptr;
  const auto found = success.email_of.find(*id);
  return found == success.email_of.end() ? nullptr : &found->second;
}

// RFC 8621 §7.5: one Email/set, whose answer follows under the same call id.
void ask_for_email_set(Context& context, const OnSuccess& success) {
  JsonObject update;
  JsonArray destroy;
  if (success.update != nullptr) {
    for (const auto& member : *success.update) {
      const std::string* email =
          email_for(context, success, {member.key().data(), member.key().size()});
      if (email != nullptr) jmap::put(update, *email, member.value());
    }
  }
  for (const std::string& key : success.destroy.value_or(std::vector<std::string>())) {
    const std::string* email = email_for(context, success, key);
    if (email != nullptr) destroy.push_back(jmap::json_text(*email));
  }
  if (update.empty() && destroy.empty()) return;
  JsonObject arguments;
  jmap::put(arguments, "accountId", jmap::json_text(to_text(context.account())));
  if (!update.empty()) jmap::put(arguments, "update", std::move(update));
  if (!destroy.empty()) jmap::put(arguments, "destroy", std::move(destroy));
  context.implicit.push_back({"Email/set", std::move(arguments), {}});
}

}  // namespace

Result<JsonObject> submission_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  OnSuccess success;
  TRY_ASSIGN(success.update, reader.object("onSuccessUpdateEmail"));
  TRY_ASSIGN(success.destroy, reader.texts("onSuccessDestroyEmail"));
  TRY(reader.finish());
  const auto old_state = context.store().submission_state(context.account());
  if (!old_state.ok()) return method_failure(old_state.error());
  TRY(check_state(set, to_text(*old_state)));
  SetAnswer answer;
  TRY(run_creates(context, set, answer, success));
  for (const auto& [id, json] : set.update) run_update(context, id, *json, answer, success);
  for (const std::string& id : set.destroy) run_destroy(context, id, answer, success);
  ask_for_email_set(context, success);
  const auto new_state = context.store().submission_state(context.account());
  if (!new_state.ok()) return method_failure(new_state.error());
  return std::move(answer).finish(context, to_text(*old_state), to_text(*new_state));
}

}  // namespace nightmail::api
