// SPDX-License-Identifier: Apache-2.0
//
// The account secret: 32 random bytes made on the device, from which every key of the account
// comes. It is stored on the server twice, sealed under the password (OPAQUE's export key) and
// under the recovery phrase. docs/formats/account.md gives each byte; testdata/account/ has
// vectors. Only devices ever hold the secret. Free functions, thread-safe.

#ifndef NIGHTMAIL_CRYPTO_ACCOUNT_SECRET_H_
#define NIGHTMAIL_CRYPTO_ACCOUNT_SECRET_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/hash.h"

namespace nightmail::crypto {

inline constexpr std::uint8_t kSealedVersion = 0x01;
inline constexpr std::size_t kSealedOverhead = 1 + 24 + 16;
inline constexpr std::size_t kWrappedSecretSize = 32 + kSealedOverhead;

// What a key is for. Each has its own key, and its name is bound into everything sealed under it.
enum class Purpose {
  openpgp_secret_key,
  mailbox_name,
  contact,
  settings,
  local_cache,
};

// The name that goes into key derivation and associated data: "mailbox names", ...
[[nodiscard]] std::string_view purpose_name(Purpose purpose);

[[nodiscard]] SecretKey32 new_account_secret(Random& random);

// 73 bytes. Unwrapping: Errc::bad_length, Errc::unknown_version, Errc::open_failed.
[[nodiscard]] Bytes wrap_for_password(const SecretKey32& account_secret,
                                      const SecretKey64& export_key, Random& random);
[[nodiscard]] Result<SecretKey32> unwrap_by_password(ByteView wrapped,
                                                     const SecretKey64& export_key);
// `phrase` is the entropy of a recovery phrase (recovery_phrase.h).
[[nodiscard]] Bytes wrap_for_phrase(const SecretKey32& account_secret, const SecretKey32& phrase,
                                    Random& random);
[[nodiscard]] Result<SecretKey32> unwrap_by_phrase(ByteView wrapped, const SecretKey32& phrase);

// The key of one purpose.
[[nodiscard]] SecretKey32 derive_subkey(const SecretKey32& account_secret, Purpose purpose);

// Seals one value under the purpose's key. `id` says which value it is (a mailbox id, a contact id;
// empty where there is one only), so that the server cannot pass one off as another: it is not
// stored inside, and opening needs the same again. The size grows by 41 bytes; padding is the
// caller's.
[[nodiscard]] Bytes seal_field(const SecretKey32& account_secret, Purpose purpose, ByteView id,
                               ByteView plaintext, Random& random);
// Errc::bad_length, Errc::unknown_version, Errc::open_failed.
[[nodiscard]] Result<PlainBytes> open_field(const SecretKey32& account_secret, Purpose purpose,
                                            ByteView id, ByteView sealed);

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_ACCOUNT_SECRET_H_
