// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong for a person at the client. The context is a full sentence for them, with what
// to do next; it may name addresses and files of their own (it goes to their terminal, never to a
// log).

#ifndef NIGHTMAIL_CLIENT_ERRORS_H_
#define NIGHTMAIL_CLIENT_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::client {

enum class Errc {
  not_logged_in,       // no session on this device
  already_logged_in,   // another session is there; log out first
  session_ended,       // the server no longer knows the session
  wrong_password,      // or no such account: nobody can tell
  wrong_phrase,        // or no such account
  too_many_attempts,   // wait and try again
  refused,             // the server said no, and why
  unreachable,         // no connection
  untrusted,           // the server's certificate is not valid
  bad_answer,          // the server's answer makes no sense: a fault, or an attempt to cheat
  damaged,             // sealed bytes that do not open
  state_lost,          // the server can't tell what changed since then (cannotCalculateChanges)
  not_found,           // no such message, mailbox, attachment, token
  bad_input,           // what the person gave can't be used
  file,                // a file can't be read or written
  no_answer_possible,  // a question, but nobody at a terminal
  key_stopped,         // a correspondent's key changed or ended: the person must decide first
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_ERRORS_H_
