// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include "net/errors.h"
#include "net/http_reader_impl.h"
#include "net/http_writer_impl.h"

namespace nightmail::net {

namespace {

// How much of a refused body is read and thrown away: closing with unread bytes would reset the
// connection, and the client might never see our answer.
constexpr std::size_t kDrainBytes = 4 * 1024 * 1024;
constexpr std::chrono::seconds kDrainTime{2};

struct Connection {
  Stream& stream;
  HttpHandler& handler;
  const HttpServerOptions& options;
  const Clock& clock;
  Bytes buffered;  // read beyond the last request (pipelining)
};

struct ReadRequest {
  ResponseFrame frame;
  std::optional<Request> request;
  std::optional<Response> early;  // instead of handling it
  bool unread_body = false;
};

Response failure_response(const HttpFailure& failure) {
  return make_response(failure.status, "text/plain; charset=utf-8",
                       std::string(failure.text) + "\n");
}

void refuse(ReadRequest& read, const HttpFailure& failure) {
  if (failure.status != 0) read.early = failure_response(failure);
  read.frame.keep_alive = false;
  read.unread_body = true;
}

// The parser lives in this task's frame alone, so that it is gone before the response is made.
Task<ReadRequest> read_request(Connection& connection) {
  ReadRequest read;
  RequestReader reader(connection.stream, connection.options, connection.buffered);
  const MaybeFailure bad_head = co_await reader.read_head();
  if (bad_head) {
    refuse(read, *bad_head);
    co_return read;
  }
  read.frame.http11 = reader.http11();
  read.frame.keep_alive = reader.keep_alive();
  read.frame.head_only = reader.head().method == Method::head;
  HeadVerdict verdict =
      co_await connection.handler.on_head(reader.head(), connection.stream.loop());
  if (auto* early = std::get_if<Response>(&verdict)) {
    read.early = std::move(*early);
    read.unread_body = reader.body_pending();
    if (read.unread_body) read.frame.keep_alive = false;
    co_return read;
  }
  auto& limit = std::get<BodyLimit>(verdict);
  BudgetHold hold(std::move(limit.budget));
  const MaybeFailure bad_body = co_await reader.read_body(limit.bytes, hold);
  if (bad_body) {
    refuse(read, *bad_body);
    co_return read;
  }
  read.request.emplace();
  read.request->head = std::move(reader.head());
  read.request->body = reader.take_body();
  read.request->hold = std::move(hold);
  read.request->place = std::move(limit.place);
  co_return read;
}

Task<void> drain(Connection& connection) {
  connection.stream.shutdown_write();
  Bytes buffer(16 * 1024);
  const Deadline deadline = Deadline::in(kDrainTime);
  std::size_t total = 0;
  while (total < kDrainBytes) {
    const auto got = co_await connection.stream.read_some(buffer, deadline);
    if (!got.ok() || *got == 0) co_return;
    total += *got;
  }
}

Task<std::optional<Response>> answer(Connection& connection, ReadRequest& read) {
  if (read.early) co_return std::move(read.early);
  if (!read.request) co_return std::nullopt;
  Request request = std::move(*read.request);
  read.request.reset();
  co_return co_await connection.handler.handle(std::move(request), connection.stream.loop());
}

// One request and its response. True if another may follow.
Task<bool> exchange(Connection& connection) {
  ReadRequest read = co_await read_request(connection);
  if (connection.buffered.empty()) Bytes().swap(connection.buffered);
  std::optional<Response> response = co_await answer(connection, read);
  if (!response) co_return false;
  if (connection.stream.loop().stopping()) read.frame.keep_alive = false;
  const bool go_on = co_await write_response(connection.stream, *std::move(response), read.frame,
                                             connection.options, connection.clock.now());
  if (read.unread_body) co_await drain(connection);
  co_return go_on;
}

}  // namespace

HttpServer::HttpServer(HttpHandler& handler, HttpServerOptions options,
                       std::shared_ptr<TlsContext> tls, const Clock& clock)
    : handler_(handler), options_(std::move(options)), tls_(std::move(tls)), clock_(clock) {}

Task<void> HttpServer::serve(std::unique_ptr<Stream> stream) {
  if (tls_) {
    const auto secured =
        co_await stream->start_tls(*tls_, Deadline::in(options_.handshake_time), std::string());
    if (!secured.ok()) co_return;
  }
  Connection connection{*stream, handler_, options_, clock_, {}};
  while (true) {
    if (connection.buffered.empty()) {
      const auto ready = co_await stream->wait_readable(Deadline::in(options_.idle_time));
      if (!ready.ok()) break;
    }
    const bool go_on = co_await exchange(connection);
    if (!go_on) break;
  }
  stream->close();
}

}  // namespace nightmail::net
