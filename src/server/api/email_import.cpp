// SPDX-License-Identifier: Apache-2.0
//
// Email/import (RFC 8621 §4.8): a sealed message that was uploaded becomes an Email.

#include <utility>

#include "proto/jmap/errors.h"
#include "proto/jmap/values.h"
#include "server/api/ids.h"
#include "server/api/keywords.h"
#include "server/api/mailbox_ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;

using Failure = std::optional<SetError>;

Failure read_member(const Context& context, const MailboxIds& mailboxes, std::string_view key,
                    const Json& value, store::Import& import) {
  if (key == "mailboxIds") {
    auto ids = mailboxes.parse(value);
    if (!ids || ids->empty()) return invalid_property("mailboxIds");
    import.mailboxes = *std::move(ids);
  } else if (key == "keywords") {
    auto keywords = value.is_null() ? store::Keywords() : parse_keywords(value);
    if (!keywords) return invalid_property("keywords");
    import.keywords = *std::move(keywords);
  } else if (key == "receivedAt") {
    const auto time = value.is_string() ? jmap::parse_utc_date(jmap::text_of(value)) : std::nullopt;
    if (!time && !value.is_null()) return invalid_property("receivedAt");
    if (time) import.received = *time;
  } else if (key == "sealedSummary" && context.sealed) {
    const auto most = static_cast<std::size_t>(context.limits().max_size_summary);
    auto summary = value.is_null() ? Bytes() : parse_bytes(value, most);
    if (!summary) return invalid_property("sealedSummary");
    import.sealed_summary = *std::move(summary);
  } else if (key != "blobId") {
    return invalid_property(std::string(key.substr(0, 64)));
  }
  return {};
}

Failure read_import(const Context& context, const MailboxIds& mailboxes, const Json& json,
                    store::Import& import) {
  const auto* object = json.if_object();
  if (object == nullptr) return SetError{"invalidProperties", {}, {}};
  const Json* blob = jmap::find(*object, "blobId");
  const auto blob_id =
      blob != nullptr && blob->is_string() ? parse_blob_id(jmap::text_of(*blob)) : std::nullopt;
  if (!blob_id) return invalid_property("blobId");
  import.sealed_message = *blob_id;
  import.received = context.now();
  for (const auto& member : *object) {
    const std::string_view key(member.key().data(), member.key().size());
    if (auto failure = read_member(context, mailboxes, key, member.value(), import)) {
      return failure;
    }
  }
  if (import.mailboxes.empty()) return invalid_property("mailboxIds");
  return {};
}

SetError import_error(const Error& error) {
  if (error.is(store::Errc::not_found)) return invalid_property("blobId", "no such blob");
  return set_error_for(error);
}

Result<JsonObject> imported(const Context& context, store::MessageId id) {
  const auto messages = context.store().messages(context.account(), {id});
  if (!messages.ok()) return method_failure(messages.error());
  if (messages->empty()) return Error(jmap::Errc::server_fail);
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(to_text(id)));
  jmap::put(object, "blobId", jmap::json_text(to_text(messages->front().blob)));
  jmap::put(object, "threadId", jmap::json_text(thread_id(id)));
  jmap::put(object, "size", messages->front().size);
  return object;
}

Result<> run_import(Context& context, const MailboxIds& mailboxes, const std::string& creation_id,
                    const Json& json, SetAnswer& answer) {
  store::Import import;
  if (const auto failure = read_import(context, mailboxes, json, import)) {
    answer.not_created(creation_id, *failure);
    return {};
  }
  const auto id = context.store().import_message(context.account(), import);
  if (!id.ok()) {
    answer.not_created(creation_id, import_error(id.error()));
    return {};
  }
  TRY_ASSIGN(JsonObject object, imported(context, *id));
  answer.created(context, creation_id, std::move(object));
  return {};
}

// The answer of an import has the members of a /set for creation alone.
JsonObject import_answer(JsonObject set_answer) {
  for (const std::string_view name : {"updated", "destroyed", "notUpdated", "notDestroyed"}) {
    set_answer.erase(boost::json::string_view(name.data(), name.size()));
  }
  return set_answer;
}

}  // namespace

Result<JsonObject> email_import(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const auto if_in_state, reader.text("ifInState"));
  TRY_ASSIGN(const JsonObject* emails, reader.object("emails"));
  TRY(reader.finish());
  if (emails == nullptr) return Error(jmap::Errc::invalid_arguments, "emails: is required");
  if (static_cast<std::int64_t>(emails->size()) > context.limits().max_objects_in_set) {
    return Error(jmap::Errc::request_too_large, "more than maxObjectsInSet");
  }
  const auto old_state = context.store().message_state(context.account());
  if (!old_state.ok()) return method_failure(old_state.error());
  if (if_in_state && *if_in_state != to_text(*old_state)) return Error(jmap::Errc::state_mismatch);
  TRY_ASSIGN(const MailboxIds mailboxes, MailboxIds::read(context));
  SetAnswer answer;
  for (const auto& member : *emails) {
    TRY(run_import(context, mailboxes, std::string(member.key().data(), member.key().size()),
                   member.value(), answer));
  }
  const auto new_state = context.store().message_state(context.account());
  if (!new_state.ok()) return method_failure(new_state.error());
  return import_answer(std::move(answer).finish(context, to_text(*old_state), to_text(*new_state)));
}

}  // namespace nightmail::api
