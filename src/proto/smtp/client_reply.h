// SPDX-License-Identifier: Apache-2.0
//
// ReplyReader: cuts a server's replies (RFC 5321 §4.2) out of what was received, in bounded memory.
// Owned by the client session; one thread at a time. SECURITY: the server is a stranger. Text is
// kept up to kMaxReplyText, control characters become '?', and what is no reply ends the session.

#ifndef NIGHTMAIL_PROTO_SMTP_CLIENT_REPLY_H_
#define NIGHTMAIL_PROTO_SMTP_CLIENT_REPLY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "proto/smtp/reply.h"

namespace nightmail::smtp {

inline constexpr std::size_t kMaxReplyText = 8 * 1024;
inline constexpr std::size_t kMaxReplyLines = 512;

class ReplyReader {
 public:
  // Takes bytes off the front of `input` up to the end of one reply. None: more input is needed, or
  // broken().
  [[nodiscard]] std::optional<Reply> take(ByteView& input);
  // The peer does not speak SMTP, or without end.
  [[nodiscard]] bool broken() const { return broken_; }
  // A reply has begun and not ended.
  [[nodiscard]] bool within() const { return lines_ > 0 || !line_.empty(); }

 private:
  [[nodiscard]] bool accept_line();  // true: it was the last of its reply
  void keep_text(std::string_view text);

  std::string line_;
  Reply reply_;
  std::size_t lines_ = 0;
  bool broken_ = false;
};

// "5.1.1 No such user" -> {5,1,1}; class 0 if the text does not begin with one (RFC 2034).
[[nodiscard]] EnhancedStatus leading_status(std::string_view text);

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_CLIENT_REPLY_H_
