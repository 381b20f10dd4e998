// SPDX-License-Identifier: Apache-2.0
//
// What is asked of a message before it may leave: that SMTP can carry it as it is (RFC 5321 §2.3.7,
// §4.5.3.1.6; RFC 5322 §2.1), and whose it says to be. Free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_QUEUE_OUTGOING_MESSAGE_H_
#define NIGHTMAIL_SERVER_QUEUE_OUTGOING_MESSAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::queue {

// The header block of a message may have so many octets.
inline constexpr std::int64_t kMostHeaderOctets = 256 * 1024;

// Errc::bad_message: line ends other than CRLF, a NUL, a line of more than 998 octets, no CRLF at
// the end, no header block or one that is too long.
[[nodiscard]] Result<> check_form(ByteView message);

struct MessageHead {
  std::vector<std::string> authors;  // of From and Sender, canonical; each one must be the sender's
  bool utf8 = false;                 // the header block holds more than ASCII (RFC 6532)
};

// Reads the beginning of a message that passed check_form(). Errc::bad_message: not exactly one
// From and one Date field, an author that can't be read, a Bcc field (whoever sends a message takes
// that out), or more than fits.
[[nodiscard]] Result<MessageHead> read_head(ByteView beginning);

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_OUTGOING_MESSAGE_H_
