// SPDX-License-Identifier: Apache-2.0
//
// Asking for mailboxes and changing them (RFC 8621 §2.5). Their names are sealed before they leave.
// Free functions over a Service.

#ifndef NIGHTMAIL_CLIENT_MAILBOXES_H_
#define NIGHTMAIL_CLIENT_MAILBOXES_H_

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "client/mailbox_list.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

Result<MailboxList> get_mailboxes(Service& service, const Session& session);

// A name has 1 to 500 octets. Errc::bad_input, Errc::refused.
Result<> make_mailbox(Service& service, const Session& session, const std::string& name,
                      Random& random);
Result<> rename_mailbox(Service& service, const Session& session, const Mailbox& mailbox,
                        const std::string& name, Random& random);
// Only an empty one: the server refuses others.
Result<> remove_mailbox(Service& service, const Session& session, const Mailbox& mailbox);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_MAILBOXES_H_
