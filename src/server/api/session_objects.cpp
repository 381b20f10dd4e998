// SPDX-License-Identifier: Apache-2.0
//
// Device/get, /set and AppToken/get, /set (docs/protocol.md): who is logged in, and tokens for
// other programs. Both are sessions of the store, of two kinds.

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/token.h"
#include "proto/jmap/errors.h"
#include "proto/jmap/values.h"
#include "server/api/ids.h"
#include "server/api/sessions.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using store::Session;
using store::SessionKind;

constexpr std::array<std::string_view, 6> kProperties{"id",         "label",     "createdAt",
                                                      "lastUsedAt", "expiresAt", "isCurrent"};

JsonObject to_json(const Context& context, const Session& session) {
  JsonObject object;
  const bool ends = session.expires < kNeverExpires;
  jmap::put(object, "id", jmap::json_text(session.id));
  jmap::put(object, "label", bytes_to_json(session.sealed_label));
  jmap::put(object, "createdAt", jmap::json_text(format_utc(session.created)));
  jmap::put(object, "lastUsedAt", jmap::json_text(format_utc(start_of_day(session.last_used))));
  jmap::put(object, "expiresAt",
            ends ? jmap::json_text(format_utc(session.expires)) : Json(nullptr));
  if (session.kind == SessionKind::device) {
    jmap::put(object, "isCurrent", session.id == context.identity.session.id);
  }
  return object;
}

Result<std::vector<JsonObject>> list(const Context& context, SessionKind kind) {
  const auto sessions = context.store().sessions(context.account());
  if (!sessions.ok()) return method_failure(sessions.error());
  std::vector<JsonObject> all;
  for (const Session& session : *sessions) {
    const bool valid = session.expires > context.now();
    if (session.kind == kind && valid) all.push_back(to_json(context, session));
  }
  return all;
}

Result<JsonObject> get_of_kind(Context& context, const JsonObject& arguments, SessionKind kind) {
  jmap::Arguments reader(arguments);
  const std::span<const std::string_view> known(kProperties);
  TRY_ASSIGN(const GetArguments get,
             parse_get(context, reader, kind == SessionKind::device ? known : known.first(5)));
  TRY_ASSIGN(std::vector<JsonObject> all, list(context, kind));
  std::string state = state_of(all);
  return answer_get(context, get, std::move(all), std::move(state));
}

bool contains(const std::vector<JsonObject>& all, std::string_view id) {
  return std::any_of(all.begin(), all.end(), [id](const JsonObject& object) {
    return jmap::text_of(object.at("id")) == id;
  });
}

std::optional<SetError> read_token(const Context& context, const Json& json, Session& session) {
  const auto* object = json.if_object();
  if (object == nullptr) return SetError{"invalidProperties", {}, {}};
  for (const auto& member : *object) {
    const Json& value = member.value();
    if (value.is_null()) continue;
    if (member.key() == "label") {
      auto label = parse_bytes(value, kMaxLabel);
      if (!label) return invalid_property("label");
      session.sealed_label = *std::move(label);
    } else if (member.key() == "expiresAt") {
      const auto time =
          value.is_string() ? jmap::parse_utc_date(jmap::text_of(value)) : std::nullopt;
      if (!time || *time <= context.now()) return invalid_property("expiresAt");
      session.expires = *time;
    } else {
      return invalid_property(std::string(member.key().data(), member.key().size()));
    }
  }
  return {};
}

void create_token(Context& context, std::int64_t& room, const std::string& creation_id,
                  const Json& json, SetAnswer& answer) {
  Session session;
  session.expires = kNeverExpires;
  if (const auto failure = read_token(context, json, session)) {
    return answer.not_created(creation_id, *failure);
  }
  if (room-- <= 0) return answer.not_created(creation_id, {"overQuota", "revoke some first", {}});
  const auto opened =
      open_session(context.services, context.account(), SessionKind::app_token, session);
  if (!opened.ok()) return answer.not_created(creation_id, set_error_for(opened.error()));
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(opened->id));
  jmap::put(object, "token", jmap::json_text(opened->token));
  answer.created(context, creation_id, std::move(object));
}

void destroy_all(Context& context, const std::vector<JsonObject>& all,
                 const std::vector<std::string>& ids, SetAnswer& answer) {
  for (const std::string& id : ids) {
    if (!contains(all, id)) {
      answer.not_destroyed(id, {"notFound", {}, {}});
      continue;
    }
    const auto done = context.store().remove_session(context.account(), id);
    if (done.ok()) {
      answer.destroyed(id);
    } else {
      answer.not_destroyed(id, set_error_for(done.error()));
    }
  }
}

// {"label": ...} alone: a device learns what to seal its label with only after it has logged in.
void update(Context& context, const std::string& id, const Json& json, SetAnswer& answer) {
  const auto* patch = json.if_object();
  if (patch == nullptr || patch->size() != 1 || !patch->contains("label")) {
    return answer.not_updated(id, {"invalidProperties", "only label can be changed", {}});
  }
  const auto label = parse_bytes(patch->at("label"), kMaxLabel);
  if (!label) return answer.not_updated(id, invalid_property("label"));
  const auto done = context.store().set_session_label(context.account(), id, *label);
  if (!done.ok()) return answer.not_updated(id, set_error_for(done.error()));
  answer.updated(id);
}

Result<JsonObject> set_of_kind(Context& context, const JsonObject& arguments, SessionKind kind) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY(reader.finish());
  TRY_ASSIGN(const std::vector<JsonObject> all, list(context, kind));
  const std::string old_state = state_of(all);
  TRY(check_state(set, old_state));
  SetAnswer answer;
  std::int64_t room = context.limits().max_app_tokens - static_cast<std::int64_t>(all.size());
  for (const auto& [id, json] : set.create) {
    if (kind == SessionKind::app_token) {
      create_token(context, room, id, *json, answer);
    } else {
      answer.not_created(id, {"forbidden", "a device comes to be by login", {}});
    }
  }
  for (const auto& [id, json] : set.update) {
    if (contains(all, id)) {
      update(context, id, *json, answer);
    } else {
      answer.not_updated(id, {"notFound", {}, {}});
    }
  }
  destroy_all(context, all, set.destroy, answer);
  TRY_ASSIGN(const std::vector<JsonObject> after, list(context, kind));
  return std::move(answer).finish(context, old_state, state_of(after));
}

}  // namespace

Result<JsonObject> device_get(Context& context, const JsonObject& arguments) {
  return get_of_kind(context, arguments, SessionKind::device);
}
Result<JsonObject> device_set(Context& context, const JsonObject& arguments) {
  return set_of_kind(context, arguments, SessionKind::device);
}
Result<JsonObject> app_token_get(Context& context, const JsonObject& arguments) {
  return get_of_kind(context, arguments, SessionKind::app_token);
}
Result<JsonObject> app_token_set(Context& context, const JsonObject& arguments) {
  return set_of_kind(context, arguments, SessionKind::app_token);
}

}  // namespace nightmail::api
