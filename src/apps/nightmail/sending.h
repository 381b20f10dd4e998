// SPDX-License-Identifier: Apache-2.0
//
// What send, reply, forward and drafts share: options, composing, consent, sending. Nothing leaves
// clear before the person saw who gets it clear. Free functions.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SENDING_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SENDING_H_

#include <memory>
#include <string>
#include <vector>

#include "apps/nightmail/program.h"
#include "base/result.h"
#include "proto/mime/write/mail.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}  // namespace CLI

namespace nightmail::app {

struct SendOptions {
  std::vector<std::string> to, cc, bcc;
  std::string subject;
  std::vector<std::string> attachments;
  std::string html;  // a file
  std::string from;
  std::string at;
  bool allow_clear = false;
  bool password = false;              // for those without a key; asked for
  std::string message_password_file;  // the same, read from a file
  bool draft = false;                 // keep it among the drafts instead
};

// --to, --cc, --bcc, --subject, --attach, --html, --from, --at, --allow-clear, --password,
// --message-password-file, --draft
void add_send_options(CLI::App& command, SendOptions& options);

// The text of a mail from stdin. At a terminal it says how to end it.
[[nodiscard]] Result<std::string> read_body(Program& program);

// Adds what the options say to a mail that may hold something already (a reply, a draft).
Result<> apply_options(const SendOptions& options, mime::Mail& mail);

// Sends it, or keeps it as a draft. `replaces`: a draft that this one takes the place of.
Result<> deliver(Program& program, Connected& connected, mime::Mail mail,
                 const SendOptions& options, const std::string& replaces = {});

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SENDING_H_
