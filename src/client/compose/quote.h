// SPDX-License-Identifier: Apache-2.0
//
// Answers and forwards: what a new mail takes over from an old one. The old one is as it was
// opened, so its subject and text may come from inside the encryption; the new one is a mail like
// any other and says who will get it clear. Free functions. RFC 5322 §3.6.4 (References).

#ifndef NIGHTMAIL_CLIENT_COMPOSE_QUOTE_H_
#define NIGHTMAIL_CLIENT_COMPOSE_QUOTE_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "proto/mime/message_view.h"
#include "proto/mime/summary.h"
#include "proto/mime/write/mail.h"

namespace nightmail::client {

inline constexpr std::size_t kMaxQuote = 64 * 1024;  // octets of quoted text; the rest is cut off

// True for an address of one's own.
using IsOwn = std::function<bool(std::string_view address)>;

struct Original {
  mime::Summary summary;
  mime::MessageView view;
};
// Of an opened message.
[[nodiscard]] Original read_original(ByteView message);

// Recipients, subject, threading and the quoted text. To the sender (Reply-To); with `all` also to
// the other recipients, without one's own addresses. An answer to one's own mail goes to its
// recipients again.
[[nodiscard]] mime::Mail reply_to(const Original& original, bool all, const IsOwn& is_own);

// Subject, the text under a heading, and all attachments. No recipients.
[[nodiscard]] mime::Mail forward(const Original& original, ByteView message);

// "> " before each line; lines that are quotes already get ">" alone.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_COMPOSE_QUOTE_H_
