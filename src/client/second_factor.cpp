// SPDX-License-Identifier: Apache-2.0
#include "client/second_factor.h"

#include "client/errors.h"
#include "client/json_fields.h"
#include "crypto/account_secret.h"
#include "crypto/encoding.h"
#include "proto/jmap/values.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kLabelId = "label";

std::string open_label(const json::object& object, const SecretKey32& secret) {
  const auto sealed = bytes_field(object, "label");
  if (!sealed.ok() || sealed->empty()) return {};
  const auto plain =
      crypto::open_field(secret, crypto::Purpose::settings, as_bytes(kLabelId), *sealed);
  return plain.ok() ? mime::terminal_safe_line(as_text(*plain)) : "(damaged label)";
}

Result<FactorRow> read_factor(const json::value& value, const SecretKey32& secret) {
  if (!value.is_object()) return bad_answer("a factor");
  const json::object& object = value.get_object();
  FactorRow row;
  TRY_ASSIGN(row.id, text_field(object, "id"));
  TRY_ASSIGN(row.kind, text_field(object, "kind"));
  TRY_ASSIGN(row.created_at, text_field(object, "createdAt"));
  if (!jmap::is_id(row.id) || !jmap::is_id(row.kind) || !jmap::parse_utc_date(row.created_at)) {
    return bad_answer("a factor");
  }
  row.label = open_label(object, secret);
  return row;
}

// Empty if there are none.
Result<std::vector<std::string>> read_codes(const json::object& answer) {
  std::vector<std::string> codes;
  if (!answer.contains("recoveryCodes")) return codes;
  TRY_ASSIGN(const json::array* const list, array_field(answer, "recoveryCodes"));
  for (const json::value& code : *list) {
    if (!code.is_string() || !jmap::is_id(code.get_string())) return bad_answer("recoveryCodes");
    codes.emplace_back(code.get_string());
  }
  return codes;
}

// Adds a proof of the password to a request.
Result<json::object> proven(Service& service, const Session& session, const Tools& tools,
                            const SecretBytes& password, json::object body) {
  TRY_ASSIGN(const json::object proof, prove_password(service, tools, session.address, password));
  for (const auto& member : proof) body[member.key()] = member.value();
  return body;
}

}  // namespace

Result<FactorList> list_factors(Service& service, const Session& session) {
  TRY_ASSIGN(const json::object answer, service.post("/auth/factors/list", {}));
  TRY_ASSIGN(const json::array* const list, array_field(answer, "factors"));
  FactorList found;
  TRY_ASSIGN(found.recovery_codes_left, number_field(answer, "recoveryCodesLeft"));
  for (const json::value& value : *list) {
    TRY_ASSIGN(FactorRow row, read_factor(value, session.account_secret));
    found.factors.push_back(std::move(row));
  }
  return found;
}

Result<TotpSetup> begin_totp(Service& service) {
  TRY_ASSIGN(const json::object answer, service.post("/auth/factors/totp/start", {}));
  TotpSetup setup;
  TRY_ASSIGN(setup.setup, text_field(answer, "setup"));
  TRY_ASSIGN(setup.secret, text_field(answer, "secret"));
  TRY_ASSIGN(setup.uri, text_field(answer, "uri"));
  if (!jmap::is_id(setup.secret)) return bad_answer("secret");
  setup.uri = mime::terminal_safe_line(setup.uri);
  return setup;
}

Result<std::vector<std::string>> finish_totp(Service& service, const Session& session,
                                             const Tools& tools, const TotpSetup& setup,
                                             const std::string& code, const std::string& label,
                                             const SecretBytes& password) {
  json::object body{{"setup", setup.setup}, {"code", code}};
  if (!label.empty()) {
    body["label"] = crypto::base64url_encode(
        crypto::seal_field(session.account_secret, crypto::Purpose::settings, as_bytes(kLabelId),
                           as_bytes(label), tools.random));
  }
  TRY_ASSIGN(body, proven(service, session, tools, password, std::move(body)));
  TRY_ASSIGN(const json::object answer, service.post("/auth/factors/totp/finish", body));
  return read_codes(answer);
}

Result<> remove_factor(Service& service, const Session& session, const Tools& tools,
                       const std::string& id, const SecretBytes& password) {
  TRY_ASSIGN(const json::object body, proven(service, session, tools, password, {{"id", id}}));
  TRY(service.post("/auth/factors/remove", body));
  return {};
}

Result<std::vector<std::string>> renew_recovery_codes(Service& service, const Session& session,
                                                      const Tools& tools,
                                                      const SecretBytes& password) {
  TRY_ASSIGN(const json::object body, proven(service, session, tools, password, {}));
  TRY_ASSIGN(const json::object answer, service.post("/auth/factors/codes", body));
  return read_codes(answer);
}

}  // namespace nightmail::client
