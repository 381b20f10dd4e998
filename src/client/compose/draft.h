// SPDX-License-Identifier: Apache-2.0
//
// Drafts: a stored own copy read back as the mail that it was, so that writing goes on or it is
// sent. A free function.

#ifndef NIGHTMAIL_CLIENT_COMPOSE_DRAFT_H_
#define NIGHTMAIL_CLIENT_COMPOSE_DRAFT_H_

#include "base/bytes.h"
#include "proto/mime/write/mail.h"

namespace nightmail::client {

// Recipients (Bcc too), subject, text, HTML, files and threading; not the date and the message-id.
[[nodiscard]] mime::Mail read_draft(ByteView message);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_COMPOSE_DRAFT_H_
