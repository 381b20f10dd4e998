// SPDX-License-Identifier: Apache-2.0
#include "client/protected_message.h"

#include "client/errors.h"
#include "client/json_fields.h"
#include "client/message_set.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "crypto/protected_message.h"
#include "net/http.h"
#include "proto/jmap/json.h"
#include "proto/jmap/values.h"

namespace nightmail::client {
namespace {

constexpr const char* kCreation = "new";
constexpr std::string_view kPlace = "/m/";
constexpr std::int64_t kDayMs = 86'400'000;

struct Sealed {
  Bytes octets, salt, link_secret, proof_hash;
};

template <std::size_t N>
Bytes random_bytes(Random& random) {
  return to_bytes(random.array<N>());
}

Result<Sealed> seal(const NewProtected& wish, Random& random) {
  if (wish.password.expose().empty()) {
    return Error(Errc::bad_input, "A password-protected message needs a password.");
  }
  TRY_ASSIGN(const PlainBytes plain, write_protected_payload(wish.payload));
  Sealed sealed;
  sealed.salt = random_bytes<crypto::kProtectedSaltSize>(random);
  sealed.link_secret = random_bytes<crypto::kLinkSecretSize>(random);
  TRY_ASSIGN(const crypto::ProtectedKeys keys,
             crypto::protected_keys(wish.password.expose(), sealed.salt, sealed.link_secret));
  sealed.proof_hash = to_bytes(crypto::sha256(keys.proof.expose()));
  sealed.octets = crypto::seal_protected(keys.message, sealed.salt, plain, random);
  return sealed;
}

json::object creation(const NewProtected& wish, const Sealed& sealed, const std::string& blob_id,
                      const Clock& clock) {
  json::object object{{"blobId", blob_id},
                      {"salt", crypto::base64url_encode(sealed.salt)},
                      {"proofHash", crypto::base64url_encode(sealed.proof_hash)},
                      {"mayAnswer", !wish.payload.answer_certificate.empty()}};
  if (wish.days) {
    const Timestamp end{clock.now().unix_ms + *wish.days * kDayMs};
    object["expiresAt"] = format_utc(end);
  }
  if (wish.max_tries) object["maxTries"] = *wish.max_tries;
  return object;
}

Result<> check_created(const json::object& answer) {
  const auto refused = read_not_done(answer, "notCreated");
  if (refused.empty()) return {};
  return Error(Errc::refused, "The server refused: " + refused.front().reason);
}

Result<std::string> date_field(const json::object& object, std::string_view name) {
  TRY_ASSIGN(std::string text, text_field(object, name));
  if (!jmap::parse_utc_date(text)) return bad_answer(name);
  return text;
}

Result<ProtectedLink> read_link(const Service& service, const json::object& made,
                                ByteView link_secret) {
  ProtectedLink link;
  TRY_ASSIGN(link.id, text_field(made, "id"));
  if (!jmap::is_id(link.id)) return bad_answer("id");
  TRY_ASSIGN(link.expires_at, date_field(made, "expiresAt"));
  // Its own idea of its address the server says in `url`; people reach it as the sender does.
  const auto told = text_field(made, "url");
  const std::string base = told.ok() && parse_link(*told + "#" + std::string(22, 'A')).ok()
                               ? *told
                               : service.url() + std::string(kPlace) + link.id;
  link.url = secret_from(as_bytes(base + "#" + crypto::base64url_encode(link_secret)));
  return link;
}

Result<ProtectedRow> read_row(const json::value& value) {
  if (!value.is_object()) return bad_answer("a protected message");
  const json::object& object = value.get_object();
  ProtectedRow row;
  TRY_ASSIGN(row.id, text_field(object, "id"));
  if (!jmap::is_id(row.id)) return bad_answer("id");
  TRY_ASSIGN(row.created_at, date_field(object, "createdAt"));
  TRY_ASSIGN(row.expires_at, date_field(object, "expiresAt"));
  TRY_ASSIGN(row.size, number_field(object, "size"));
  TRY_ASSIGN(row.tries_left, number_field(object, "triesLeft"));
  return row;
}

Error no_link() {
  return {Errc::bad_input,
          "That is not the whole link of a protected message. It looks like "
          "https://mail.example.org/m/p…#…, and the part behind # belongs to it."};
}

}  // namespace

Result<ProtectedLink> make_protected(Service& service, const Session& session,
                                     const NewProtected& wish, const Tools& tools) {
  TRY_ASSIGN(const Sealed sealed, seal(wish, tools.random));
  TRY_ASSIGN(const json::object uploaded,
             service.upload("/jmap/upload/" + session.account_id + "/", sealed.octets, {}));
  TRY_ASSIGN(const std::string blob_id, text_field(uploaded, "blobId"));
  TRY_ASSIGN(
      const json::object answer,
      service.call("ProtectedMessage/set",
                   {{"accountId", session.account_id},
                    {"create", {{kCreation, creation(wish, sealed, blob_id, tools.clock)}}}}));
  TRY(check_created(answer));
  TRY_ASSIGN(const json::object* const created, object_field(answer, "created"));
  TRY_ASSIGN(const json::object* const made, object_field(*created, kCreation));
  return read_link(service, *made, sealed.link_secret);
}

Result<std::vector<ProtectedRow>> list_protected(Service& service, const Session& session) {
  TRY_ASSIGN(
      const json::object answer,
      service.call("ProtectedMessage/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  std::vector<ProtectedRow> rows;
  for (const json::value& value : *list) {
    TRY_ASSIGN(ProtectedRow row, read_row(value));
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<> revoke_protected(Service& service, const Session& session, const std::string& id) {
  TRY_ASSIGN(const json::object answer,
             service.call("ProtectedMessage/set",
                          {{"accountId", session.account_id}, {"destroy", json::array{id}}}));
  if (read_not_done(answer, "notDestroyed").empty()) return {};
  return Error(Errc::not_found, "There is no protected message '" + id +
                                    "'. `nightmail protected list` shows them.");
}

Result<ParsedLink> parse_link(std::string_view url) {
  const auto hash = url.find('#');
  const auto place = url.rfind(kPlace, hash);
  if (hash == std::string_view::npos || place == std::string_view::npos) return no_link();
  ParsedLink link;
  link.server = url.substr(0, place);
  link.id = url.substr(place + kPlace.size(), hash - place - kPlace.size());
  auto secret = crypto::base64url_decode(url.substr(hash + 1));
  if (!jmap::is_id(link.id) || !secret.ok() || secret->size() != crypto::kLinkSecretSize) {
    return no_link();
  }
  link.secret = *std::move(secret);
  return link;
}

Result<ProtectedPayload> open_protected_link(Service& service, const ParsedLink& link,
                                             const SecretBytes& password) {
  const std::string path = "/protected/" + link.id;
  TRY_ASSIGN(const json::object about, service.get(path));
  TRY_ASSIGN(const Bytes salt, bytes_field(about, "salt"));
  const auto keys = crypto::protected_keys(password.expose(), salt, link.secret);
  if (!keys.ok()) return Error(Errc::bad_input, "The password cannot be used.");
  const std::string proof = crypto::base64url_encode(keys->proof.expose());
  TRY_ASSIGN(const Bytes sealed,
             service.post_for_octets(path + "/open", {{"Nightmail-Proof", proof}},
                                     2 * kMaxProtectedMessage));
  const auto plain = crypto::open_protected(keys->message, salt, sealed);
  if (!plain.ok()) return Error(Errc::damaged, "What the server gave does not open.");
  return read_protected_payload(*plain);
}

}  // namespace nightmail::client
