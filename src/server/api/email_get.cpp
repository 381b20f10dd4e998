// SPDX-License-Identifier: Apache-2.0
//
// Email/get and Email/changes (RFC 8621 §4.2, §4.3), as far as a server can go that cannot read
// mail; the rest lies in `sealedSummary` and behind `blobId`, both sealed.

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

constexpr std::array<std::string_view, 8> kProperties{
    "id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "sealedSummary"};

// RFC 8621 §4.1.2 to §4.1.4: what only a reader of the message can tell.
constexpr std::array<std::string_view, 20> kSealedProperties{
    "messageId", "inReplyTo",   "references",    "sender",     "from",
    "to",        "cc",          "bcc",           "replyTo",    "subject",
    "sentAt",    "headers",     "bodyStructure", "bodyValues", "textBody",
    "htmlBody",  "attachments", "hasAttachment", "preview",    "bodyProperties"};

bool is_sealed_property(std::string_view name) {
  return name.starts_with("header:") ||
         std::find(kSealedProperties.begin(), kSealedProperties.end(), name) !=
             kSealedProperties.end();
}

Result<> refuse_sealed(const JsonObject& arguments) {
  const Json* properties = jmap::find(arguments, "properties");
  if (properties == nullptr || !properties->is_array()) return {};
  for (const Json& property : properties->get_array()) {
    if (!property.is_string() || !is_sealed_property(jmap::text_of(property))) continue;
    return Error(jmap::Errc::invalid_arguments,
                 std::string(jmap::text_of(property).substr(0, 64)) +
                     " is sealed; the server cannot read it. See sealedSummary.");
  }
  return {};
}

// Arguments about bodies (RFC 8621 §4.2): known, but nothing can be fetched.
Result<> refuse_bodies(jmap::Arguments& reader) {
  (void)reader.any("bodyProperties");
  (void)reader.any("maxBodyValueBytes");
  for (const std::string_view name :
       {"fetchTextBodyValues", "fetchHTMLBodyValues", "fetchAllBodyValues"}) {
    TRY_ASSIGN(const bool fetch, reader.boolean(name, false));
    if (fetch) {
      return Error(jmap::Errc::invalid_arguments,
                   std::string(name) + ": bodies are sealed; the server cannot read them");
    }
  }
  return {};
}

JsonObject flags_of(const std::vector<std::string>& names) {
  JsonObject object;
  for (const std::string& name : names) jmap::put(object, name, true);
  return object;
}

JsonObject mailboxes_of(const store::Message& message) {
  JsonObject object;
  for (const store::MailboxId id : message.mailboxes) jmap::put(object, to_text(id), true);
  return object;
}

JsonObject to_json(const GetArguments& get, const store::Message& message, const Bytes* summary) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(to_text(message.id)));
  const auto add = [&](std::string_view property, auto value) {
    if (wants(get, property)) jmap::put(object, property, value());
  };
  add("blobId", [&] { return jmap::json_text(to_text(message.blob)); });
  add("threadId", [&] { return jmap::json_text(thread_id(message.id)); });
  add("mailboxIds", [&] { return Json(mailboxes_of(message)); });
  add("keywords", [&] { return Json(flags_of(message.keywords)); });
  add("size", [&] { return Json(message.size); });
  add("receivedAt", [&] { return jmap::json_text(format_utc(message.received)); });
  if (summary != nullptr) {
    jmap::put(object, "sealedSummary", summary->empty() ? Json(nullptr) : bytes_to_json(*summary));
  }
  return object;
}

// For `ids: null`: all, if they are no more than may be asked for.
Result<std::vector<store::MessageId>> all_ids(const Context& context) {
  store::QueryPage page;
  page.limit = context.limits().max_objects_in_get + 1;
  auto all = context.store().query_messages(context.account(), {}, {}, page);
  if (!all.ok()) return method_failure(all.error());
  if (static_cast<std::int64_t>(all->ids.size()) >= page.limit) {
    return Error(jmap::Errc::request_too_large, "more than maxObjectsInGet; name the ids");
  }
  return std::move(all->ids);
}

Result<std::vector<store::MessageId>> ids_to_get(const Context& context, const GetArguments& get,
                                                 JsonArray& not_found) {
  if (!get.ids) return all_ids(context);
  std::vector<store::MessageId> ids;
  for (const std::string& text : *get.ids) {
    if (const auto id = parse_email_id(text)) {
      ids.push_back(*id);
    } else {
      not_found.push_back(jmap::json_text(text));
    }
  }
  return ids;
}

// `messages` is what exists of `ids`, in their order.
void note_missing(const std::vector<store::MessageId>& ids,
                  const std::vector<store::Message>& messages, JsonArray& not_found) {
  auto next = messages.begin();
  for (const store::MessageId id : ids) {
    if (next != messages.end() && next->id == id) {
      ++next;
    } else {
      not_found.push_back(jmap::json_text(to_text(id)));
    }
  }
}

// A few at a time, so that too many are noticed before they are all in memory.
Result<std::vector<Bytes>> read_summaries(Context& context,
                                          const std::vector<store::Message>& messages) {
  constexpr std::size_t kAtOnce = 64;
  std::vector<Bytes> summaries;
  std::vector<store::MessageId> ids;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    ids.push_back(messages[i].id);
    if (ids.size() < kAtOnce && i + 1 < messages.size()) continue;
    auto read = context.store().summaries(context.account(), ids);
    if (!read.ok()) return method_failure(read.error());
    read->resize(ids.size());
    for (Bytes& summary : *read) {
      if (!context.take_room(static_cast<std::int64_t>(summary.size() * 4 / 3))) {
        return Error(jmap::Errc::request_too_large, "the answer is too large; name fewer ids");
      }
      summaries.push_back(std::move(summary));
    }
    ids.clear();
  }
  return summaries;
}

Result<JsonArray> read_list(Context& context, const GetArguments& get,
                            const std::vector<store::Message>& messages) {
  std::vector<Bytes> summaries;
  const bool want_summaries = context.sealed && wants(get, "sealedSummary");
  if (want_summaries) {
    TRY_ASSIGN(summaries, read_summaries(context, messages));
  }
  JsonArray list;
  list.reserve(messages.size());
  for (std::size_t i = 0; i < messages.size(); ++i) {
    list.emplace_back(to_json(get, messages[i], want_summaries ? &summaries[i] : nullptr));
  }
  return list;
}

}  // namespace

Result<JsonObject> email_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(refuse_sealed(arguments));
  TRY(refuse_bodies(reader));
  const std::span<const std::string_view> known(kProperties);
  TRY_ASSIGN(const GetArguments get,
             parse_get(context, reader, context.sealed ? known : known.first(7)));
  JsonArray not_found;
  const auto state = context.store().message_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  TRY_ASSIGN(const auto ids, ids_to_get(context, get, not_found));
  const auto messages = context.store().messages(context.account(), ids);
  if (!messages.ok()) return method_failure(messages.error());
  if (get.ids) note_missing(ids, *messages, not_found);
  TRY_ASSIGN(JsonArray list, read_list(context, get, *messages));
  return answer_get(context, std::move(list), std::move(not_found), to_text(*state));
}

Result<JsonObject> email_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const ChangesArguments since, parse_changes(context, reader));
  const auto changes = context.store().message_changes(context.account(), since.since, since.limit);
  if (!changes.ok()) return method_failure(changes.error());
  return answer_changes(context, since, *changes);
}

}  // namespace nightmail::api
