// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/envelope.h"

namespace nightmail::smtp {

std::string_view with_protocol(const Envelope& envelope) {
  if (envelope.lmtp) {
    if (envelope.smtputf8) return envelope.tls ? "UTF8LMTPS" : "UTF8LMTP";
    return envelope.tls ? "LMTPS" : "LMTP";
  }
  if (envelope.smtputf8) return envelope.tls ? "UTF8SMTPS" : "UTF8SMTP";
  // TLS was negotiated by an ESMTP command, even if HELO came after it.
  if (envelope.tls) return "ESMTPS";
  return envelope.esmtp ? "ESMTP" : "SMTP";
}

}  // namespace nightmail::smtp
