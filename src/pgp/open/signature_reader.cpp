// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/signature_reader.h"

#include <algorithm>
#include <array>

#include "pgp/open/errors.h"

namespace nightmail::pgp {
namespace {

using Status = SignatureStatus;
using RnpSignature =
    std::unique_ptr<rnp_signature_handle_st, RnpDeleter<rnp_signature_handle_destroy>>;

struct SigningKey {
  RnpKey key;      // null: RNP has no such key
  RnpKey primary;  // null: `key` is the primary itself
  std::string fingerprint;
  std::string certificate;  // the primary's fingerprint
};

bool is_primary(rnp_key_handle_t key) {
  bool primary = false;
  return rnp_key_is_primary(key, &primary) == RNP_SUCCESS && primary;
}

std::string fingerprint_of(rnp_key_handle_t key) {
  return rnp_text([&](char** out) { return rnp_key_get_fprint(key, out); });
}

RnpKey locate(rnp_ffi_t ffi, const std::string& fingerprint) {
  rnp_key_handle_t key = nullptr;
  rnp_locate_key(ffi, "fingerprint", fingerprint.c_str(), &key);
  return RnpKey(key);
}

SigningKey find_key(rnp_op_verify_signature_t signature, rnp_ffi_t ffi) {
  SigningKey found;
  rnp_key_handle_t key = nullptr;
  if (rnp_op_verify_signature_get_key(signature, &key) != RNP_SUCCESS || key == nullptr)
    return found;
  found.key.reset(key);
  found.fingerprint = fingerprint_of(key);
  found.certificate = found.fingerprint;
  if (is_primary(key)) return found;
  found.certificate = rnp_text([&](char** out) { return rnp_key_get_primary_fprint(key, out); });
  found.primary = locate(ffi, found.certificate);
  return found;
}

bool is_revoked(rnp_key_handle_t key) {
  bool revoked = false;
  return rnp_key_is_revoked(key, &revoked) != RNP_SUCCESS || revoked;
}

// RFC 9580 §5.2.3.31: retired and superseded keys made good signatures before. Any other revoked
// key may be in wrong hands, and so may the dates of what it signs.
bool is_softly_revoked(rnp_key_handle_t key) {
  bool retired = false;
  bool superseded = false;
  rnp_key_is_retired(key, &retired);
  rnp_key_is_superseded(key, &superseded);
  return retired || superseded;
}

bool allows_signing(rnp_key_handle_t key) {
  bool allowed = false;
  return rnp_key_allows_usage(key, "sign", &allowed) == RNP_SUCCESS && allowed;
}

// What the key lets a signature be that was made at `created`: good at best.
Status judge(const SigningKey& by, Timestamp created) {
  std::uint64_t till = 0;  // the primary's end and soft revocations count too
  rnp_key_valid_till64(by.key.get(), &till);
  const bool ended =
      till != UINT64_MAX && created.unix_ms >= static_cast<std::int64_t>(till) * 1000;
  for (const rnp_key_handle_t key : {by.key.get(), by.primary.get()}) {
    if (key != nullptr && is_revoked(key) && (!is_softly_revoked(key) || ended))
      return Status::revoked_key;
  }
  if (till == 0 || !allows_signing(by.key.get())) return Status::bad;
  return ended ? Status::expired_key : Status::good;
}

bool is_weak(const std::string& hash) {
  static constexpr std::array<std::string_view, 3> kWeak = {"MD5", "SHA1", "RIPEMD160"};
  return std::ranges::find(kWeak, hash) != kWeak.end();
}

Status status_of(rnp_result_t verdict, const std::string& hash, const SigningKey& by,
                 Timestamp created) {
  switch (verdict) {
    case RNP_SUCCESS:
      return judge(by, created);
    case RNP_ERROR_SIGNATURE_EXPIRED: {
      const Status key = judge(by, created);
      return key == Status::good ? Status::expired_signature : key;
    }
    case RNP_ERROR_SIGNATURE_UNKNOWN:
      return Status::unsupported;
    default:
      break;
  }
  // RNP calls what an ended key or a weak hash signed invalid, without looking further.
  if (is_weak(hash)) return Status::unsupported;
  const Status key = judge(by, created);
  return key == Status::good ? Status::bad : key;
}

Timestamp creation_of(rnp_signature_handle_t signature) {
  std::uint32_t seconds = 0;
  rnp_signature_get_creation(signature, &seconds);
  return {static_cast<std::int64_t>(seconds) * 1000};
}

std::string named_key(rnp_signature_handle_t signature) {
  std::string name =
      rnp_text([&](char** out) { return rnp_signature_get_key_fprint(signature, out); });
  if (!name.empty()) return name;
  return rnp_text([&](char** out) { return rnp_signature_get_keyid(signature, out); });
}

bool is_text(rnp_signature_handle_t signature) {
  return rnp_text([&](char** out) { return rnp_signature_get_type(signature, out); }) == "text";
}

Signature read_signature(rnp_op_verify_signature_t op, rnp_ffi_t ffi,
                         std::span<const Certificate> candidates) {
  Signature read;
  rnp_signature_handle_t made = nullptr;
  if (rnp_op_verify_signature_get_handle(op, &made) != RNP_SUCCESS) {
    read.status = Status::unsupported;
    return read;
  }
  const RnpSignature handle(made);
  read.created = creation_of(made);
  read.text = is_text(made);
  read.key = named_key(made);
  const SigningKey by = find_key(op, ffi);
  const bool known = by.key && std::ranges::any_of(candidates, [&](const Certificate& candidate) {
                       return candidate.fingerprint() == by.certificate;
                     });
  if (!known) {
    const bool unreadable = rnp_op_verify_signature_get_status(op) == RNP_ERROR_SIGNATURE_UNKNOWN;
    read.status = unreadable ? Status::unsupported : Status::unknown_key;
    return read;
  }
  read.key = by.fingerprint;
  read.certificate = by.certificate;
  const std::string hash =
      rnp_text([&](char** out) { return rnp_signature_get_hash_alg(made, out); });
  read.status = status_of(rnp_op_verify_signature_get_status(op), hash, by, read.created);
  return read;
}

}  // namespace

std::string_view status_name(SignatureStatus status) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "good",       "bad", "unknown-key", "expired-key", "revoked-key", "expired-signature",
      "unsupported"};
  return kNames[static_cast<std::size_t>(status)];
}

Result<void> add_certificates(rnp_ffi_t ffi, std::span<const Certificate> certificates) {
  constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE;
  for (const Certificate& certificate : certificates) {
    const RnpInput input = make_rnp_input(certificate.bytes());
    if (!input || rnp_import_keys(ffi, input.get(), kFlags, nullptr) != RNP_SUCCESS)
      return Error(OpenErrc::open_library, "certificate");
  }
  return {};
}

std::vector<Signature> read_signatures(rnp_op_verify_t op, rnp_ffi_t ffi,
                                       std::span<const Certificate> candidates) {
  std::vector<Signature> signatures;
  std::size_t count = 0;
  rnp_op_verify_get_signature_count(op, &count);
  for (std::size_t i = 0; i < count; ++i) {
    rnp_op_verify_signature_t signature = nullptr;
    if (rnp_op_verify_get_signature_at(op, i, &signature) == RNP_SUCCESS)
      signatures.push_back(read_signature(signature, ffi, candidates));
  }
  return signatures;
}

}  // namespace nightmail::pgp
