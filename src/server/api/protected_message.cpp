// SPDX-License-Identifier: Apache-2.0
//
// ProtectedMessage/get, /query and /set (docs/protocol.md): the sender's side of password-protected
// messages. What a reader without an account does is in protected_door.cpp.

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "proto/jmap/errors.h"
#include "proto/jmap/values.h"
#include "server/api/ids.h"
#include "server/api/protected_door.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using store::ProtectedMessage;

using Failure = std::optional<SetError>;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kDefaultDays = 28;
constexpr std::int64_t kMostDays = 90;
constexpr std::int64_t kMostTries = 100;
constexpr std::int64_t kDefaultTries = 10;
constexpr std::int64_t kAnswers = 20;
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kProofHashSize = 32;

constexpr std::array<std::string_view, 9> kProperties{"id",        "blobId",    "size",
                                                      "url",       "createdAt", "expiresAt",
                                                      "triesLeft", "maxTries",  "answersLeft"};

JsonObject to_json(const Context& context, const ProtectedMessage& message) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(message.id));
  jmap::put(object, "blobId", jmap::json_text(to_text(message.blob)));
  jmap::put(object, "size", message.size);
  jmap::put(object, "url", jmap::json_text(context.services.config.base_url + "/m/" + message.id));
  jmap::put(object, "createdAt", jmap::json_text(format_utc(message.created)));
  jmap::put(object, "expiresAt", jmap::json_text(format_utc(message.expires)));
  jmap::put(object, "triesLeft", message.tries_left);
  jmap::put(object, "maxTries", message.max_tries);
  jmap::put(object, "answersLeft", message.answers_left);
  return object;
}

// Those that have expired are gone, whenever they are swept.
Result<std::vector<JsonObject>> list(const Context& context) {
  const auto messages = context.store().protected_messages(context.account());
  if (!messages.ok()) return method_failure(messages.error());
  std::vector<JsonObject> all;
  for (const ProtectedMessage& message : *messages) {
    if (message.expires > context.now()) all.push_back(to_json(context, message));
  }
  return all;
}

std::optional<Timestamp> read_expiry(const Context& context, const Json& value) {
  const auto time = value.is_string() ? jmap::parse_utc_date(jmap::text_of(value)) : std::nullopt;
  const std::int64_t now = context.now().unix_ms;
  if (!time || time->unix_ms <= now || time->unix_ms > now + kMostDays * kDayMs) return {};
  return time;
}

std::optional<std::int64_t> read_tries(const Json& value) {
  const auto tries = jmap::parse_unsigned(value);
  return tries && *tries >= 1 && *tries <= kMostTries ? tries : std::nullopt;
}

Failure read_bytes(const Json& value, std::string_view name, std::size_t size, Bytes& bytes) {
  auto parsed = parse_bytes(value, size);
  if (!parsed || parsed->size() != size) {
    return invalid_property(std::string(name), std::to_string(size) + " octets are expected");
  }
  bytes = *std::move(parsed);
  return {};
}

Failure read_member(const Context& context, std::string_view key, const Json& value,
                    ProtectedMessage& message) {
  if (key == "salt") return read_bytes(value, key, kSaltSize, message.salt);
  if (key == "proofHash") return read_bytes(value, key, kProofHashSize, message.proof_hash);
  if (key == "blobId") {
    const auto blob = value.is_string() ? parse_blob_id(jmap::text_of(value)) : std::nullopt;
    if (!blob) return invalid_property("blobId");
    message.blob = *blob;
  } else if (key == "expiresAt") {
    const auto expires = read_expiry(context, value);
    if (!expires) return invalid_property("expiresAt", "a time within 90 days is expected");
    message.expires = *expires;
  } else if (key == "maxTries") {
    const auto tries = read_tries(value);
    if (!tries) return invalid_property("maxTries", "1 to 100 is expected");
    message.max_tries = *tries;
  } else if (key == "mayAnswer") {
    if (!value.is_bool()) return invalid_property("mayAnswer");
    message.answers_left = value.get_bool() ? kAnswers : 0;
  } else {
    return invalid_property(std::string(key.substr(0, 64)));
  }
  return {};
}

Failure read_new(const Context& context, const Json& json, ProtectedMessage& message) {
  const auto* object = json.if_object();
  if (object == nullptr) return SetError{"invalidProperties", {}, {}};
  for (const std::string_view name : {"blobId", "salt", "proofHash"}) {
    if (!object->contains(name)) return invalid_property(std::string(name), "is required");
  }
  message.account = context.account();
  message.created = context.now();
  message.expires = {context.now().unix_ms + kDefaultDays * kDayMs};
  message.max_tries = kDefaultTries;
  message.answers_left = kAnswers;
  for (const auto& member : *object) {
    if (member.value().is_null()) continue;
    const std::string_view key(member.key().data(), member.key().size());
    if (auto failure = read_member(context, key, member.value(), message)) return failure;
  }
  message.tries_left = message.max_tries;
  return {};
}

// What was uploaded as an OpenPGP message belongs to an Email.
bool is_protected_upload(const Context& context, store::BlobId blob) {
  const auto begin = context.store().read_blob(context.account(), blob, 0, kSmallestProtected);
  return begin.ok() && looks_protected(*begin);
}

void create(Context& context, std::int64_t& room, const std::string& creation_id, const Json& json,
            SetAnswer& answer) {
  ProtectedMessage message;
  if (const auto failure = read_new(context, json, message)) {
    return answer.not_created(creation_id, *failure);
  }
  if (room-- <= 0) {
    return answer.not_created(creation_id, {"overQuota", "revoke some first", {}});
  }
  if (!is_protected_upload(context, message.blob)) {
    return answer.not_created(creation_id, invalid_property("blobId", "no such upload"));
  }
  message.id = "p" + crypto::base64url_encode(context.services.random.array<16>());
  const auto done = context.store().add_protected(message);
  if (!done.ok() && done.error().is(store::Errc::not_found)) {
    return answer.not_created(creation_id, invalid_property("blobId", "no such upload"));
  }
  if (!done.ok()) return answer.not_created(creation_id, set_error_for(done.error()));
  answer.created(context, creation_id, to_json(context, message));
}

Failure read_change(const Context& context, const Json& json, store::ProtectedChange& change) {
  const auto* patch = json.if_object();
  if (patch == nullptr) return SetError{"invalidProperties", {}, {}};
  for (const auto& member : *patch) {
    const std::string_view key(member.key().data(), member.key().size());
    if (key == "expiresAt") {
      change.expires = read_expiry(context, member.value());
      if (!change.expires) return invalid_property("expiresAt", "a time within 90 days");
    } else if (key == "triesLeft") {
      change.tries_left = read_tries(member.value());
      if (!change.tries_left) return invalid_property("triesLeft", "1 to 100 is expected");
    } else {
      return invalid_property(std::string(key.substr(0, 64)), "cannot be changed");
    }
  }
  return {};
}

void update(Context& context, const std::string& id, const Json& json, SetAnswer& answer) {
  store::ProtectedChange change;
  if (const auto failure = read_change(context, json, change)) {
    return answer.not_updated(id, *failure);
  }
  const auto done = context.store().change_protected(context.account(), id, change);
  if (!done.ok()) return answer.not_updated(id, set_error_for(done.error()));
  answer.updated(id);
}

void destroy(Context& context, const std::string& id, SetAnswer& answer) {
  const auto done = context.store().remove_protected(context.account(), id);
  if (!done.ok()) return answer.not_destroyed(id, set_error_for(done.error()));
  answer.destroyed(id);
}

}  // namespace

Result<JsonObject> protected_message_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kProperties));
  TRY_ASSIGN(std::vector<JsonObject> all, list(context));
  std::string state = state_of(all);
  return answer_get(context, get, std::move(all), std::move(state));
}

// All of them, the newest first: they are few, and there is nothing to filter by.
Result<JsonObject> protected_message_query(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY(reader.finish());
  TRY_ASSIGN(const std::vector<JsonObject> all, list(context));
  JsonArray ids;
  for (const JsonObject& object : all) ids.push_back(object.at("id"));
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "queryState", jmap::json_text(state_of(all)));
  jmap::put(answer, "canCalculateChanges", false);
  jmap::put(answer, "position", 0);
  jmap::put(answer, "total", ids.size());
  jmap::put(answer, "ids", std::move(ids));
  return answer;
}

Result<JsonObject> protected_message_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY(reader.finish());
  TRY_ASSIGN(const std::vector<JsonObject> all, list(context));
  const std::string old_state = state_of(all);
  TRY(check_state(set, old_state));
  SetAnswer answer;
  std::int64_t room =
      context.limits().max_protected_messages - static_cast<std::int64_t>(all.size());
  for (const auto& [id, json] : set.create) create(context, room, id, *json, answer);
  for (const auto& [id, json] : set.update) update(context, id, *json, answer);
  for (const std::string& id : set.destroy) destroy(context, id, answer);
  TRY_ASSIGN(const std::vector<JsonObject> after, list(context));
  return std::move(answer).finish(context, old_state, state_of(after));
}

}  // namespace nightmail::api
