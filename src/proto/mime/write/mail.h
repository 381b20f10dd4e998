// SPDX-License-Identifier: Apache-2.0
//
// Mail: what a person wrote, and its plain form as an RFC 5322 message: header fields and body, not
// yet protected. A value; free functions. RFC 5322 §3.6, RFC 2046 (alternative, mixed), RFC 2387
// (inline images).

#ifndef NIGHTMAIL_PROTO_MIME_WRITE_MAIL_H_
#define NIGHTMAIL_PROTO_MIME_WRITE_MAIL_H_

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "proto/mime/summary.h"
#include "proto/mime/write/entity.h"
#include "proto/mime/write/field.h"

namespace nightmail::mime {

struct MailFile {
  FileEntity about;
  Bytes content;
};

struct Mail {
  Address from;
  std::vector<Address> to, cc, bcc, reply_to;
  std::string subject;
  std::string text;  // UTF-8, any line ends
  std::string html;  // empty: there is none
  std::vector<MailFile> files;
  Timestamp date;
  std::string message_id;                // as are the next two, without angle brackets
  std::vector<std::string> in_reply_to;  // usually one
  std::vector<std::string> references;   // oldest first
};

// 32 random hex digits at the domain of the sender: says nothing of device or time.
[[nodiscard]] std::string new_message_id(const Address& from, Random& random);

// From, To, Cc, (Bcc,) Reply-To, Subject, Date (in UTC: the zone says where somebody is),
// Message-ID, In-Reply-To, References. Empty ones are left out. No MIME fields.
[[nodiscard]] WrittenFields header_fields(const Mail& mail, bool with_bcc);

struct BodyOptions {
  // Puts "Subject: ..." on top of the text for readers that can't show protected fields (RFC 9788
  // §5.2.2).
  bool legacy_display = false;
};
// Text, alternative, related, mixed: as few layers as the mail needs.
[[nodiscard]] Entity mail_body(const Mail& mail, Random& random, const BodyOptions& options = {});

// The whole message, unprotected: what a draft or a sent copy holds.
[[nodiscard]] std::string plain_message(const Mail& mail, Random& random, bool with_bcc);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_WRITE_MAIL_H_
