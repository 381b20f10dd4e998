// SPDX-License-Identifier: Apache-2.0
//
// What a store can answer besides success.

#ifndef NIGHTMAIL_STORE_ERRORS_H_
#define NIGHTMAIL_STORE_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::store {

enum class Errc {
  not_found,          // no such account, mailbox, message, blob, session
  already_exists,     // address or account name is taken
  state_mismatch,     // ifInState did not match (RFC 8620 §5.3)
  cannot_calculate,   // changes since a state that is too old or from elsewhere (RFC 8620 §5.2)
  over_quota,         // the account's limit would be exceeded
  mailbox_has_child,  // RFC 8621 §2.5
  mailbox_has_email,  // RFC 8621 §2.5
  no_mailbox,         // a message must lie in at least one mailbox
  disk_full,          // nothing was stored; may pass when space is freed
  busy,               // the write queue is full; may pass
  closed,             // the store is shutting down
  corrupt,            // stored bytes are not what was written: stop rather than lie
  io,                 // the operating system refused to read or write: stop rather than lie
  bad_address,        // not a mail address (RFC 5321 §4.1.2, RFC 6531 §3.3)
  in_use,             // another process has the data directory open
  newer_schema,       // the data was written by a newer version of the program
  not_pending,        // a submission that can't be canceled, or removed, any more
  too_many_messages,  // the account's limit of a day would be exceeded
  too_many_new_recipients,  // as above
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_ERRORS_H_
