// SPDX-License-Identifier: Apache-2.0
#include "client/account_keys.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "client/errors.h"
#include "client/json_fields.h"
#include "crypto/account_secret.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kPrefix = "openpgp/";

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string item_name(const pgp::SecretKey& key) {
  return std::string(kPrefix) + lower(key.fingerprint());
}

Result<pgp::SecretKey> open_item(const json::object& item, const std::string& name,
                                 const Session& session, Timestamp now) {
  TRY_ASSIGN(const Bytes sealed, bytes_field(item, "sealed"));
  TRY_ASSIGN(const PlainBytes plain,
             crypto::open_field(session.account_secret, crypto::Purpose::openpgp_secret_key,
                                as_bytes(name), sealed));
  return pgp::SecretKey::parse(plain, "", now);
}

// The fingerprint that the server seals to; empty if it does not say.
std::string primary_fingerprint(const json::object& answer) {
  const auto list = array_field(answer, "list");
  if (!list.ok()) return "";
  for (const json::value& entry : **list) {
    if (!entry.is_object()) continue;
    const auto primary = bool_field(entry.get_object(), "isPrimary");
    const auto fingerprint = text_field(entry.get_object(), "fingerprint");
    if (primary.ok() && *primary && fingerprint.ok()) return lower(*fingerprint);
  }
  return "";
}

}  // namespace

json::object sealed_key_item(const pgp::SecretKey& key, const SecretKey32& secret, Random& random) {
  const std::string name = item_name(key);
  const Bytes sealed = crypto::seal_field(secret, crypto::Purpose::openpgp_secret_key,
                                          as_bytes(name), key.bytes().expose(), random);
  return {{"name", name}, {"sealed", crypto::base64url_encode(sealed)}};
}

Result<std::vector<pgp::SecretKey>> fetch_keys(Service& service, const Session& session,
                                               Timestamp now) {
  const json::object all{{"accountId", session.account_id}, {"ids", nullptr}};
  TRY_ASSIGN(const auto answers, service.call({{"SealedItem/get", all}, {"PublicKey/get", all}}));
  TRY_ASSIGN(const json::array* items, array_field(answers[0], "list"));
  std::vector<pgp::SecretKey> keys;
  for (const json::value& entry : *items) {
    if (!entry.is_object()) return bad_answer("a sealed item");
    TRY_ASSIGN(const std::string name, text_field(entry.get_object(), "name"));
    if (!name.starts_with(kPrefix)) continue;
    auto key = open_item(entry.get_object(), name, session, now);
    if (key.ok() && item_name(*key) == name) keys.push_back(*std::move(key));
  }
  if (keys.empty()) {
    return Error(Errc::damaged, "The server's copy of your keys does not open. Ask its operator.");
  }
  const std::string primary = std::string(kPrefix) + primary_fingerprint(answers[1]);
  std::stable_partition(  // not std::ranges: clang 14 can't compile its result
      keys.begin(), keys.end(),
      [&](const pgp::SecretKey& key) { return item_name(key) == primary; });
  return keys;
}

}  // namespace nightmail::client
