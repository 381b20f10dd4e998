// SPDX-License-Identifier: Apache-2.0
#include "client/fetched_answer.h"

#include "client/json_fields.h"
#include "proto/jmap/json.h"
#include "proto/jmap/values.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kMaxPacked = 60'000;

Result<std::string> read_id(const json::object& object, std::string_view name) {
  TRY_ASSIGN(std::string id, text_field(object, name));
  if (!jmap::is_id(id)) return bad_answer(name);
  return id;
}

// An object whose members are all true: a set of names.
Result<Bytes> read_set(const json::object& object, std::string_view name) {
  TRY_ASSIGN(const json::object* const members, object_field(object, name));
  Bytes packed;
  for (const auto& [key, value] : *members) {
    const std::string_view text(key.data(), key.size());
    const bool valid = value.is_bool() && value.get_bool() && !text.empty() && text.size() <= 255;
    if (!valid || packed.size() > kMaxPacked) return bad_answer(name);
    pack_name(packed, text);
  }
  return packed;
}

Result<> read_blob(const json::object& object, FetchedMessage& message) {
  TRY_ASSIGN(message.blob_id, read_id(object, "blobId"));
  TRY_ASSIGN(const std::int64_t size, number_field(object, "size"));
  TRY_ASSIGN(const std::string received, text_field(object, "receivedAt"));
  const auto time = jmap::parse_utc_date(received);
  if (size < 0 || !time) return bad_answer("size or receivedAt");
  message.size = static_cast<std::uint64_t>(size);
  message.received_ms = time->unix_ms;
  const json::value* sealed = jmap::find(object, "sealedSummary");
  if (sealed == nullptr || sealed->is_null()) return {};
  if (!sealed->is_string()) return bad_answer("sealedSummary");
  message.sealed = std::string(jmap::text_of(*sealed));
  return {};
}

Result<FetchedMessage> read_message(const json::value& value, bool with_blob) {
  if (!value.is_object()) return bad_answer("an Email");
  const json::object& object = value.get_object();
  FetchedMessage message;
  TRY_ASSIGN(message.id, read_id(object, "id"));
  TRY_ASSIGN(message.keywords, read_set(object, "keywords"));
  TRY_ASSIGN(message.mailboxes, read_set(object, "mailboxIds"));
  if (with_blob) TRY(read_blob(object, message));
  return message;
}

}  // namespace

Result<std::vector<std::string>> read_ids(const json::object& answer, std::string_view name) {
  TRY_ASSIGN(const json::array* const list, array_field(answer, name));
  std::vector<std::string> ids;
  ids.reserve(list->size());
  for (const json::value& value : *list) {
    if (!value.is_string() || !jmap::is_id(jmap::text_of(value))) return bad_answer(name);
    ids.emplace_back(jmap::text_of(value));
  }
  return ids;
}

Result<std::string> read_state(const json::object& answer, std::string_view name) {
  TRY_ASSIGN(std::string state, text_field(answer, name));
  if (state.empty() || state.size() > 255) return bad_answer(name);
  return state;
}

Result<std::vector<FetchedMessage>> read_messages(const json::object& answer, bool with_blob) {
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  std::vector<FetchedMessage> messages;
  messages.reserve(list->size());
  for (const json::value& value : *list) {
    TRY_ASSIGN(FetchedMessage message, read_message(value, with_blob));
    messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace nightmail::client
