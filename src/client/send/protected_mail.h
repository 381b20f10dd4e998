// SPDX-License-Identifier: Apache-2.0
//
// Password-protected mail: what people without keys are to read lies sealed on the server, and a
// mail with the link goes to them (docs/formats/protected-message.md). Free functions.

#ifndef NIGHTMAIL_CLIENT_SEND_PROTECTED_MAIL_H_
#define NIGHTMAIL_CLIENT_SEND_PROTECTED_MAIL_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "client/protected_message.h"
#include "client/send/send_tools.h"
#include "proto/mime/write/mail.h"

namespace nightmail::client {

// Seals the mail (without Bcc) under the password and leaves it on the server. `password` is UTF-8
// in normalisation form C. Errc::bad_input (too large), Errc::refused.
Result<ProtectedLink> leave_protected(const SendTools& tools, const mime::Mail& mail,
                                      const std::vector<mime::Address>& readers,
                                      const SecretBytes& password);

// The mail that brings the link: it says who wrote, and nothing of what.
[[nodiscard]] mime::Mail link_mail(const SendTools& tools, const mime::Mail& mail,
                                   const std::vector<mime::Address>& readers,
                                   const ProtectedLink& link);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SEND_PROTECTED_MAIL_H_
