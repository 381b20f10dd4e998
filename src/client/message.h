// SPDX-License-Identifier: Apache-2.0
//
// OpenedMessage: one message as it is in the account: the octets that came over SMTP under the
// trace headers that the server put on top, checked against the sealed summary
// (docs/formats/sealed-message.md). A value; free functions.

#ifndef NIGHTMAIL_CLIENT_MESSAGE_H_
#define NIGHTMAIL_CLIENT_MESSAGE_H_

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "client/cache_record.h"
#include "client/service.h"
#include "client/session.h"
#include "proto/mime/summary.h"

namespace nightmail::client {

inline constexpr std::size_t kMaxSealedMessage = std::size_t{256} << 20;

// The summary of a cached message; nothing if it is absent or damaged.
[[nodiscard]] std::optional<mime::Summary> read_summary(const CachedMessage& message);

// True if the mail is end-to-end encrypted and no device has opened it yet: its summary will
// change.
[[nodiscard]] bool awaits_opening(const mime::Summary& summary);

class OpenedMessage {
 public:
  // Checks length and hash of the original, where there is a summary. Errc::damaged if they are not
  // what the summary says.
  static Result<OpenedMessage> check(PlainBytes plain, std::optional<mime::Summary> summary);

  // With the trace headers.
  [[nodiscard]] ByteView raw() const { return plain_; }
  // Exactly what came over SMTP. Errc::damaged if there is no summary to tell where it begins.
  [[nodiscard]] Result<ByteView> original() const;
  // False: there was no summary to compare with.
  [[nodiscard]] bool checked() const { return summary_.has_value(); }

 private:
  OpenedMessage(PlainBytes plain, std::optional<mime::Summary> summary)
      : plain_(std::move(plain)), summary_(std::move(summary)) {}
  PlainBytes plain_;
  std::optional<mime::Summary> summary_;
};

// The sealed octets, as stored.
Result<Bytes> download_sealed(Service& service, const Session& session,
                              const CachedMessage& message);

// Opens sealed octets with the account's keys. Errc::damaged.
Result<PlainBytes> open_sealed(const Session& session, ByteView sealed);

// All of it.
Result<OpenedMessage> open_message(Service& service, const Session& session,
                                   const CachedMessage& message);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_MESSAGE_H_
