// SPDX-License-Identifier: Apache-2.0
// rooms: proto_mime
//
// Any message can be shown, every attachment it lists can be decoded, and its text is safe to
// print.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/mime/message_view.h"
#include "proto/mime/terminal_text.h"
#include "proto/mime/text.h"

namespace mime = nightmail::mime;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const nightmail::ByteView message(data, size);
  const mime::MessageView view = mime::view_message(message);
  if (!mime::is_utf8(view.text)) abort();
  const std::string safe = mime::terminal_safe(view.text);
  for (char c : safe)
    if (c >= 0 && c < 0x20 && c != '\n' && c != '\t') abort();
  for (std::size_t i = 0; i < view.attachments.size(); ++i) {
    if (view.attachments[i].name.empty()) abort();
    if (!mime::attachment_bytes(message, i).ok()) abort();
  }
  if (mime::attachment_bytes(message, view.attachments.size()).ok()) abort();
  return 0;
}
