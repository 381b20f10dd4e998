// SPDX-License-Identifier: Apache-2.0
#include "client/session.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "client/errors.h"
#include "client/json_fields.h"
#include "client/private_file.h"
#include "crypto/aead.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kAssociated = "nightmail session v1";
constexpr std::int64_t kVersion = 1;

Error damaged() {
  return Error(Errc::damaged,
               "What this device kept of the session does not open. Run `nightmail logout`, then "
               "`nightmail login ADDRESS`.");
}

PlainBytes to_json(const Session& session) {
  json::array keys;
  for (const pgp::SecretKey& key : session.keys) {
    keys.emplace_back(crypto::base64url_encode(key.bytes().expose()));
  }
  const json::object object{{"v", kVersion},
                            {"server", session.server},
                            {"address", session.address},
                            {"account", session.account_id},
                            {"token", as_text(session.token.expose())},
                            {"secret", crypto::base64url_encode(session.account_secret.expose())},
                            {"keys", std::move(keys)}};
  const std::string text = json::serialize(object);
  return {text.begin(), text.end()};
}

Result<Session> from_json(ByteView text) {
  TRY_ASSIGN(const json::object object, parse_object(text));
  TRY_ASSIGN(const std::int64_t version, number_field(object, "v"));
  if (version != kVersion) return damaged();
  Session session;
  TRY_ASSIGN(session.server, text_field(object, "server"));
  TRY_ASSIGN(session.address, text_field(object, "address"));
  TRY_ASSIGN(session.account_id, text_field(object, "account"));
  TRY_ASSIGN(const std::string token, text_field(object, "token"));
  session.token = secret_from(as_bytes(token));
  TRY_ASSIGN(const Bytes secret, bytes_field(object, "secret"));
  if (secret.size() != session.account_secret.expose().size()) return damaged();
  std::ranges::copy(secret, session.account_secret.expose().begin());
  TRY_ASSIGN(const json::array* keys, array_field(object, "keys"));
  for (const json::value& key : *keys) {
    if (!key.is_string()) return damaged();
    TRY_ASSIGN(const Bytes bytes, crypto::base64url_decode(std::string_view(key.get_string())));
    TRY_ASSIGN(pgp::SecretKey parsed, pgp::SecretKey::parse(bytes, "", SystemClock().now()));
    session.keys.push_back(std::move(parsed));
  }
  return session;
}

}  // namespace

Session Session::copy() const {
  Session result;
  result.server = server;
  result.address = address;
  result.account_id = account_id;
  result.token = token.copy();
  result.account_secret = account_secret.copy();
  for (const pgp::SecretKey& key : keys) result.keys.push_back(key.copy());
  return result;
}

Result<bool> SessionStore::exists() const {
  TRY_ASSIGN(const auto content, read_private_file(session_path()));
  return content.has_value();
}

Result<Session> SessionStore::load() const {
  TRY_ASSIGN(const auto content, read_private_file(session_path()));
  if (!content) {
    return Error(Errc::not_logged_in,
                 "Nobody is logged in on this device. Run `nightmail login ADDRESS`, or `nightmail "
                 "signup ADDRESS` for a new account.");
  }
  TRY_ASSIGN(const auto device, find_device_key(home_));
  if (!device) return damaged();
  const auto opened = crypto::aead_open(device->key, *content, as_bytes(kAssociated));
  if (!opened.ok()) return damaged();
  auto session = from_json(*opened);
  if (!session.ok()) return damaged();
  return session;
}

Result<KeyPlace> SessionStore::key_place() const {
  TRY_ASSIGN(const auto device, find_device_key(home_));
  if (!device) return damaged();
  return device->place;
}

Result<> SessionStore::save(const Session& session) {
  TRY(make_private_directory(home_));
  TRY_ASSIGN(auto device, find_device_key(home_));
  if (!device) {
    TRY_ASSIGN(device, make_device_key(home_, random_));
  }
  const PlainBytes plain = to_json(session);
  return write_private_file(session_path(),
                            crypto::aead_seal(device->key, plain, as_bytes(kAssociated), random_));
}

Result<> SessionStore::clear() {
  TRY(remove_file(session_path()));
  TRY(remove_file(cache_path()));
  TRY(remove_file(cache_path() + ".lock"));
  return forget_device_key(home_);
}

}  // namespace nightmail::client
