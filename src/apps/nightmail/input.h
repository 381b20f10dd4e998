// SPDX-License-Identifier: Apache-2.0
//
// What a person gives to a mail: text from stdin, files, addresses, a time. Free functions.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_INPUT_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_INPUT_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "proto/mime/write/mail.h"

namespace nightmail::app {

inline constexpr std::size_t kMaxInput = std::size_t{64} << 20;

// All of a file, at most `limit` octets; "-" is stdin. Errc::file, Errc::bad_input.
[[nodiscard]] Result<Bytes> read_input(const std::string& path, std::size_t limit = kMaxInput);
// The same, and it must be UTF-8.
[[nodiscard]] Result<std::string> read_text_input(const std::string& path);

// A file to attach, under its own name, typed by the end of that name.
[[nodiscard]] Result<mime::MailFile> read_attachment(const std::string& path);

// "Anna <anna@example.org>, bert@example.org", each word as it was given to an option. Errc::
// bad_input names what is no address.
[[nodiscard]] Result<std::vector<mime::Address>> parse_recipients(
    const std::vector<std::string>& words);

// "2026-11-23T16:00:00Z", "2026-11-23 16:00" (local time), "+30m", "+2h", "+1d". Errc::bad_input; a
// time that has passed or is more than 30 days away is one too.
[[nodiscard]] Result<Timestamp> parse_time(std::string_view text, Timestamp now);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_INPUT_H_
