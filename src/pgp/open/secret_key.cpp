// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/secret_key.h"

#include <algorithm>
#include <cstring>

#include "pgp/open/enarmor.h"
#include "pgp/open/errors.h"
#include "pgp/open/key_generation.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/seal/armor.h"
#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kMaxSecretKeySize = 256 * 1024;
constexpr std::size_t kMaxUserId = 128;  // RNP makes no longer ones

Error failed(const char* what) {
  return {OpenErrc::open_library, what};
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// "name <address>": the form of RFC 4880 §5.11. Brackets inside a name would make it ambiguous.
Result<std::string> make_user_id(std::string_view name, std::string_view address) {
  const auto bad = [](char c) { return is_control(c) || c == '<' || c == '>'; };
  if (address.find('@') == std::string_view::npos || std::ranges::any_of(address, bad) ||
      std::ranges::any_of(name, bad))
    return Error(OpenErrc::invalid_user_id);
  std::string id(name);
  if (!id.empty()) id += ' ';
  id.append("<").append(address).append(">");
  return id;
}

Result<void> check_user_id(const std::string& user_id) {
  if (user_id.size() > kMaxUserId)
    return Error(OpenErrc::invalid_user_id, "longer than 128 octets");
  if (std::ranges::any_of(user_id, is_control)) return Error(OpenErrc::invalid_user_id);
  return {};
}

Result<PlainBytes> export_key(rnp_key_handle_t primary, std::uint32_t what) {
  PlainSink sink(4096, kMaxSecretKeySize);
  const RnpOutput output = sink.output();
  if (!output || rnp_key_export(primary, output.get(), what) != RNP_SUCCESS ||
      rnp_output_finish(output.get()) != RNP_SUCCESS)
    return failed("export of a key");
  return sink.take();
}

std::vector<RnpKey> with_subkeys(RnpKey primary) {
  std::vector<RnpKey> keys;
  std::size_t count = 0;
  rnp_key_get_subkey_count(primary.get(), &count);
  keys.push_back(std::move(primary));
  for (std::size_t i = 0; i < count; ++i) {
    rnp_key_handle_t subkey = nullptr;
    if (rnp_key_get_subkey_at(keys.front().get(), i, &subkey) == RNP_SUCCESS)
      keys.emplace_back(subkey);
  }
  return keys;
}

RnpKey find_secret_primary(rnp_ffi_t ffi) {
  rnp_identifier_iterator_t iterator = nullptr;
  if (rnp_identifier_iterator_create(ffi, &iterator, "fingerprint") != RNP_SUCCESS) return nullptr;
  RnpKey found;
  const char* fingerprint = nullptr;
  while (!found && rnp_identifier_iterator_next(iterator, &fingerprint) == RNP_SUCCESS &&
         fingerprint != nullptr) {
    rnp_key_handle_t key = nullptr;
    rnp_locate_key(ffi, "fingerprint", fingerprint, &key);
    RnpKey owned(key);
    bool primary = false;
    bool secret = false;
    if (owned && rnp_key_is_primary(key, &primary) == RNP_SUCCESS && primary &&
        rnp_key_have_secret(key, &secret) == RNP_SUCCESS && secret)
      found = std::move(owned);
  }
  rnp_identifier_iterator_destroy(iterator);
  return found;
}

// True if a secret key of another version than 4 comes first.
bool has_other_version(ByteView data) {
  auto binary = dearmored(data, kMaxSecretKeySize);
  if (!binary.ok()) return false;
  const auto first = PacketReader(*binary).next();
  const bool other = first.ok() && *first && (*first)->tag == PacketTag::secret_key &&
                     !(*first)->body.empty() && (*first)->body[0] != 4;
  wipe(*binary);
  return other;
}

Result<RnpKey> import_secret(rnp_ffi_t ffi, ByteView data) {
  if (data.empty() || data.size() > kMaxSecretKeySize)
    return Error(OpenErrc::not_a_secret_key, "empty or too large");
  if (has_other_version(data))
    return Error(OpenErrc::unsupported, "only version 4 keys are supported");
  const RnpInput input = make_rnp_input(data);
  constexpr std::uint32_t kFlags =
      RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS | RNP_LOAD_SAVE_PERMISSIVE;
  if (!input || rnp_import_keys(ffi, input.get(), kFlags, nullptr) != RNP_SUCCESS)
    return Error(OpenErrc::not_a_secret_key);
  RnpKey primary = find_secret_primary(ffi);
  if (!primary) return Error(OpenErrc::not_a_secret_key);
  return primary;
}

bool is_protected(rnp_key_handle_t key) {
  bool result = false;
  return rnp_key_is_protected(key, &result) == RNP_SUCCESS && result;
}

bool has_secret(rnp_key_handle_t key) {
  bool result = false;
  return rnp_key_have_secret(key, &result) == RNP_SUCCESS && result;
}

Result<void> unprotect(const std::vector<RnpKey>& keys, const std::string& passphrase) {
  for (const RnpKey& key : keys) {
    if (!has_secret(key.get()) || !is_protected(key.get())) continue;
    if (rnp_key_unprotect(key.get(), passphrase.c_str()) != RNP_SUCCESS)
      return Error(OpenErrc::wrong_passphrase);
  }
  return {};
}

struct KeyBytes {
  SecretBytes secret;
  Certificate certificate;
};

Result<KeyBytes> read_out(rnp_key_handle_t primary, Timestamp now) {
  TRY_ASSIGN(PlainBytes secret,
             export_key(primary, RNP_KEY_EXPORT_SECRET | RNP_KEY_EXPORT_SUBKEYS));
  TRY_ASSIGN(const PlainBytes open,
             export_key(primary, RNP_KEY_EXPORT_PUBLIC | RNP_KEY_EXPORT_SUBKEYS));
  TRY_ASSIGN(Certificate certificate, Certificate::parse(open, now));
  return KeyBytes{SecretBytes(std::move(secret)), std::move(certificate)};
}

}  // namespace

Result<SecretKey> SecretKey::generate(std::string_view name, std::string_view address,
                                      Timestamp now) {
  KeyPlan plan;
  plan.user_ids.emplace_back();
  TRY_ASSIGN(plan.user_ids.front(), make_user_id(name, address));
  return generate(plan, now);
}

Result<SecretKey> SecretKey::generate(const KeyPlan& plan, Timestamp now) {
  for (const std::string& user_id : plan.user_ids) TRY(check_user_id(user_id));
  const RnpFfi ffi = make_rnp_ffi(now);
  if (!ffi) return failed("RNP");
  TRY_ASSIGN(const RnpKey primary, generate_key(ffi.get(), plan));
  TRY_ASSIGN(KeyBytes made, read_out(primary.get(), now));
  return SecretKey(std::move(made.secret), std::move(made.certificate));
}

Result<SecretKey> SecretKey::parse(ByteView data, std::string_view passphrase, Timestamp now) {
  const RnpFfi ffi = make_rnp_ffi(now);
  if (!ffi) return failed("RNP");
  TRY_ASSIGN(RnpKey primary, import_secret(ffi.get(), data));
  const std::vector<RnpKey> keys = with_subkeys(std::move(primary));
  TRY(unprotect(keys, CText(passphrase).get()));
  TRY_ASSIGN(KeyBytes read, read_out(keys.front().get(), now));
  return SecretKey(std::move(read.secret), std::move(read.certificate));
}

Result<std::string> SecretKey::export_protected(std::string_view passphrase) const {
  if (passphrase.empty()) return Error(OpenErrc::wrong_passphrase, "empty");
  const RnpFfi ffi = make_rnp_ffi({});
  if (!ffi) return failed("RNP");
  TRY_ASSIGN(RnpKey primary, import_secret(ffi.get(), bytes_.expose()));
  const std::vector<RnpKey> keys = with_subkeys(std::move(primary));
  const CText text(passphrase);
  for (const RnpKey& key : keys) {
    if (!has_secret(key.get())) continue;
    if (rnp_key_protect(key.get(), text.get().c_str(), "AES256", "CFB", "SHA256", 0) != RNP_SUCCESS)
      return failed("protection of a key");
  }
  constexpr std::uint32_t kWhat =
      RNP_KEY_EXPORT_SECRET | RNP_KEY_EXPORT_SUBKEYS | RNP_KEY_EXPORT_ARMORED;
  TRY_ASSIGN(const PlainBytes exported, export_key(keys.front().get(), kWhat));
  return to_string(exported);
}

Result<SecretBytes> SecretKey::export_unprotected() const {
  TRY_ASSIGN(PlainBytes text, enarmored(bytes_.expose(), ArmorKind::secret_key));
  return SecretBytes(std::move(text));
}

Result<Certificate> certificate_of(ByteView secret_key, Timestamp now) {
  const RnpFfi ffi = make_rnp_ffi(now);
  if (!ffi) return failed("RNP");
  TRY_ASSIGN(const RnpKey primary, import_secret(ffi.get(), secret_key));
  TRY_ASSIGN(const PlainBytes open,
             export_key(primary.get(), RNP_KEY_EXPORT_PUBLIC | RNP_KEY_EXPORT_SUBKEYS));
  return Certificate::parse(open, now);
}

Result<std::string> armored(const Certificate& certificate) {
  TRY_ASSIGN(const PlainBytes text, enarmored(certificate.bytes(), ArmorKind::certificate));
  return to_string(text);
}

}  // namespace nightmail::pgp
