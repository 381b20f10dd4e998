// SPDX-License-Identifier: Apache-2.0
//
// MessageView: an opened message as a person reads it: headers, readable text, attachments. A value
// that holds copies; nothing remote is ever fetched and no script or style is looked at.
// Any thread. RFC 2045-2049, RFC 2183, RFC 3676 (format=flowed).
//
// The text is valid UTF-8 but may hold anything else that a sender wrote. Before it goes to a
// terminal it passes through proto/mime/terminal_text.h.

#ifndef NIGHTMAIL_PROTO_MIME_MESSAGE_VIEW_H_
#define NIGHTMAIL_PROTO_MIME_MESSAGE_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::mime {

struct DisplayHeader {
  std::string name;   // as the sender wrote it: "Subject"
  std::string value;  // decoded, on one line
};

struct ViewAttachment {
  std::string name;        // safe as a file name: no path, no control characters; never empty
  std::string type;        // "image/png"
  std::uint64_t size = 0;  // as in Summary: close, not exact
  std::string content_id;  // without angle brackets; may be empty
  bool is_inline = false;  // shown inside the text by its sender
};

struct MessageView {
  std::vector<DisplayHeader> headers;  // all fields of the message, in order
  std::string text;                    // lines end with \n
  bool text_is_from_html = false;
  std::vector<ViewAttachment> attachments;  // the same ones, in the same order, as the Summary
  bool truncated = false;                   // a limit cut something off

  // The first field of this name (any case), or an empty string.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct ViewLimits {
  std::size_t parts = 1000;
  std::size_t depth = 50;           // nesting of multiparts
  std::size_t nested_messages = 5;  // message/rfc822 inside message/rfc822
  std::size_t header_fields = 1000;
  std::size_t header_octets = 512 * 1024;
  std::size_t field_octets = 64 * 1024;
  std::size_t text_octets = 4 * 1024 * 1024;  // of readable text, all parts together
};

// Never fails: a message that can't be understood is shown as plain text.
[[nodiscard]] MessageView view_message(ByteView message, const ViewLimits& limits = {});

// The decoded content of attachments[index]; for an attached message its bytes as they are.
// Error: mime.no_such_attachment.
[[nodiscard]] Result<PlainBytes> attachment_bytes(ByteView message, std::size_t index,
                                                  const ViewLimits& limits = {});

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_MESSAGE_VIEW_H_
