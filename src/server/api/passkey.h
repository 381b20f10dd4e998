// SPDX-License-Identifier: Apache-2.0
//
// Passkeys as the login endpoints see them: for which site they are, and whether what a browser
// says (its client data) belongs to the request at hand. W3C Web Authentication Level 2, §5.8.1,
// §7.1, §7.2. Free functions, thread-safe. Inputs are hostile.

#ifndef NIGHTMAIL_SERVER_API_PASSKEY_H_
#define NIGHTMAIL_SERVER_API_PASSKEY_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "server/api/config.h"

namespace nightmail::api {

inline constexpr std::size_t kMaxClientData = 4096;
inline constexpr std::size_t kMaxAttestation = 16 << 10;
inline constexpr std::size_t kMaxAuthenticatorData = 1024;
inline constexpr std::size_t kMaxSignature = 256;

// "https://mail.example/base" -> "https://mail.example" and "mail.example".
[[nodiscard]] std::string own_origin(const ApiConfig& config);
[[nodiscard]] std::string own_site(const ApiConfig& config);

// That the JSON is of this type ("webauthn.create", "webauthn.get"), answers this challenge, and
// was made on a page of ours. Errc::second_factor_failed.
[[nodiscard]] Result<> check_client_data(const ApiConfig& config, ByteView json,
                                         std::string_view type, ByteView challenge);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_PASSKEY_H_
