// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/trace.h"

namespace nightmail::smtp {
namespace {

// Extended-Domain of RFC 5321 §4.4: "helo ([192.0.2.1])".
std::string from_clause(const Envelope& envelope, std::string_view ip) {
  std::string clause = envelope.helo.empty() ? "unknown" : envelope.helo;
  if (ip.empty()) return clause;
  const bool v6 = ip.find(':') != std::string_view::npos;
  return clause.append(v6 ? " ([IPv6:" : " ([").append(ip).append("])");
}

}  // namespace

std::string make_trace(const Envelope& envelope, const TraceFacts& facts) {
  std::string out = "Return-Path: <";
  if (envelope.sender) out += envelope.sender->to_string();
  out.append(">\r\nReceived: from ").append(from_clause(envelope, facts.client_ip));
  out.append("\r\n\tby ").append(facts.by);
  out.append(" with ").append(with_protocol(envelope));
  if (!facts.id.empty()) out.append(" id ").append(facts.id);
  if (envelope.recipients.size() == 1)
    out.append("\r\n\tfor <").append(envelope.recipients.front().to_string()).append(">");
  if (!facts.tls_cipher.empty()) out.append("\r\n\ttls ").append(facts.tls_cipher);
  return out.append(";\r\n\t").append(format_rfc5322(facts.time)).append("\r\n");
}

}  // namespace nightmail::smtp
