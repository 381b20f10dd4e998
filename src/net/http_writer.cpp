// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <ctime>

#include "net/errors.h"
#include "net/http_writer_impl.h"

namespace nightmail::net {

namespace {

// A body up to this size goes out in one piece with its head.
constexpr std::size_t kJoinLimit = 16 * 1024;

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string http_date(Timestamp now) {
  const std::time_t seconds = now.unix_ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 40> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %T GMT", &utc);
  return std::string(text.data(), size);
}

// A value that holds a line end would begin a field, or a response, of its own.
void append_field(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  for (const char c : value) {
    const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    head += control ? '_' : c;
  }
  head += "\r\n";
}

bool has_no_body(unsigned status) {
  return status < 200 || status == 204 || status == 304;
}

ByteView fixed_body(const Response& response) {
  return response.shared_body ? ByteView(*response.shared_body) : ByteView(response.body);
}

void append_framing(std::string& head, const Response& response, ResponseFrame& frame) {
  if (has_no_body(response.status)) return;
  if (!response.source) {
    append_field(head, "Content-Length", std::to_string(fixed_body(response).size()));
  } else if (response.source_size) {
    append_field(head, "Content-Length", std::to_string(*response.source_size));
  } else if (frame.http11) {
    append_field(head, "Transfer-Encoding", "chunked");
  } else {
    frame.keep_alive = false;
  }
}

std::string chunk_size_line(std::size_t size) {
  std::array<char, 20> text{};
  const int length = std::snprintf(text.data(), text.size(), "%zx\r\n", size);
  return std::string(text.data(), static_cast<std::size_t>(length));
}

Task<void> watch_peer(Stream& stream, BodySource& source) {
  const auto why = co_await stream.wait_peer(Deadline::never());
  if (why.ok() && *why == Stream::PeerWait::gone) source.peer_gone();
}

struct Framing {
  bool chunked = false;
  std::optional<std::uint64_t> left;  // of a known size
};

Task<Result<void>> write_piece(Stream& stream, Bytes piece, bool chunked, Deadline deadline) {
  if (chunked) {
    const std::string line = chunk_size_line(piece.size());
    append(piece, as_bytes("\r\n"));
    piece.insert(piece.begin(), line.begin(), line.end());
  }
  co_return co_await stream.write_all(piece, deadline);
}

// True if the body went out whole.
Task<bool> write_pieces(Stream& stream, BodySource& source, Framing framing,
                        std::chrono::milliseconds write_time) {
  while (true) {
    auto piece = co_await source.next();
    if (!piece.ok()) co_return false;
    if (!piece->has_value()) break;
    if ((*piece)->empty()) continue;
    const std::size_t size = (*piece)->size();
    if (framing.left && size > *framing.left) co_return false;
    if (framing.left) *framing.left -= size;
    const auto wrote =
        co_await write_piece(stream, **std::move(piece), framing.chunked, Deadline::in(write_time));
    if (!wrote.ok()) co_return false;
  }
  if (framing.left) co_return *framing.left == 0;
  if (!framing.chunked) co_return true;
  const auto ended = co_await stream.write_all(as_bytes("0\r\n\r\n"), Deadline::in(write_time));
  co_return ended.ok();
}

Task<bool> write_source(Stream& stream, std::unique_ptr<BodySource> source, Framing framing,
                        std::chrono::milliseconds write_time) {
  Scope watching;
  watching.spawn(watch_peer(stream, *source));
  const bool whole = co_await write_pieces(stream, *source, framing, write_time);
  stream.end_wait_peer();
  co_await watching.join();
  co_return whole;
}

}  // namespace

std::string response_head(const Response& response, ResponseFrame& frame, const Headers& always,
                          Timestamp now) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += reason_phrase(response.status);
  head += "\r\n";
  append_field(head, "Date", http_date(now));
  append_framing(head, response, frame);
  if (!frame.keep_alive) append_field(head, "Connection", "close");
  if (frame.keep_alive && !frame.http11) append_field(head, "Connection", "keep-alive");
  for (const auto& field : response.headers.fields()) append_field(head, field.name, field.value);
  for (const auto& field : always.fields()) {
    if (!response.headers.has(field.name)) append_field(head, field.name, field.value);
  }
  head += "\r\n";
  return head;
}

Task<bool> write_response(Stream& stream, Response response, ResponseFrame frame,
                          const HttpServerOptions& options, Timestamp now) {
  std::string head = response_head(response, frame, options.always, now);
  const bool body_follows = !frame.head_only && !has_no_body(response.status);
  const bool fixed = body_follows && !response.source;
  const bool joined = fixed && fixed_body(response).size() <= kJoinLimit;
  if (joined) head += as_text(fixed_body(response));
  auto wrote = co_await stream.write_all(as_bytes(head), Deadline::in(options.write_time));
  if (wrote.ok() && fixed && !joined) {
    wrote = co_await stream.write_all(fixed_body(response), Deadline::in(options.write_time));
  }
  if (!wrote.ok()) co_return false;
  if (!body_follows || !response.source) co_return frame.keep_alive;
  head = std::string();  // an idle event stream keeps nothing that it does not need
  const Framing framing{frame.http11 && !response.source_size, response.source_size};
  const bool whole =
      co_await write_source(stream, std::move(response.source), framing, options.write_time);
  co_return whole&& frame.keep_alive;
}

}  // namespace nightmail::net
