// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/revoke.h"

#include "pgp/open/rnp_secret.h"
#include "pgp/seal/key_ring.h"
#include "pgp/write/errors.h"

namespace nightmail::pgp {
namespace {

Error failed() {
  return {WriteErrc::write_library, "revocation"};
}

}  // namespace

Result<Certificate> revoke(const SecretKey& key, Timestamp now) {
  const RnpFfi ffi = make_rnp_ffi(with_clock_slack(now));
  const RnpInput input = make_rnp_input(key.bytes().expose());
  constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS;
  if (!ffi || !input || rnp_import_keys(ffi.get(), input.get(), kFlags, nullptr) != RNP_SUCCESS)
    return failed();
  rnp_set_timestamp(ffi.get(), static_cast<std::uint64_t>(now.unix_ms / 1000));
  rnp_key_handle_t located = nullptr;
  rnp_locate_key(ffi.get(), "fingerprint", key.fingerprint().c_str(), &located);
  const RnpKey primary(located);
  if (!primary || rnp_key_revoke(located, 0, "SHA512", "no", nullptr) != RNP_SUCCESS)
    return failed();
  PlainSink sink(2 * kMaxCertificateSize, 2 * kMaxCertificateSize);
  const RnpOutput output = sink.output();
  if (!output ||
      rnp_key_export(located, output.get(), RNP_KEY_EXPORT_PUBLIC | RNP_KEY_EXPORT_SUBKEYS) !=
          RNP_SUCCESS ||
      rnp_output_finish(output.get()) != RNP_SUCCESS)
    return failed();
  const PlainBytes binary = sink.take();
  return Certificate::parse(binary, now);
}

}  // namespace nightmail::pgp
