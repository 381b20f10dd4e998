// SPDX-License-Identifier: Apache-2.0
//
// Writes responses: heads as text, bodies whole or streamed. For .cpp files of this room only.

#ifndef NIGHTMAIL_NET_HTTP_WRITER_IMPL_H_
#define NIGHTMAIL_NET_HTTP_WRITER_IMPL_H_

#include <string>

#include "base/clock.h"
#include "net/http.h"
#include "net/http_server.h"
#include "net/stream.h"

namespace nightmail::net {

// What the request allows of its response.
struct ResponseFrame {
  bool http11 = true;
  bool keep_alive = true;
  bool head_only = false;  // HEAD: no body
};

// "HTTP/1.1 200 OK\r\n...\r\n\r\n". Decides the framing and sets frame.keep_alive to false where
// the end of the connection is the end of the body.
[[nodiscard]] std::string response_head(const Response& response, ResponseFrame& frame,
                                        const Headers& always, Timestamp now);

// True if the connection can be used again.
[[nodiscard]] Task<bool> write_response(Stream& stream, Response response, ResponseFrame frame,
                                        const HttpServerOptions& options, Timestamp now);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_HTTP_WRITER_IMPL_H_
