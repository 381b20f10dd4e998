// SPDX-License-Identifier: Apache-2.0
//
// Handing messages to the server for delivery, and what may still be done about them: upload,
// EmailSubmission (RFC 8621 §7), outbox, undo. docs/protocol.md. Free functions over a Service.

#ifndef NIGHTMAIL_CLIENT_SEND_SUBMISSION_H_
#define NIGHTMAIL_CLIENT_SEND_SUBMISSION_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "client/compose/own_copy.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

struct Identity {
  std::string id;
  std::string email;
};
// The addresses that one may send from.
Result<std::vector<Identity>> get_identities(Service& service, const Session& session);

// Stores an own copy in a mailbox; the id of the Email.
Result<std::string> import_copy(Service& service, const Session& session, const OwnCopy& copy,
                                const std::string& mailbox_id,
                                const std::vector<std::string>& keywords);

using UploadProgress = std::function<void(std::size_t done, std::size_t total)>;
// A message as it is to leave; the id of the blob.
Result<std::string> upload_outgoing(Service& service, const Session& session, ByteView message,
                                    const UploadProgress& progress = {});

struct Submission {
  std::string identity_id;
  std::string from;      // the envelope's, canonical
  std::string email_id;  // of the sent copy
  std::string blob_id;   // of upload_outgoing()
  std::vector<std::string> recipients;
  // Seconds to hold it back, or a time before which it does not leave (RFC 4865).
  std::int64_t hold_seconds = 0;
  std::optional<Timestamp> hold_until;
};
// All of them, in one request. The ids. If one is refused, the others are canceled, so that nobody
// gets a mail twice when it is sent again. Errc::refused says why, in the server's words.
Result<std::vector<std::string>> submit(Service& service, const Session& session,
                                        const std::vector<Submission>& submissions);

struct OutboxEntry {
  std::string id;
  std::string email_id;
  std::vector<std::string> recipients;
  std::string send_at;  // UTCDate
  bool can_undo = false;
  std::string state;  // "waiting until ...", "on its way", the last reply of the other side
};
// What is not delivered yet. The oldest first.
Result<std::vector<OutboxEntry>> get_outbox(Service& service, const Session& session);

// Cancels all of them that are still pending. How many; Errc::refused if the server is too far.
Result<std::size_t> cancel_submissions(Service& service, const Session& session,
                                       const std::vector<std::string>& ids);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SEND_SUBMISSION_H_
