// SPDX-License-Identifier: Apache-2.0
//
// Reading: an opened message as its reader should see it: end-to-end protection taken off, who
// signed it and why that is believed, in words and for programs. What a mail brings along about its
// sender's key is learned on the way. A value; free functions.

#ifndef NIGHTMAIL_CLIENT_READ_READING_H_
#define NIGHTMAIL_CLIENT_READ_READING_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/cache_record.h"
#include "client/keys/peer_key.h"
#include "client/message.h"
#include "client/read/unwrap.h"
#include "client/service.h"
#include "client/session.h"
#include "proto/mime/summary.h"

namespace nightmail::client {

struct SignerNote {
  pgp::Signature signature;
  std::optional<PeerKey> key;  // the certificate that made it, if it is known
};

struct Reading {
  Unwrapped inner;
  std::string from;  // canonical; empty if there is no one sender
  std::vector<SignerNote> signers;

  [[nodiscard]] ByteView message() const { return inner.message; }
  // Nothing protects it end to end.
  [[nodiscard]] bool is_plain() const {
    return !inner.encrypted && !inner.is_signed && inner.failure.empty();
  }
};

struct ReadTools {
  Service& service;
  const Session& session;
  Random& random;
  const Clock& clock;
};

// Asks the server for the keys of the sender only if there is something to check or to learn.
// `learns`: not from what lies in the junk mailbox. Errors: what the server answers.
Result<Reading> read_message(const ReadTools& tools, const OpenedMessage& message,
                             Timestamp received, bool learns);

// What a summary says of it; nothing for plain mail.
[[nodiscard]] std::optional<mime::EndToEnd> end_to_end(const Reading& reading);

// Sentences for people, the most important first: how it was protected, who signed it, what is
// odd. Addresses in them are cleaned.
[[nodiscard]] std::vector<std::string> protection_words(const Reading& reading);

// Writes the summary of a message anew from what was inside, on the server
// (docs/formats/summary.md, "After opening"). The new summary as JSON; nothing if there was no
// need.
Result<std::optional<PlainBytes>> renew_summary(const ReadTools& tools,
                                                const CachedMessage& message,
                                                const Reading& reading);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_READ_READING_H_
