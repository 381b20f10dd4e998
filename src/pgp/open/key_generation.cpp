// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/key_generation.h"

#include <array>

#include "pgp/open/errors.h"

namespace nightmail::pgp {
namespace {

constexpr std::uint32_t kRsaBits = 3072;
constexpr std::uint8_t kCertifyAndSign = 0x01 | 0x02;  // key flags, RFC 4880 §5.2.3.21

Error failed() {
  return {OpenErrc::open_library, "key generation"};
}

bool set_common(rnp_op_generate_t op, bool rsa, std::initializer_list<const char*> usages) {
  bool ok = !rsa || rnp_op_generate_set_bits(op, kRsaBits) == RNP_SUCCESS;
  for (const char* usage : usages) ok = ok && rnp_op_generate_add_usage(op, usage) == RNP_SUCCESS;
  return ok && rnp_op_generate_set_hash(op, "SHA512") == RNP_SUCCESS &&
         rnp_op_generate_set_expiration(op, 0) == RNP_SUCCESS;
}

bool set_preferences(rnp_op_generate_t op) {
  bool ok = true;
  for (const char* cipher : {"AES256", "AES192", "AES128"})
    ok = ok && rnp_op_generate_add_pref_cipher(op, cipher) == RNP_SUCCESS;
  for (const char* hash : {"SHA512", "SHA384", "SHA256"})
    ok = ok && rnp_op_generate_add_pref_hash(op, hash) == RNP_SUCCESS;
  return ok && rnp_op_generate_add_pref_compression(op, "Uncompressed") == RNP_SUCCESS;
}

RnpKey execute(rnp_op_generate_t op) {
  rnp_key_handle_t key = nullptr;
  if (rnp_op_generate_execute(op) != RNP_SUCCESS) return nullptr;
  if (rnp_op_generate_get_key(op, &key) != RNP_SUCCESS) return nullptr;
  return RnpKey(key);
}

RnpKey generate_primary(rnp_ffi_t ffi, const KeyPlan& plan) {
  rnp_op_generate_t made = nullptr;
  if (rnp_op_generate_create(&made, ffi, plan.rsa ? "RSA" : "EDDSA") != RNP_SUCCESS) return nullptr;
  const RnpGenerate op(made);
  const char* first = plan.user_ids.empty() ? "" : plan.user_ids.front().c_str();
  if (!set_common(made, plan.rsa, {"certify", "sign"}) || !set_preferences(made) ||
      rnp_op_generate_set_userid(made, first) != RNP_SUCCESS)
    return nullptr;
  return execute(made);
}

RnpKey generate_subkey(rnp_ffi_t ffi, rnp_key_handle_t primary, bool rsa) {
  rnp_op_generate_t made = nullptr;
  if (rnp_op_generate_subkey_create(&made, ffi, primary, rsa ? "RSA" : "ECDH") != RNP_SUCCESS)
    return nullptr;
  const RnpGenerate op(made);
  if (!rsa && rnp_op_generate_set_curve(made, "Curve25519") != RNP_SUCCESS) return nullptr;
  if (!set_common(made, rsa, {"encrypt"})) return nullptr;
  return execute(made);
}

}  // namespace

Result<RnpKey> generate_key(rnp_ffi_t ffi, const KeyPlan& plan) {
  RnpKey primary = generate_primary(ffi, plan);
  if (!primary) return failed();
  for (std::size_t i = 1; i < plan.user_ids.size(); ++i) {
    if (rnp_key_add_uid(primary.get(), plan.user_ids[i].c_str(), "SHA512", 0, kCertifyAndSign,
                        false) != RNP_SUCCESS)
      return failed();
  }
  if (plan.encrypts && !generate_subkey(ffi, primary.get(), plan.rsa)) return failed();
  return primary;
}

}  // namespace nightmail::pgp
