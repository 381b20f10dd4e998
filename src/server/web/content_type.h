// SPDX-License-Identifier: Apache-2.0
//
// The media type of a file of the web client, by the end of its name. Free function, thread-safe.

#ifndef NIGHTMAIL_SERVER_WEB_CONTENT_TYPE_H_
#define NIGHTMAIL_SERVER_WEB_CONTENT_TYPE_H_

#include <string_view>

namespace nightmail::web {

// "text/html; charset=utf-8" for "index.html"; application/octet-stream for what is not known.
[[nodiscard]] std::string_view content_type(std::string_view file_name);

}  // namespace nightmail::web

#endif  // NIGHTMAIL_SERVER_WEB_CONTENT_TYPE_H_
