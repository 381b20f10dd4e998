// SPDX-License-Identifier: Apache-2.0
//
// The 24 words at a terminal: shown once, in numbered columns, and asked back for.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_PHRASE_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_PHRASE_H_

#include <string>
#include <string_view>
#include <vector>

#include "apps/nightmail/program.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::app {

[[nodiscard]] std::vector<std::string_view> split_words(std::string_view phrase);

// Numbered, in as many columns of 12 to 4 rows as fit.
[[nodiscard]] std::string phrase_columns(const std::vector<std::string_view>& words,
                                         std::size_t columns);

// Shows the phrase at a terminal and asks for two of its words; else prints it as one line.
void hand_over_phrase(Program& program, const SecretBytes& phrase);

// From a file ("-": stdin), or asked for. Errc::wrong_phrase if it can't be one.
[[nodiscard]] Result<SecretBytes> get_phrase(Program& program, const std::string& file);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_PHRASE_H_
