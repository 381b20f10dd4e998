// SPDX-License-Identifier: Apache-2.0
//
// Inline PGP: an armored block in the text of a message, as old programs send it. Only what is
// inside the block is kept as text: what stands around it is not protected and could be anybody's.
// RFC 4880 §6.2, §7. Free functions.

#ifndef NIGHTMAIL_CLIENT_READ_INLINE_PGP_H_
#define NIGHTMAIL_CLIENT_READ_INLINE_PGP_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/secret.h"

namespace nightmail::client {

struct InlineBlock {
  std::string armored;
  bool encrypted = false;  // else cleartext-signed
  bool has_more = false;   // there is text around it
};

// The first block in the readable text; nothing if there is none.
[[nodiscard]] std::optional<InlineBlock> find_inline(std::string_view message);

// Opens an attachment that is an encrypted file of its own; nothing if it is none.
using OpenFile = std::function<std::optional<PlainBytes>(ByteView file)>;

// The message with `text` as its text, and its attachments, those that open opened.
[[nodiscard]] PlainBytes with_inline_text(std::string_view message, std::string_view text,
                                          const OpenFile& open_file);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_READ_INLINE_PGP_H_
