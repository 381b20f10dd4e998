// SPDX-License-Identifier: Apache-2.0
//
// Sign-up (docs/protocol.md, "Sign-up"; RFC 9807 §5).

#include <algorithm>
#include <set>
#include <utility>

#include "pgp/seal/certificate.h"
#include "server/api/errors.h"
#include "server/api/invites.h"
#include "server/api/login_endpoints.h"
#include "server/api/mailbox_name.h"
#include "server/api/sealed_item.h"
#include "server/api/sessions.h"
#include "server/api/sign_up_rules.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

constexpr std::size_t kMaxNewItems = 64;
constexpr std::size_t kMaxNewMailboxes = 32;

Result<> check_policy(LoginState& state, const std::optional<std::string>& invite,
                      const std::string& address) {
  switch (state.services().config.sign_up) {
    case SignUp::open:
      return {};
    case SignUp::closed:
      return Error(Errc::sign_up_closed);
    case SignUp::invite:
      break;
  }
  if (!invite) return Error(Errc::invite_required);
  return check_invite(state.services().store, state.services().config.invite_key, *invite, address);
}

Result<> check_free(LoginState& state, const std::string& address) {
  const auto taken = state.services().store.account_by_address(address);
  if (taken.ok()) return Error(Errc::address_taken);
  if (taken.error().is(store::Errc::not_found)) return {};
  return taken.error();
}

Result<store::PublicKey> read_certificate(LoginState& state, ByteView bytes) {
  const Timestamp now = state.services().clock.now();
  const auto certificate = pgp::Certificate::parse(bytes, now);
  if (!certificate.ok()) return Error(Errc::certificate_unusable, certificate.error().context());
  if (const auto key = certificate->encryption_key(now); !key.ok()) {
    return Error(Errc::certificate_unusable, key.error().context());
  }
  store::PublicKey key;
  key.fingerprint = certificate->fingerprint();
  std::transform(key.fingerprint.begin(), key.fingerprint.end(), key.fingerprint.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  key.certificate = certificate->bytes();
  key.primary = true;
  return key;
}

Result<std::vector<store::SealedItem>> read_items(const ApiLimits& limits, LoginBody& body) {
  TRY_ASSIGN(const jmap::JsonArray* list, body.array("items", kMaxNewItems));
  std::vector<store::SealedItem> items;
  std::set<std::string> names;
  for (const Json& json : *list) {
    if (!json.is_object()) return bad_member("items", "objects are expected");
    LoginBody fields(json.get_object());
    store::SealedItem item;
    TRY_ASSIGN(item.name, fields.text("name", kMaxItemName));
    TRY_ASSIGN(item.sealed,
               fields.bytes("sealed", 1, static_cast<std::size_t>(limits.max_size_sealed_item)));
    TRY(fields.finish());
    if (!is_item_name(item.name)) return bad_member("items", "a name is malformed");
    if (!names.insert(item.name).second) return bad_member("items", "a name comes twice");
    items.push_back(std::move(item));
  }
  return items;
}

Result<store::NewMailbox> read_mailbox(const Json& json) {
  if (!json.is_object()) return bad_member("mailboxes", "objects are expected");
  LoginBody fields(json.get_object());
  store::NewMailbox mailbox;
  TRY_ASSIGN(const auto role, fields.optional_text("role", 20));
  TRY_ASSIGN(mailbox.sealed_name, fields.optional_bytes("sealedName", kMaxSealedName));
  TRY(fields.finish());
  if (role) {
    const auto known = store::role_from_name(*role);
    if (!known || *known == store::Role::none) return bad_member("mailboxes", "unknown role");
    mailbox.role = *known;
  } else if (mailbox.sealed_name.empty()) {
    return bad_member("mailboxes", "a mailbox without a role needs a name");
  }
  return mailbox;
}

Result<std::vector<store::NewMailbox>> read_mailboxes(LoginBody& body) {
  TRY_ASSIGN(const jmap::JsonArray* list, body.array("mailboxes", kMaxNewMailboxes));
  std::vector<store::NewMailbox> mailboxes;
  std::set<store::Role> roles;
  for (const Json& json : *list) {
    TRY_ASSIGN(store::NewMailbox mailbox, read_mailbox(json));
    if (mailbox.role != store::Role::none && !roles.insert(mailbox.role).second) {
      return bad_member("mailboxes", "a role comes twice");
    }
    mailboxes.push_back(std::move(mailbox));
  }
  if (!roles.contains(store::Role::inbox)) return bad_member("mailboxes", "an inbox is required");
  return mailboxes;
}

Result<store::Credentials> read_credentials(LoginBody& body) {
  store::Credentials credentials;
  TRY_ASSIGN(credentials.opaque_record, read_record(body));
  TRY_ASSIGN(credentials.wrapped_by_password, body.bytes("wrappedByPassword", 1, kMaxWrapped));
  TRY_ASSIGN(credentials.wrapped_by_phrase, body.bytes("wrappedByPhrase", 1, kMaxWrapped));
  TRY_ASSIGN(credentials.recovery_public_key, body.bytes("recoveryPublicKey", 32));
  return credentials;
}

Result<store::AccountId> create(LoginState& state, const store::NewAccount& account) {
  Services& services = state.services();
  auto id = services.store.create_account(account);
  if (!id.ok() && id.error().is(store::Errc::already_exists)) return Error(Errc::address_taken);
  if (id.ok() && services.config.account_octets > 0) {
    TRY(services.store.set_quota(*id, services.config.account_octets));
  }
  return id;
}

}  // namespace

Result<JsonObject> register_start(LoginState& state, LoginRequest& request) {
  TRY_ASSIGN(const std::string typed, request.body.text("address"));
  TRY_ASSIGN(const Bytes message, request.body.bytes("registrationRequest", 32));
  TRY_ASSIGN(const auto invite, request.body.optional_text("invite"));
  TRY(request.body.finish());
  TRY(state.take_attempt({}, request.peer));
  TRY_ASSIGN(const std::string address, check_new_address(state.services().config, typed));
  TRY(check_policy(state, invite, address));
  TRY(check_free(state, address));
  return registration_answer(state, message, address);
}

Result<JsonObject> register_finish(LoginState& state, LoginRequest& request) {
  Services& services = state.services();
  store::NewAccount account;
  TRY_ASSIGN(const std::string typed, request.body.text("address"));
  TRY_ASSIGN(const auto invite, request.body.optional_text("invite"));
  TRY_ASSIGN(Bytes label, request.body.optional_bytes("deviceLabel", kMaxLabel));
  TRY_ASSIGN(account.credentials, read_credentials(request.body));
  TRY_ASSIGN(account.items, read_items(services.config.limits, request.body));
  TRY_ASSIGN(account.mailboxes, read_mailboxes(request.body));
  TRY_ASSIGN(const Bytes certificate,
             request.body.bytes("certificate", 1, pgp::kMaxCertificateSize));
  TRY(request.body.finish());
  // Counted here too: nothing obliges anybody to have asked register/start first.
  TRY(state.take_attempt({}, request.peer));
  TRY_ASSIGN(account.address, check_new_address(services.config, typed));
  TRY(check_policy(state, invite, account.address));
  TRY_ASSIGN(account.key, read_certificate(state, certificate));
  account.created = services.clock.now();
  if (services.config.sign_up == SignUp::invite) {
    TRY(use_invite(services.store, *invite, account.address));
  }
  TRY_ASSIGN(const store::AccountId id, create(state, account));
  return open_device(state, id, std::move(label));
}

}  // namespace nightmail::api
