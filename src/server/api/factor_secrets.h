// SPDX-License-Identifier: Apache-2.0
//
// What the server keeps of second factors that is secret: TOTP secrets, sealed under a key of the
// node, and recovery codes, as keyed hashes. The key lies in a file beside the database, so that a
// copy of the database alone gives neither. docs/formats/account.md. Free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_API_FACTOR_SECRETS_H_
#define NIGHTMAIL_SERVER_API_FACTOR_SECRETS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/types.h"

namespace nightmail::api {

// Bound to account and factor: a row moved elsewhere does not open.
[[nodiscard]] Bytes seal_totp_secret(const SecretKey32& node_key, store::AccountId account,
                                     std::string_view factor_id, ByteView secret, Random& random);
[[nodiscard]] Result<PlainBytes> open_totp_secret(const SecretKey32& node_key,
                                                  store::AccountId account,
                                                  std::string_view factor_id, ByteView sealed);

// Ten codes such as "k7mq2-x3fvd" (50 random bits each), for their owner to write down.
[[nodiscard]] std::vector<std::string> new_recovery_codes(Random& random);
// Of a code as someone typed it: case, spaces and hyphens do not count.
[[nodiscard]] Bytes recovery_code_hash(const SecretKey32& node_key, store::AccountId account,
                                       std::string_view code);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_FACTOR_SECRETS_H_
