// SPDX-License-Identifier: Apache-2.0
//
// SigningKeys: a key ring of RNP and those keys in it that sign. Internal to pgp/write; belongs to
// one thread at a time. RFC 4880 §5.2.3.21.

#ifndef NIGHTMAIL_PGP_WRITE_SIGNING_KEYS_H_
#define NIGHTMAIL_PGP_WRITE_SIGNING_KEYS_H_

#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/rnp_handles.h"

namespace nightmail::pgp {

// SHA-512 whatever a recipient prefers: RFC 9580 §9.5 makes everybody know it.
inline constexpr const char* kSignatureHash = "SHA512";

class SigningKeys {
 public:
  explicit SigningKeys(Timestamp now);

  // Adds the newest valid key of `key` that may sign: a subkey, else the primary. Errors:
  // cannot_sign, write_library.
  Result<void> add(const SecretKey& key);

  [[nodiscard]] rnp_ffi_t ffi() const { return ffi_.get(); }  // null: no memory
  [[nodiscard]] const std::vector<RnpKey>& keys() const { return keys_; }
  // Of the signatures, in seconds: now, or when the youngest of the keys was made if that is later
  // (clocks differ, and no signature may be older than its key).
  [[nodiscard]] std::uint32_t creation() const { return creation_; }

  // What is imported next is judged a day ahead, as certificates are read (pgp/seal/key_ring.h),
  // unless it ends before that.
  void judge_next(std::optional<Timestamp> ends);

 private:
  Timestamp now_;
  std::uint32_t creation_;
  RnpFfi ffi_;
  std::vector<RnpKey> keys_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_WRITE_SIGNING_KEYS_H_
