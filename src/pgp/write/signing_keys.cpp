// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/signing_keys.h"

#include <algorithm>

#include "pgp/seal/key_ring.h"
#include "pgp/write/errors.h"

namespace nightmail::pgp {
namespace {

bool is_revoked(rnp_key_handle_t key) {
  bool revoked = false;
  return rnp_key_is_revoked(key, &revoked) != RNP_SUCCESS || revoked;
}

// Valid now, and its secret is there (it may lie elsewhere: on a card, or offline).
bool can_sign(rnp_key_handle_t key, Timestamp now) {
  bool allowed = false;
  bool secret = false;
  std::uint64_t till = 0;
  rnp_key_allows_usage(key, "sign", &allowed);
  rnp_key_have_secret(key, &secret);
  rnp_key_valid_till64(key, &till);
  return allowed && secret && !is_revoked(key) &&
         static_cast<std::uint64_t>(now.unix_ms / 1000) < till;
}

std::uint32_t created(rnp_key_handle_t key) {
  std::uint32_t seconds = 0;
  rnp_key_get_creation(key, &seconds);
  return seconds;
}

// Null if there is none. Nothing of a revoked certificate may sign.
RnpKey find_signing_key(RnpKey primary, Timestamp now) {
  if (is_revoked(primary.get())) return nullptr;
  RnpKey best;
  std::size_t count = 0;
  rnp_key_get_subkey_count(primary.get(), &count);
  for (std::size_t i = 0; i < count; ++i) {
    rnp_key_handle_t made = nullptr;
    if (rnp_key_get_subkey_at(primary.get(), i, &made) != RNP_SUCCESS) continue;
    RnpKey subkey(made);
    if (can_sign(made, now) && (!best || created(made) > created(best.get())))
      best = std::move(subkey);
  }
  if (!best && can_sign(primary.get(), now)) best = std::move(primary);
  return best;
}

}  // namespace

SigningKeys::SigningKeys(Timestamp now)
    : now_(now),
      creation_(static_cast<std::uint32_t>(now.unix_ms / 1000)),
      ffi_(make_rnp_ffi(now)) {}

void SigningKeys::judge_next(std::optional<Timestamp> ends) {
  const Timestamp later = with_clock_slack(now_);
  const Timestamp at = !ends || later < *ends ? later : now_;
  if (ffi_) rnp_set_timestamp(ffi_.get(), static_cast<std::uint64_t>(at.unix_ms / 1000));
}

Result<void> SigningKeys::add(const SecretKey& key) {
  judge_next(key.certificate().expires());
  const RnpInput input = make_rnp_input(key.bytes().expose());
  constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS;
  if (!ffi_ || !input || rnp_import_keys(ffi_.get(), input.get(), kFlags, nullptr) != RNP_SUCCESS)
    return Error(WriteErrc::write_library, "import of a key");
  rnp_key_handle_t primary = nullptr;
  rnp_locate_key(ffi_.get(), "fingerprint", key.fingerprint().c_str(), &primary);
  if (primary == nullptr) return Error(WriteErrc::write_library, "import of a key");
  RnpKey found = find_signing_key(RnpKey(primary), now_);
  if (!found) return Error(WriteErrc::cannot_sign);
  creation_ = std::max(creation_, created(found.get()));
  keys_.push_back(std::move(found));
  return {};
}

}  // namespace nightmail::pgp
