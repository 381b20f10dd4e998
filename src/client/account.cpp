// SPDX-License-Identifier: Apache-2.0
#include "client/account.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "client/account_keys.h"
#include "client/errors.h"
#include "client/json_fields.h"
#include "crypto/account_secret.h"
#include "crypto/encoding.h"
#include "crypto/errors.h"
#include "crypto/opaque_client.h"
#include "crypto/recovery_auth.h"
#include "crypto/recovery_phrase.h"

namespace nightmail::client {
namespace {

namespace opaque = crypto::opaque;

constexpr std::array kFirstMailboxes{"inbox", "drafts", "sent", "archive", "junk", "trash"};

std::string b64(ByteView bytes) {
  return crypto::base64url_encode(bytes);
}

Error wrong_password() {
  return Error(Errc::wrong_password,
               "The password is wrong, or this server has no account of that address. (A lost "
               "password is replaced by `nightmail recover ADDRESS` and the 24 words.)");
}

Error wrong_phrase() {
  return Error(Errc::wrong_phrase,
               "These words do not belong to this account, or this server has no account of that "
               "address.");
}

// The server answered a step of OPAQUE with bytes that no honest server sends.
Error cheating(const Error& error) {
  return bad_answer(error.name());
}

json::array first_mailboxes() {
  json::array mailboxes;
  for (const char* role : kFirstMailboxes) {
    mailboxes.push_back(json::object{{"role", role}, {"sealedName", ""}});
  }
  return mailboxes;
}

std::string sealed_label(const SecretKey32& secret, const std::string& label, Random& random) {
  return b64(crypto::seal_field(secret, crypto::Purpose::settings, as_bytes("label"),
                                as_bytes(label), random));
}

// The result of registering a password with OPAQUE at a pair of endpoints.
struct NewPassword {
  std::string record;  // base64url
  std::string wrapped;
};

// `start`: what the start endpoint wants besides the request. RFC 9807 §5.
Result<NewPassword> register_password(Service& service, const Tools& tools, const std::string& path,
                                      json::object start, const SecretBytes& password,
                                      const SecretKey32& account_secret) {
  TRY_ASSIGN(const auto registration, opaque::ClientRegistration::start(password, tools.random));
  start["registrationRequest"] = b64(registration.request());
  TRY_ASSIGN(const json::object answer, service.post(path, start));
  TRY_ASSIGN(const Bytes response, bytes_field(answer, "registrationResponse"));
  const auto registered = registration.finish(response, opaque::Argon2idKsf(), tools.random);
  if (!registered.ok()) return cheating(registered.error());
  return NewPassword{
      b64(registered->record),
      b64(crypto::wrap_for_password(account_secret, registered->export_key, tools.random))};
}

Result<Session> begin_session(Service& service, const std::string& address,
                              const json::object& answer, SecretKey32 account_secret) {
  Session session;
  session.server = service.url();
  session.address = address;
  TRY_ASSIGN(session.account_id, text_field(answer, "accountId"));
  TRY_ASSIGN(const std::string token, text_field(answer, "token"));
  session.token = secret_from(as_bytes(token));
  session.account_secret = std::move(account_secret);
  service.set_token(session.token);
  return session;
}

json::object sign_up_request(const SignUp& wish, const NewPassword& password,
                             const SecretKey32& secret, const SecretKey32& phrase,
                             const pgp::SecretKey& key, Random& random) {
  return {{"address", wish.address},
          {"registrationRecord", password.record},
          {"wrappedByPassword", password.wrapped},
          {"wrappedByPhrase", b64(crypto::wrap_for_phrase(secret, phrase, random))},
          {"recoveryPublicKey", b64(crypto::recovery_public_key(phrase))},
          {"certificate", b64(key.certificate().bytes())},
          {"items", json::array{sealed_key_item(key, secret, random)}},
          {"mailboxes", first_mailboxes()},
          {"deviceLabel", sealed_label(secret, wish.device_label, random)}};
}

// Opens the account secret that an answer brings, wrapped under OPAQUE's export key.
Result<SecretKey32> unwrap(const json::object& answer, const crypto::SecretKey64& export_key) {
  TRY_ASSIGN(const Bytes wrapped, bytes_field(answer, "wrappedByPassword"));
  auto secret = crypto::unwrap_by_password(wrapped, export_key);
  if (!secret.ok()) {
    return Error(Errc::damaged,
                 "The server's copy of the account secret does not open. Ask its operator, or run "
                 "`nightmail recover ADDRESS` with the 24 words.");
  }
  return secret;
}

// The label is sealed under the account secret, which a device has only after it logged in.
Result<> label_this_device(Service& service, const Session& session, const std::string& label,
                           Random& random) {
  TRY_ASSIGN(const json::object answer,
             service.call("Device/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  TRY_ASSIGN(const json::array* devices, array_field(answer, "list"));
  for (const json::value& device : *devices) {
    if (!device.is_object()) return bad_answer("a device");
    const auto current = bool_field(device.get_object(), "isCurrent");
    if (!current.ok() || !*current) continue;
    TRY_ASSIGN(const std::string id, text_field(device.get_object(), "id"));
    const json::object patch{{"label", sealed_label(session.account_secret, label, random)}};
    TRY(service.call("Device/set",
                     {{"accountId", session.account_id}, {"update", json::object{{id, patch}}}}));
  }
  return {};
}

// A login up to the point where the server would let us in.
struct Proof {
  json::object request;  // {loginId, ke3}
  crypto::SecretKey64 export_key;
};

Result<Proof> prove(Service& service, const Tools& tools, const std::string& address,
                    const SecretBytes& password) {
  TRY_ASSIGN(const auto login, opaque::ClientLogin::start(password, tools.random));
  TRY_ASSIGN(const json::object started,
             service.post("/auth/login/start", {{"address", address}, {"ke1", b64(login.ke1())}}));
  TRY_ASSIGN(const Bytes ke2, bytes_field(started, "ke2"));
  TRY_ASSIGN(const std::string login_id, text_field(started, "loginId"));
  auto finished = login.finish(ke2, opaque::Argon2idKsf());
  if (!finished.ok() && finished.error().is(crypto::Errc::login_failed)) return wrong_password();
  if (!finished.ok()) return cheating(finished.error());
  return Proof{{{"loginId", login_id}, {"ke3", b64(finished->ke3)}},
               std::move(finished->export_key)};
}

bool is_one_time_code(std::string_view code) {
  return code.size() <= 8 && code.find_first_not_of("0123456789 ") == std::string_view::npos;
}

Result<json::object> show_second_factor(Service& service, const json::object& needed,
                                        const AskCode& ask_code) {
  TRY_ASSIGN(const std::string ticket, text_field(needed, "ticket"));
  if (!ask_code) {
    return Error(Errc::wrong_password, "This account asks for a code as well. Log in again.");
  }
  TRY_ASSIGN(const std::string code, ask_code());
  const char* kind = is_one_time_code(code) ? "totp" : "recoveryCode";
  return service.post("/auth/login/second", {{"ticket", ticket}, {"kind", kind}, {"code", code}});
}

}  // namespace

Result<SignedUp> sign_up(Service& service, const Tools& tools, const SignUp& wish,
                         const SecretBytes& password) {
  const SecretKey32 secret = crypto::new_account_secret(tools.random);
  const SecretKey32 phrase(tools.random.array<32>());
  TRY_ASSIGN(pgp::SecretKey key,
             pgp::SecretKey::generate(wish.name, wish.address, tools.clock.now()));
  json::object start{{"address", wish.address}};
  if (!wish.invite.empty()) start["invite"] = wish.invite;
  TRY_ASSIGN(const NewPassword registered, register_password(service, tools, "/auth/register/start",
                                                             std::move(start), password, secret));
  json::object finish = sign_up_request(wish, registered, secret, phrase, key, tools.random);
  if (!wish.invite.empty()) finish["invite"] = wish.invite;
  TRY_ASSIGN(const json::object answer, service.post("/auth/register/finish", finish));
  SignedUp result;
  TRY_ASSIGN(result.session, begin_session(service, wish.address, answer, secret.copy()));
  result.session.keys.push_back(std::move(key));
  result.phrase = crypto::phrase_text(phrase);
  return result;
}

Result<Session> log_in(Service& service, const Tools& tools, const std::string& address,
                       const SecretBytes& password, const std::string& device_label,
                       const AskCode& ask_code) {
  TRY_ASSIGN(const Proof proof, prove(service, tools, address, password));
  auto answer = service.post("/auth/login/finish", proof.request);
  if (!answer.ok() && answer.error().is(Errc::wrong_password)) return wrong_password();
  if (answer.ok() && answer->contains("secondFactorNeeded")) {
    answer = show_second_factor(service, *answer, ask_code);
  }
  if (!answer.ok()) return answer.error();
  TRY_ASSIGN(SecretKey32 secret, unwrap(*answer, proof.export_key));
  TRY_ASSIGN(Session session, begin_session(service, address, *answer, std::move(secret)));
  TRY_ASSIGN(session.keys, fetch_keys(service, session, tools.clock.now()));
  TRY(label_this_device(service, session, device_label, tools.random));
  return session;
}

Result<json::object> prove_password(Service& service, const Tools& tools,
                                    const std::string& address, const SecretBytes& password) {
  TRY_ASSIGN(Proof proof, prove(service, tools, address, password));
  return std::move(proof.request);
}

Result<Session> recover(Service& service, const Tools& tools, const std::string& address,
                        const SecretBytes& phrase_text, const SecretBytes& new_password,
                        const std::string& device_label) {
  TRY_ASSIGN(const SecretKey32 phrase, crypto::parse_phrase(as_text(phrase_text.expose())));
  TRY_ASSIGN(const json::object started,
             service.post("/auth/recover/start", {{"address", address}}));
  TRY_ASSIGN(const Bytes challenge, bytes_field(started, "challenge"));
  const auto signature = crypto::recovery_sign(phrase, challenge);
  if (!signature.ok()) return cheating(signature.error());
  const auto proven = service.post(
      "/auth/recover/finish",
      {{"address", address}, {"challenge", b64(challenge)}, {"signature", b64(*signature)}});
  if (!proven.ok() && proven.error().is(Errc::wrong_password)) return wrong_phrase();
  if (!proven.ok()) return proven.error();
  TRY_ASSIGN(const std::string ticket, text_field(*proven, "recoveryTicket"));
  TRY_ASSIGN(const Bytes wrapped, bytes_field(*proven, "wrappedByPhrase"));
  auto secret = crypto::unwrap_by_phrase(wrapped, phrase);
  if (!secret.ok()) {
    return Error(Errc::damaged, "The server's copy of the account secret does not open.");
  }
  TRY_ASSIGN(const NewPassword registered,
             register_password(service, tools, "/auth/recover/register/start",
                               {{"recoveryTicket", ticket}}, new_password, *secret));
  TRY_ASSIGN(const json::object answer,
             service.post("/auth/recover/register/finish",
                          {{"recoveryTicket", ticket},
                           {"registrationRecord", registered.record},
                           {"wrappedByPassword", registered.wrapped},
                           {"deviceLabel", sealed_label(*secret, device_label, tools.random)}}));
  TRY_ASSIGN(Session session, begin_session(service, address, answer, *std::move(secret)));
  TRY_ASSIGN(session.keys, fetch_keys(service, session, tools.clock.now()));
  return session;
}

Result<> log_out(Service& service) {
  TRY(service.post("/auth/logout", {}));
  return {};
}

}  // namespace nightmail::client
