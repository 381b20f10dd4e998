// SPDX-License-Identifier: Apache-2.0
#include "client/tokens.h"

#include <string_view>

#include "client/errors.h"
#include "client/json_fields.h"
#include "client/message_set.h"
#include "crypto/account_secret.h"
#include "crypto/encoding.h"
#include "proto/jmap/json.h"
#include "proto/jmap/values.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kLabelId = "label";
constexpr const char* kCreation = "new";

std::string open_label(ByteView sealed, const SecretKey32& secret) {
  if (sealed.empty()) return {};
  const auto plain =
      crypto::open_field(secret, crypto::Purpose::settings, as_bytes(kLabelId), sealed);
  if (!plain.ok()) return "(damaged label)";
  return mime::terminal_safe_line(as_text(*plain));
}

// A time that the server told; empty if it is null.
Result<std::string> time_field(const json::object& object, std::string_view name) {
  const json::value* value = jmap::find(object, name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string() || !jmap::parse_utc_date(jmap::text_of(*value))) return bad_answer(name);
  return std::string(jmap::text_of(*value));
}

Result<AppToken> read_token(const json::value& value, const SecretKey32& secret) {
  if (!value.is_object()) return bad_answer("a token");
  const json::object& object = value.get_object();
  AppToken token;
  TRY_ASSIGN(token.id, text_field(object, "id"));
  if (!jmap::is_id(token.id)) return bad_answer("the id of a token");
  const auto label = bytes_field(object, "label");
  token.label = label.ok() ? open_label(*label, secret) : std::string();
  TRY_ASSIGN(token.created_at, time_field(object, "createdAt"));
  TRY_ASSIGN(token.last_used, time_field(object, "lastUsedAt"));
  TRY_ASSIGN(token.expires_at, time_field(object, "expiresAt"));
  return token;
}

Result<> check_done(const json::object& answer, std::string_view name) {
  const auto refused = read_not_done(answer, name);
  if (refused.empty()) return {};
  return Error(Errc::refused, "The server refused: " + refused.front().reason);
}

}  // namespace

Result<std::vector<AppToken>> list_tokens(Service& service, const Session& session) {
  TRY_ASSIGN(const json::object answer,
             service.call("AppToken/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  std::vector<AppToken> tokens;
  for (const json::value& value : *list) {
    TRY_ASSIGN(AppToken token, read_token(value, session.account_secret));
    tokens.push_back(std::move(token));
  }
  return tokens;
}

Result<NewAppToken> make_token(Service& service, const Session& session, const std::string& label,
                               Random& random) {
  json::object wish;
  if (!label.empty()) {
    wish["label"] = crypto::base64url_encode(
        crypto::seal_field(session.account_secret, crypto::Purpose::settings, as_bytes(kLabelId),
                           as_bytes(label), random));
  }
  TRY_ASSIGN(const json::object answer,
             service.call("AppToken/set", {{"accountId", session.account_id},
                                           {"create", {{kCreation, std::move(wish)}}}}));
  TRY(check_done(answer, "notCreated"));
  TRY_ASSIGN(const json::object* const created, object_field(answer, "created"));
  TRY_ASSIGN(const json::object* const made, object_field(*created, kCreation));
  NewAppToken result;
  TRY_ASSIGN(result.id, text_field(*made, "id"));
  TRY_ASSIGN(const std::string token, text_field(*made, "token"));
  if (!jmap::is_id(result.id) || !jmap::is_id(token)) return bad_answer("a new token");
  result.token = secret_from(as_bytes(token));
  return result;
}

Result<> revoke_token(Service& service, const Session& session, const std::string& id) {
  TRY_ASSIGN(const json::object answer,
             service.call("AppToken/set",
                          {{"accountId", session.account_id}, {"destroy", json::array{id}}}));
  if (!read_not_done(answer, "notDestroyed").empty()) {
    return Error(Errc::not_found,
                 "There is no app token '" + id + "'. `nightmail token list` shows them.");
  }
  return {};
}

}  // namespace nightmail::client
