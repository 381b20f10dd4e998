// SPDX-License-Identifier: Apache-2.0
//
// Reads out of RNP what it thinks of a message's signatures, and judges their keys: RNP does not
// look at revocations. Internal to pgp/open; same thread as the operation.

#ifndef NIGHTMAIL_PGP_OPEN_SIGNATURE_READER_H_
#define NIGHTMAIL_PGP_OPEN_SIGNATURE_READER_H_

#include <span>

#include "base/result.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/open/signature.h"
#include "pgp/seal/certificate.h"

namespace nightmail::pgp {

// Puts certificates into a key ring of RNP. Error: open_library.
Result<void> add_certificates(rnp_ffi_t ffi, std::span<const Certificate> certificates);

// Of an executed operation over `ffi`. Keys that belong to none of `candidates` are unknown, even
// if RNP has them.
[[nodiscard]] std::vector<Signature> read_signatures(rnp_op_verify_t op, rnp_ffi_t ffi,
                                                     std::span<const Certificate> candidates);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_SIGNATURE_READER_H_
