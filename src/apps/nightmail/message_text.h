// SPDX-License-Identifier: Apache-2.0
//
// A message as `nightmail show` prints it: the headers that matter, the text, the attachments.
// Everything in it is safe for a terminal. Free functions.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_TEXT_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_TEXT_H_

#include <cstdint>
#include <string>

#include "apps/nightmail/look.h"
#include "proto/mime/message_view.h"

namespace nightmail::app {

// "812 B", "4.2 kB", "17 MB": decimal units.
[[nodiscard]] std::string readable_size(std::uint64_t octets);

[[nodiscard]] std::string message_text(const std::string& id, const mime::MessageView& view,
                                       const Look& look);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_TEXT_H_
