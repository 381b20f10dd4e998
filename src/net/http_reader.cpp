// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "net/errors.h"
#include "net/http_reader_impl.h"

namespace nightmail::net {

namespace beast_http = boost::beast::http;

namespace {

constexpr std::size_t kReadSize = 16 * 1024;
// Heads, chunk headers and trailers must fit here; the parser never needs more to make a step.
constexpr std::size_t kLookAhead = 64 * 1024;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// The absolute-form of RFC 9112 §3.2.2 is taken like the origin-form; the authority does not
// matter.
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t path = target.find('/', scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

MaybeFailure failure(unsigned status, std::string_view text) {
  return HttpFailure{status, text};
}

}  // namespace

RequestReader::RequestReader(Stream& stream, const HttpServerOptions& options, Bytes& buffered)
    : stream_(stream), options_(options), buffered_(buffered) {
  parser_.header_limit(static_cast<std::uint32_t>(options.head_limit));
  parser_.body_limit(boost::none);  // set once the handler has seen the head
}

RequestReader::Fed RequestReader::feed() {
  if (buffered_.empty()) return Fed::need_more;
  parse_error_ = {};
  const std::size_t used =
      parser_.put(boost::asio::const_buffer(buffered_.data(), buffered_.size()), parse_error_);
  buffered_.erase(buffered_.begin(), buffered_.begin() + static_cast<std::ptrdiff_t>(used));
  if (parse_error_ == beast_http::error::need_more) return Fed::need_more;
  return parse_error_ ? Fed::failed : Fed::progress;
}

MaybeFailure RequestReader::parse_failure() const {
  if (parse_error_ == beast_http::error::header_limit) return failure(431, "the head is too large");
  if (parse_error_ == beast_http::error::body_limit) return failure(413, "the body is too large");
  return failure(400, "not a well-formed HTTP/1.1 request");
}

Task<MaybeFailure> RequestReader::fill(Deadline deadline) {
  const std::size_t before = buffered_.size();
  if (before >= kLookAhead) co_return failure(400, "not a well-formed HTTP/1.1 request");
  buffered_.resize(before + kReadSize);
  const auto got = co_await stream_.read_some(MutableByteView(buffered_).subspan(before), deadline);
  buffered_.resize(before + (got.ok() ? *got : 0));
  if (got.ok() && *got > 0) {
    received_ += *got;
    co_return std::nullopt;
  }
  if (!got.ok() && got.error().is(Errc::timeout)) {
    co_return failure(408, "the request came too slowly");
  }
  co_return HttpFailure{};
}

Task<MaybeFailure> RequestReader::read_head() {
  const Deadline deadline = Deadline::in(options_.head_time);
  while (!parser_.is_header_done()) {
    const Fed fed = feed();
    if (fed == Fed::failed) co_return parse_failure();
    if (fed == Fed::progress) continue;
    if (buffered_.size() >= options_.head_limit) co_return failure(431, "the head is too large");
    const MaybeFailure failed = co_await fill(deadline);
    if (failed) co_return failed;
  }
  co_return check_head();
}

// What would let two programs disagree on where a request ends is refused (RFC 9112 §6.1, §11.2);
// Beast refuses Content-Length beside Transfer-Encoding.
MaybeFailure RequestReader::check_framing() const {
  const auto& message = parser_.get();
  if (message.count(beast_http::field::transfer_encoding) > 0) {
    const bool only_chunked =
        message.count(beast_http::field::transfer_encoding) == 1 &&
        same_name(view(message[beast_http::field::transfer_encoding]), "chunked");
    if (!only_chunked) return failure(501, "this transfer encoding is not supported");
    if (!http11()) return failure(400, "HTTP/1.0 has no transfer encodings");
  }
  if (http11() && message.count(beast_http::field::host) != 1) {
    return failure(400, "exactly one Host is needed");
  }
  const auto expect = view(message[beast_http::field::expect]);
  if (!expect.empty() && !same_name(expect, "100-continue")) {
    return failure(417, "only 100-continue can be expected");
  }
  return std::nullopt;
}

MaybeFailure RequestReader::check_head() {
  const auto& message = parser_.get();
  if (message.version() != 11 && message.version() != 10) {
    return failure(400, "only HTTP/1.1 and HTTP/1.0 are spoken here");
  }
  const MaybeFailure framing = check_framing();
  if (framing) return framing;
  auto target = parse_target(origin_form(view(message.target())));
  if (!target) return failure(400, "the target of the request cannot be read");
  head_.target = *std::move(target);
  head_.method = method_from(view(message.method_string()));
  for (const auto& field : message) {
    head_.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
  }
  head_.peer = stream_.peer().address;
  head_.tls = stream_.tls().has_value();
  return std::nullopt;
}

// RFC 9110 §10.1.1.
Task<MaybeFailure> RequestReader::send_continue() {
  if (!http11() || !head_.headers.has("Expect") || !buffered_.empty()) co_return std::nullopt;
  const auto sent = co_await stream_.write_all(as_bytes("HTTP/1.1 100 Continue\r\n\r\n"),
                                               Deadline::in(options_.write_time));
  if (!sent.ok()) co_return HttpFailure{};
  co_return std::nullopt;
}

Task<MaybeFailure> RequestReader::read_body(std::size_t limit, BudgetHold& hold) {
  if (parser_.is_done()) co_return std::nullopt;
  const auto length = parser_.content_length();
  if (length && *length > limit) co_return failure(413, "the body is too large");
  parser_.body_limit(limit);
  parser_.eager(true);
  const MaybeFailure not_continued = co_await send_continue();
  if (not_continued) co_return not_continued;
  const auto begin = std::chrono::steady_clock::now() + options_.progress_time;
  received_ = 0;
  while (!parser_.is_done()) {
    const Fed fed = feed();
    if (fed == Fed::failed) co_return parse_failure();
    if (!hold.grow_to(parser_.get().body().capacity())) {
      co_return failure(503, "too much is being sent at the moment; try again soon");
    }
    if (fed == Fed::progress) continue;
    const std::chrono::seconds earned(received_ / options_.body_bytes_per_second);
    const Deadline deadline =
        earlier(Deadline::in(options_.progress_time), Deadline{begin + earned});
    const MaybeFailure failed = co_await fill(deadline);
    if (failed) co_return failed;
  }
  co_return std::nullopt;
}

}  // namespace nightmail::net
