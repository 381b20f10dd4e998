// SPDX-License-Identifier: Apache-2.0
// rooms: proto_smtp base
//
// Addresses and the arguments of MAIL and RCPT: whatever is read prints and reads back as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "proto/smtp/params.h"
#include "proto/smtp/text.h"

namespace {

using namespace nightmail;
using namespace nightmail::smtp;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Mailbox& mailbox) {
  const std::string text = mailbox.to_string();
  require(text.find('\r') == std::string::npos && text.find('\n') == std::string::npos);
  require(is_utf8(text));
  if (mailbox.domain.empty()) return;
  // Printing adds at most quotes and backslashes, so only the length may stand in the way.
  const auto again = parse_mailbox(text);
  require(text.size() > kMaxMailbox || (again.ok() && *again == mailbox));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  if (const auto mailbox = parse_mailbox(text); mailbox.ok()) check(*mailbox);
  if (const auto path = parse_reverse_path(text); path.ok() && path->mailbox) check(*path->mailbox);
  if (const auto path = parse_forward_path(text); path.ok()) check(*path->mailbox);
  if (const auto mail = parse_mail_arguments(text, {}); mail.ok() && mail->sender)
    check(*mail->sender);
  if (const auto rcpt = parse_rcpt_arguments(text); rcpt.ok()) check(*rcpt);
  return 0;
}
