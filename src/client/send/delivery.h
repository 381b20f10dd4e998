// SPDX-License-Identifier: Apache-2.0
//
// Delivery: a written mail on its way from this device: whose keys, who would get it clear, the
// copies, the sent copy, the submissions. In two steps, so that the person can see and decide in
// between. Nothing leaves clear that was not allowed to. docs/decisions/sending.md.

#ifndef NIGHTMAIL_CLIENT_SEND_DELIVERY_H_
#define NIGHTMAIL_CLIENT_SEND_DELIVERY_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/keys/key_choice.h"
#include "client/send/send_tools.h"
#include "client/send/submission.h"
#include "client/service.h"
#include "client/session.h"
#include "proto/mime/write/mail.h"

namespace nightmail::client {

inline constexpr std::size_t kMaxRecipients = 1000;
inline constexpr std::int64_t kUndoSeconds = 10;

struct PlannedRecipient {
  mime::Address address;
  bool blind = false;
  KeyChoice key;
};

// Finds the keys of everybody, and remembers what follows. Errc::bad_input: no or too many
// recipients, or what is no address; Errc::key_stopped: a key changed or has ended, and all such
// are told.
Result<std::vector<PlannedRecipient>> plan_recipients(const SendTools& tools,
                                                      const mime::Mail& mail);

struct SendWish {
  std::string identity_id;
  bool allow_clear = false;  // the person saw who gets it clear, and agreed
  // Those without a key get a link, and read it with this password (normalisation form C).
  std::optional<SecretBytes> password;
  std::int64_t hold_seconds = kUndoSeconds;
  std::optional<Timestamp> hold_until;
  std::string sent_mailbox;  // where the sent copy goes
  UploadProgress progress;   // over all copies together
};

struct Sent {
  std::string email_id;                                   // of the sent copy
  std::size_t encrypted = 0, clear = 0, by_password = 0;  // recipients
  std::vector<std::string> links;  // that were mailed to those who need the password
};

// Errc::bad_input if somebody has no key, there is no password, and clear is not allowed;
// Errc::refused with the server's words. On an error nothing has been sent.
Result<Sent> send_mail(const SendTools& tools, const mime::Mail& mail,
                       const std::vector<PlannedRecipient>& recipients, const SendWish& wish);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SEND_DELIVERY_H_
