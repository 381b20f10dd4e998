// SPDX-License-Identifier: Apache-2.0
//
// The arguments of MAIL and RCPT: keyword, path, ESMTP parameters (RFC 5321 §4.1.1.2, §4.1.1.3).

#ifndef NIGHTMAIL_PROTO_SMTP_PARAMS_H_
#define NIGHTMAIL_PROTO_SMTP_PARAMS_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "proto/smtp/address.h"
#include "proto/smtp/config.h"
#include "proto/smtp/envelope.h"

namespace nightmail::smtp {

struct MailArguments {
  std::optional<Mailbox> sender;
  std::optional<std::uint64_t> size;
  BodyType body = BodyType::unsaid;
  bool smtputf8 = false;
};

// "FROM:<path> [parameters]". Only parameters of extensions that `offer` names are known.
// Errors: any of Errc.
[[nodiscard]] Result<MailArguments> parse_mail_arguments(std::string_view text,
                                                         const Extensions& offer);
// "TO:<path> [parameters]". No offered extension defines a parameter here.
[[nodiscard]] Result<Mailbox> parse_rcpt_arguments(std::string_view text);

// A decimal number of 1 to 20 digits. Values beyond 64 bits become the largest one: they exceed any
// limit just as well.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_PARAMS_H_
