// SPDX-License-Identifier: Apache-2.0
//
// A message as `nightmail show` prints it: the headers that matter, the text, the attachments.
// Everything in it is safe for a terminal. Free functions.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_TEXT_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "apps/nightmail/look.h"
#include "client/read/reading.h"
#include "proto/mime/message_view.h"

namespace nightmail::app {

// "812 B", "4.2 kB", "17 MB": decimal units.
[[nodiscard]] std::string readable_size(std::uint64_t octets);

// `protection`: sentences about it, for under the headers.
[[nodiscard]] std::string message_text(const std::string& id, const mime::MessageView& view,
                                       const std::vector<std::string>& protection,
                                       const Look& look);

// One JSON object and a line end: id, headers, text, attachments, encrypted, protected, failure,
// signatures (status, key, fingerprint, created, trust, source), protection (the sentences).
[[nodiscard]] std::string message_json(const std::string& id, const mime::MessageView& view,
                                       const client::Reading& reading,
                                       const std::vector<std::string>& protection);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_TEXT_H_
