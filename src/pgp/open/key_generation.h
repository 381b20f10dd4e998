// SPDX-License-Identifier: Apache-2.0
//
// Makes keys inside RNP. Internal to pgp/open; same thread as the key ring. RFC 4880 §5.2.3.

#ifndef NIGHTMAIL_PGP_OPEN_KEY_GENERATION_H_
#define NIGHTMAIL_PGP_OPEN_KEY_GENERATION_H_

#include "base/result.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/open/secret_key.h"

namespace nightmail::pgp {

// The primary key; its subkey is in the ring too. Error: open_library.
[[nodiscard]] Result<RnpKey> generate_key(rnp_ffi_t ffi, const KeyPlan& plan);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_KEY_GENERATION_H_
