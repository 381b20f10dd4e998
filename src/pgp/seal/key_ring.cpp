// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/key_ring.h"

#include "pgp/seal/errors.h"

namespace nightmail::pgp {
namespace {

Error library_error() {
  return {SealErrc::library, "RNP"};
}

// The only primary key of the ring. rnp_import_keys was given one certificate.
RnpKey find_primary(rnp_ffi_t ffi) {
  rnp_identifier_iterator_t iterator = nullptr;
  if (rnp_identifier_iterator_create(ffi, &iterator, "fingerprint") != RNP_SUCCESS) return nullptr;
  RnpKey primary;
  const char* fingerprint = nullptr;
  while (!primary && rnp_identifier_iterator_next(iterator, &fingerprint) == RNP_SUCCESS &&
         fingerprint != nullptr) {
    rnp_key_handle_t key = nullptr;
    rnp_locate_key(ffi, "fingerprint", fingerprint, &key);
    RnpKey owned(key);
    bool is_primary = false;
    if (owned && rnp_key_is_primary(key, &is_primary) == RNP_SUCCESS && is_primary)
      primary = std::move(owned);
  }
  rnp_identifier_iterator_destroy(iterator);
  return primary;
}

std::vector<RnpKey> subkeys_of(rnp_key_handle_t primary) {
  std::vector<RnpKey> subkeys;
  std::size_t count = 0;
  rnp_key_get_subkey_count(primary, &count);
  for (std::size_t i = 0; i < count; ++i) {
    rnp_key_handle_t subkey = nullptr;
    if (rnp_key_get_subkey_at(primary, i, &subkey) == RNP_SUCCESS) subkeys.emplace_back(subkey);
  }
  return subkeys;
}

}  // namespace

Result<KeyRing> load_key_ring(ByteView certificate, Timestamp now) {
  KeyRing ring;
  ring.ffi = make_rnp_ffi(now);
  const RnpInput input = make_rnp_input(certificate);
  if (!ring.ffi || !input) return library_error();
  constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE;
  if (rnp_import_keys(ring.ffi.get(), input.get(), kFlags, nullptr) != RNP_SUCCESS)
    return Error(SealErrc::not_a_certificate, "RNP cannot read it");
  ring.primary = find_primary(ring.ffi.get());
  if (!ring.primary) return Error(SealErrc::not_a_certificate, "no usable primary key");
  ring.subkeys = subkeys_of(ring.primary.get());
  return ring;
}

}  // namespace nightmail::pgp
