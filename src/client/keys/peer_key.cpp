// SPDX-License-Identifier: Apache-2.0
#include "client/keys/peer_key.h"

#include <idn2.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "client/errors.h"
#include "client/json_fields.h"
#include "crypto/encoding.h"
#include "pgp/seal/certificate.h"
#include "proto/mime/text.h"
#include "proto/mime/write/field.h"

namespace nightmail::client {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMaxAddresses = 50;
constexpr std::array<std::string_view, 4> kSources{"directory", "wkd", "autocrypt", "import"};
constexpr std::array<std::string_view, 5> kTrusts{"seen", "pinned", "verified", "pending",
                                                  "rejected"};

Error damaged(std::string_view what) {
  return Error(Errc::damaged,
               "A stored key of a correspondent is damaged (" + std::string(what) + ").");
}

template <std::size_t N>
Result<std::size_t> word_field(const json::object& object, std::string_view name,
                               const std::array<std::string_view, N>& words) {
  TRY_ASSIGN(const std::string word, text_field(object, name));
  const auto* const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return damaged(name);
  return static_cast<std::size_t>(found - words.begin());
}

Result<std::vector<std::string>> read_addresses(const json::object& object) {
  TRY_ASSIGN(const json::array* const list, array_field(object, "addresses"));
  if (list->empty() || list->size() > kMaxAddresses) return damaged("addresses");
  std::vector<std::string> addresses;
  for (const json::value& one : *list) {
    if (!one.is_string()) return damaged("addresses");
    const std::string address(one.get_string());
    if (!mime::is_addr_spec(address)) return damaged("addresses");
    addresses.push_back(address);
  }
  return addresses;
}

bool is_fingerprint(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

Result<PeerKey> read_key(const json::object& object) {
  TRY_ASSIGN(const std::int64_t version, number_field(object, "v"));
  if (version != kVersion) return damaged("v");
  PeerKey key;
  TRY_ASSIGN(key.addresses, read_addresses(object));
  TRY_ASSIGN(key.fingerprint, text_field(object, "fingerprint"));
  TRY_ASSIGN(key.certificate, bytes_field(object, "certificate"));
  if (!is_fingerprint(key.fingerprint)) return damaged("fingerprint");
  if (key.certificate.size() > pgp::kMaxCertificateSize) return damaged("certificate");
  TRY_ASSIGN(const std::size_t source, word_field(object, "source", kSources));
  TRY_ASSIGN(const std::size_t trust, word_field(object, "trust", kTrusts));
  key.source = static_cast<KeySource>(source);
  key.trust = static_cast<KeyTrust>(trust);
  TRY_ASSIGN(key.first_seen.unix_ms, number_field(object, "firstSeen"));
  TRY_ASSIGN(key.last_seen.unix_ms, number_field(object, "lastSeen"));
  TRY_ASSIGN(key.prefers_encryption, bool_field(object, "preferEncrypt"));
  return key;
}

Error no_address(std::string_view address) {
  return Error(Errc::bad_input, "'" + mime::clean_line(address, 200) +
                                    "' is no mail address. One looks like anna@example.org.");
}

std::string upper_to_lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

std::string_view key_source_word(KeySource source) {
  return kSources.at(static_cast<std::size_t>(source));
}

std::string_view key_trust_word(KeyTrust trust) {
  return kTrusts.at(static_cast<std::size_t>(trust));
}

bool PeerKey::is_for(std::string_view address) const {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

std::string to_json(const PeerKey& key) {
  json::array addresses;
  for (const std::string& address : key.addresses) addresses.emplace_back(address);
  return json::serialize(json::object{{"v", kVersion},
                                      {"addresses", std::move(addresses)},
                                      {"fingerprint", key.fingerprint},
                                      {"certificate", crypto::base64url_encode(key.certificate)},
                                      {"source", key_source_word(key.source)},
                                      {"trust", key_trust_word(key.trust)},
                                      {"firstSeen", key.first_seen.unix_ms},
                                      {"lastSeen", key.last_seen.unix_ms},
                                      {"preferEncrypt", key.prefers_encryption}});
}

Result<PeerKey> peer_key_from_json(ByteView text) {
  if (text.size() > kMaxPeerKeyJson) return damaged("size");
  const auto object = parse_object(text);
  if (!object.ok()) return damaged("not JSON");
  auto key = read_key(*object);
  if (!key.ok()) return damaged("a member");
  return key;
}

Result<std::string> canonical_address(std::string_view address) {
  if (!mime::is_addr_spec(address)) return no_address(address);
  const std::size_t at = address.rfind('@');
  const std::string local = upper_to_lower(std::string(address.substr(0, at)));
  const std::string domain(address.substr(at + 1));
  if (domain.starts_with('[')) return local + "@" + upper_to_lower(domain);
  char* ascii = nullptr;
  constexpr int kFlags = IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT;
  if (idn2_to_ascii_8z(domain.c_str(), &ascii, kFlags) != IDN2_OK) return no_address(address);
  std::string canonical = local + "@" + upper_to_lower(ascii);
  idn2_free(ascii);
  return canonical;
}

std::string readable_fingerprint(std::string_view fingerprint) {
  std::string text;
  for (std::size_t at = 0; at < fingerprint.size(); at += 4) {
    if (at > 0) text += at * 2 == fingerprint.size() ? "  " : " ";
    text += fingerprint.substr(at, 4);
  }
  return text;
}

}  // namespace nightmail::client
