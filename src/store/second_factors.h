// SPDX-License-Identifier: Apache-2.0
//
// Second factors of accounts: what a login must show besides the password
// (docs/formats/account.md), and recovery codes for when none of it is at hand. Thread-safe; calls
// block until durable.

#ifndef NIGHTMAIL_STORE_SECOND_FACTORS_H_
#define NIGHTMAIL_STORE_SECOND_FACTORS_H_

#include <string>
#include <string_view>
#include <vector>

#include "store/types.h"

namespace nightmail::store {

enum class FactorKind : std::int8_t { totp = 1, passkey = 2 };

struct SecondFactor {
  std::string id;  // random; names it in lists
  FactorKind kind = FactorKind::totp;
  Bytes sealed_label;   // sealed by the client; may be empty
  Bytes credential_id;  // of a passkey
  Bytes secret;         // TOTP: sealed under the node's key; passkey: its public key
  // TOTP: the step of the last code; passkey: its sign count. Only grows.
  std::int64_t counter = 0;
  Timestamp created;
};

class SecondFactors {
 public:
  virtual ~SecondFactors() = default;

  virtual Result<std::vector<SecondFactor>> second_factors(AccountId account) = 0;
  virtual Result<> add_second_factor(AccountId account, const SecondFactor& factor) = 0;
  // With the last one the recovery codes go. Errc::not_found.
  virtual Result<> remove_second_factor(AccountId account, std::string_view id) = 0;
  // Errc::not_found unless `counter` is beyond what was: then the code or the signature was used
  // before.
  virtual Result<> advance_factor(AccountId account, std::string_view id, std::int64_t counter) = 0;

  // Replaces all. 32 octets each, a keyed hash.
  virtual Result<> set_recovery_codes(AccountId account, const std::vector<Bytes>& hashes) = 0;
  virtual Result<std::int64_t> recovery_codes_left(AccountId account) = 0;
  // Works once. Errc::not_found.
  virtual Result<> use_recovery_code(AccountId account, ByteView hash) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SECOND_FACTORS_H_
