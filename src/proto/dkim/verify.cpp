// SPDX-License-Identifier: Apache-2.0
#include "proto/dkim/verify.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "proto/dkim/tag_list.h"

namespace nightmail::dkim {
namespace {

using Kind = Verdict::Kind;
using crypto::SigningAlgorithm;

Found unusable(std::string_view reason) {
  return {std::nullopt, {Kind::permerror, reason}};
}

bool is_domain(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' &&
         std::ranges::all_of(text, fits);
}

std::optional<std::int64_t> seconds(const std::string* text) {
  if (text == nullptr || text->empty() || text->size() > 12) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool read_algorithm(const TagList& tags, Signature& signature) {
  const std::string name = lower_case(tags.get("a"));
  if (name == "ed25519-sha256") signature.algorithm = SigningAlgorithm::ed25519_sha256;
  return name == "ed25519-sha256" || name == "rsa-sha256";
}

bool read_canonical(const TagList& tags, Signature& signature) {
  const auto parts = split_list(lower_case(tags.get("c", "simple/simple")), '/');
  const auto known = [](const std::string& text) { return text == "simple" || text == "relaxed"; };
  if (parts.size() > 2 || !std::ranges::all_of(parts, known)) return false;
  signature.header = parts[0] == "relaxed" ? Canonical::relaxed : Canonical::simple;
  const bool relaxed = parts.size() == 2 && parts[1] == "relaxed";
  signature.body = relaxed ? Canonical::relaxed : Canonical::simple;
  return true;
}

bool read_names(const TagList& tags, Signature& signature) {
  signature.domain = lower_case(tags.get("d"));
  signature.selector = lower_case(tags.get("s"));
  const std::string identity = lower_case(tags.get("i", "@" + signature.domain));
  const std::size_t at = identity.rfind('@');
  if (at == std::string::npos || !is_domain(signature.domain) || !is_domain(signature.selector))
    return false;
  signature.identity = identity.substr(at + 1);
  return signature.identity == signature.domain ||
         signature.identity.ends_with("." + signature.domain);
}

bool read_values(const TagList& tags, Signature& signature) {
  const auto hash = crypto::base64_decode(without_space(tags.get("bh")));
  const auto value = crypto::base64_decode(without_space(tags.get("b")));
  if (!hash.ok() || hash->size() != 32 || !value.ok() || value->empty()) return false;
  signature.body_digest = *hash;
  signature.value = *value;
  return true;
}

// RFC 6376 §6.1.1.
Found read_signature(const Field& field) {
  const auto tags = TagList::parse(field.whole.substr(field.whole.find(':') + 1));
  if (!tags) return unusable("tags that cannot be read");
  Signature signature;
  signature.field = field.whole;
  if (tags->get("v") != "1") return unusable("version");
  if (!read_algorithm(*tags, signature)) return unusable("algorithm");
  if (!read_canonical(*tags, signature)) return unusable("canonicalization");
  if (!read_names(*tags, signature)) return unusable("domain, selector or identity");
  if (!read_values(*tags, signature)) return unusable("hash or signature");
  if (tags->find("l") != nullptr) return unusable("signs a part of the body only");
  signature.names = split_list(tags->get("h"), ':');
  const auto is_from = [](const std::string& name) { return lower_case(name) == "from"; };
  if (std::ranges::none_of(signature.names, is_from)) return unusable("From is not signed");
  signature.expires = seconds(tags->find("x"));
  if (tags->find("x") != nullptr && !signature.expires) return unusable("expiry");
  return {std::move(signature), {}};
}

// The signature's own field with the value of b= taken out (§3.5).
std::string without_value(std::string_view field) {
  std::size_t begin = field.find(':') + 1;
  while (begin < field.size()) {
    const std::size_t end = std::min(field.find(';', begin), field.size());
    const std::string_view tag = field.substr(begin, end - begin);
    const std::size_t equals = tag.find('=');
    if (equals != std::string_view::npos && trim(tag.substr(0, equals)) == "b") {
      const std::string_view tail = end == field.size() ? "\r\n" : field.substr(end);
      return std::string(field.substr(0, begin + equals + 1)) + std::string(tail);
    }
    begin = end + 1;
  }
  return std::string(field);
}

crypto::Digest32 header_hash(const Message& message, const Signature& signature) {
  std::string hashed;
  for (const Field& field : select_fields(message.fields, signature.names))
    hashed += canonical_field(field.whole, signature.header);
  hashed += canonical_field(without_value(signature.field), signature.header);
  if (hashed.ends_with("\r\n")) hashed.resize(hashed.size() - 2);
  return crypto::sha256(as_bytes(hashed));
}

bool listed(const TagList& tags, std::string_view tag, std::string_view otherwise,
            std::initializer_list<std::string_view> wanted) {
  const auto words = split_list(lower_case(tags.get(tag, otherwise)), ':');
  return std::ranges::any_of(wanted, [&words](std::string_view word) {
    return std::ranges::find(words, word) != words.end();
  });
}

// §3.6.1: the public key of a record that fits the signature, or what is wrong.
struct KeyFound {
  Bytes key;
  std::string_view problem;
};
KeyFound read_key(std::string_view record, const Signature& signature) {
  const auto tags = TagList::parse(record);
  if (!tags) return {{}, "the key record cannot be read"};
  const std::string* version = tags->find("v");
  if (version != nullptr && (*version != "DKIM1" || tags->first() != "v"))
    return {{}, "the key record has another version"};
  const bool ed25519 = signature.algorithm == SigningAlgorithm::ed25519_sha256;
  if (lower_case(tags->get("k", "rsa")) != (ed25519 ? "ed25519" : "rsa"))
    return {{}, "the key is for another algorithm"};
  if (!listed(*tags, "h", "sha256", {"sha256"})) return {{}, "the key is for another hash"};
  if (!listed(*tags, "s", "*", {"*", "email"})) return {{}, "the key is not for mail"};
  if (listed(*tags, "t", "", {"s"}) && signature.identity != signature.domain)
    return {{}, "the key is not for subdomains"};
  const std::string* text = tags->find("p");
  if (text == nullptr) return {{}, "the key record has no key"};
  if (text->empty()) return {{}, "the key is revoked"};
  auto key = crypto::base64_decode(without_space(*text));
  if (!key.ok()) return {{}, "the key cannot be read"};
  return {*std::move(key), ""};
}

}  // namespace

std::string Signature::record_name() const {
  return selector + "._domainkey." + domain;
}

std::vector<Found> signatures_of(ByteView message) {
  std::vector<Found> found;
  for (const Field& field : split_message(message).fields) {
    if (lower_case(field.name) != "dkim-signature") continue;
    if (found.size() == kMostSignatures) break;
    found.push_back(read_signature(field));
  }
  return found;
}

Verdict verify(ByteView message, const Signature& signature, std::string_view record,
               Timestamp now) {
  const KeyFound key = read_key(record, signature);
  if (!key.problem.empty()) return {Kind::permerror, key.problem};
  if (signature.expires && *signature.expires * 1000 < now.unix_ms)
    return {Kind::fail, "the signature has expired"};
  const Message split = split_message(message);
  const crypto::Digest32 body = body_hash(split.body, signature.body);
  if (!std::ranges::equal(body, signature.body_digest)) return {Kind::fail, "the body was altered"};
  const bool good = crypto::verify_digest(signature.algorithm, key.key,
                                          header_hash(split, signature), signature.value);
  if (!good) return {Kind::fail, "the signature does not fit"};
  return {Kind::pass, ""};
}

}  // namespace nightmail::dkim
