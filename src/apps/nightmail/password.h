// SPDX-License-Identifier: Apache-2.0
//
// Where a password comes from: --password-file, NIGHTMAIL_PASSWORD, or a question. Always in
// Unicode normalisation form C, so that it is the same on every keyboard (docs/formats/account.md).

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_PASSWORD_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_PASSWORD_H_

#include <string>
#include <string_view>

#include "apps/nightmail/program.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::app {

inline constexpr std::size_t kShortestPassword = 8;  // characters

// Errc::bad_input if it is not UTF-8 or empty.
[[nodiscard]] Result<SecretBytes> normalised(const SecretBytes& password);
// Errc::bad_input with a hint.
[[nodiscard]] Result<> check_new_password(const SecretBytes& password);

[[nodiscard]] Result<SecretBytes> get_password(Program& program, std::string_view question);
// At a terminal it is asked for twice.
[[nodiscard]] Result<SecretBytes> get_new_password(Program& program);

// The first line of a file; "-" is stdin. Errc::file, Errc::bad_input if it is empty.
[[nodiscard]] Result<SecretBytes> read_secret_file(const std::string& path);
// All of a file. Errc::file.
[[nodiscard]] Result<SecretBytes> read_whole_secret_file(const std::string& path);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_PASSWORD_H_
