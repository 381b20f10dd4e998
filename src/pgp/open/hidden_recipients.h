// SPDX-License-Identifier: Apache-2.0
//
// Messages that do not say for whom they are: their session key packets name key id 0. RNP 0.16
// opens none of them, so these name keys to it. Value functions. RFC 4880 §5.1.

#ifndef NIGHTMAIL_PGP_OPEN_HIDDEN_RECIPIENTS_H_
#define NIGHTMAIL_PGP_OPEN_HIDDEN_RECIPIENTS_H_

#include <array>
#include <vector>

#include "base/bytes.h"
#include "pgp/open/rnp_secret.h"

namespace nightmail::pgp {

using KeyId = std::array<std::uint8_t, 8>;

// Where in `message` (binary) hidden key ids begin, at most kMaxHidden of them.
inline constexpr std::size_t kMaxHidden = 32;
[[nodiscard]] std::vector<std::size_t> hidden_key_ids(ByteView message);

// `message` with `id` at these places.
[[nodiscard]] Bytes with_key_id(ByteView message, const std::vector<std::size_t>& places,
                                const KeyId& id);

// The ids of the secret keys in `ffi` that can decrypt.
[[nodiscard]] std::vector<KeyId> decryption_key_ids(rnp_ffi_t ffi);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_HIDDEN_RECIPIENTS_H_
