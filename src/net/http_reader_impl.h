// SPDX-License-Identifier: Apache-2.0
//
// RequestReader: reads one request from a stream with Beast's parser. For .cpp files of this room
// only (it includes Beast).

#ifndef NIGHTMAIL_NET_HTTP_READER_IMPL_H_
#define NIGHTMAIL_NET_HTTP_READER_IMPL_H_

#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string_view>

#include "net/http.h"
#include "net/http_body_impl.h"
#include "net/http_server.h"
#include "net/stream.h"

namespace nightmail::net {

// Why a request could not be read. Status 0: close without a word.
struct HttpFailure {
  unsigned status = 0;
  std::string_view text;
};
using MaybeFailure = std::optional<HttpFailure>;

class RequestReader {
 public:
  // `buffered` holds what was read beyond the previous request, and takes what is read beyond this.
  RequestReader(Stream& stream, const HttpServerOptions& options, Bytes& buffered);

  [[nodiscard]] Task<MaybeFailure> read_head();
  [[nodiscard]] Task<MaybeFailure> read_body(std::size_t limit, BudgetHold& hold);

  [[nodiscard]] RequestHead& head() { return head_; }
  [[nodiscard]] Bytes take_body() { return std::move(parser_.get().body()); }
  [[nodiscard]] bool keep_alive() const { return parser_.keep_alive(); }
  [[nodiscard]] bool http11() const { return parser_.get().version() == 11; }
  // The client has a body that it has sent or will send, and that was not read.
  [[nodiscard]] bool body_pending() const { return !parser_.is_done(); }

 private:
  enum class Fed : std::uint8_t { progress, need_more, failed };
  Fed feed();
  [[nodiscard]] MaybeFailure parse_failure() const;
  [[nodiscard]] MaybeFailure check_framing() const;
  [[nodiscard]] MaybeFailure check_head();
  [[nodiscard]] Task<MaybeFailure> send_continue();
  [[nodiscard]] Task<MaybeFailure> fill(Deadline deadline);

  Stream& stream_;
  const HttpServerOptions& options_;
  Bytes& buffered_;
  boost::beast::http::request_parser<GrowingBody> parser_;
  boost::beast::error_code parse_error_;
  RequestHead head_;
  std::size_t received_ = 0;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_HTTP_READER_IMPL_H_
