// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/beast/http/parser.hpp>

#include "net/blocking_socket_impl.h"
#include "net/errors.h"
#include "net/http_body_impl.h"

namespace nightmail::net {

namespace beast_http = boost::beast::http;

namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr std::size_t kWriteSize = 64 * 1024;
// A request body up to this size goes out in one piece with its head.
constexpr std::size_t kJoinLimit = 16 * 1024;

Result<void> add_field(std::string& text, std::string_view name, std::string_view value) {
  for (const char c : value) {
    const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    if (control) return Error(Errc::bad_http, "a control character in a header value");
  }
  text += name;
  text += ": ";
  text += value;
  text += "\r\n";
  return {};
}

bool may_have_body(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch;
}

// May be sent twice without harm (RFC 9110 §9.2.2).
bool is_idempotent(Method method) {
  return method != Method::post && method != Method::patch;
}

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

class HttpClient::Connection {
 public:
  explicit Connection(std::unique_ptr<BlockingSocket> opened) : socket(std::move(opened)) {}
  std::unique_ptr<BlockingSocket> socket;
  Bytes buffered;
  bool used = false;  // has served a request already
};

// One request and its response on a connection.
class HttpClient::Exchange {
 public:
  Exchange(HttpClient& client, const ClientRequest& request, const Sink* sink)
      : client_(client), connection_(*client.connection_), request_(request), sink_(sink) {}

  Result<void> write();
  Result<ClientResponse> read();
  [[nodiscard]] bool heard_anything() const { return heard_; }
  [[nodiscard]] bool reusable() const { return reusable_; }

 private:
  using Parser = beast_http::response_parser<GrowingBody>;

  Result<std::string> head() const;
  Result<void> read_head(Parser& parser);
  Result<void> read_body(Parser& parser);
  // False if the parser needs more input.
  Result<bool> feed(Parser& parser);
  Result<void> fill(Parser& parser);
  // False if the sink wants no more.
  Result<bool> hand_over(Parser& parser);
  [[nodiscard]] bool streams(const Parser& parser) const;

  HttpClient& client_;
  Connection& connection_;
  const ClientRequest& request_;
  const Sink* sink_;
  bool heard_ = false;
  bool reusable_ = false;
};

Result<std::string> HttpClient::Exchange::head() const {
  const bool clean = request_.target.starts_with('/') &&
                     request_.target.find_first_of(std::string("\r\n\0 ", 4)) == std::string::npos;
  if (!clean) return Error(Errc::bad_url, "not the target of a request");
  std::string text(method_name(request_.method));
  text += " " + request_.target + " HTTP/1.1\r\n";
  TRY(add_field(text, "Host", client_.service_.authority()));
  TRY(add_field(text, "User-Agent", client_.options_.user_agent));
  for (const auto& field : request_.headers.fields()) TRY(add_field(text, field.name, field.value));
  if (!request_.body.empty() || may_have_body(request_.method)) {
    TRY(add_field(text, "Content-Length", std::to_string(request_.body.size())));
  }
  text += "\r\n";
  return text;
}

Result<void> HttpClient::Exchange::write() {
  TRY_ASSIGN(std::string text, head());
  const bool joined = request_.body.size() <= kJoinLimit;
  if (joined) text += as_text(request_.body);
  const auto time = client_.options_.progress_time;
  TRY(connection_.socket->write_all(as_bytes(text), time));
  if (joined) return {};
  for (std::size_t at = 0; at < request_.body.size(); at += kWriteSize) {
    const std::size_t size = std::min(kWriteSize, request_.body.size() - at);
    TRY(connection_.socket->write_all(ByteView(request_.body).subspan(at, size), time));
    if (request_.sent) request_.sent(at + size);
  }
  return {};
}

Result<void> HttpClient::Exchange::fill(Parser& parser) {
  Bytes& buffered = connection_.buffered;
  const std::size_t before = buffered.size();
  if (before > client_.options_.head_limit) return Error(Errc::too_large, "the head of the answer");
  buffered.resize(before + kReadSize);
  const auto time = request_.silence.value_or(client_.options_.progress_time);
  const auto got =
      connection_.socket->read_some(MutableByteView(buffered).subspan(before), Deadline::in(time));
  buffered.resize(before + (got.ok() ? *got : 0));
  if (!got.ok()) return got.error();
  if (*got > 0) {
    heard_ = true;
    return {};
  }
  boost::beast::error_code error;
  if (heard_) parser.put_eof(error);
  if (!heard_ || error) return Error(Errc::closed, "the server ended the connection too early");
  return {};
}

Result<bool> HttpClient::Exchange::feed(Parser& parser) {
  Bytes& buffered = connection_.buffered;
  if (buffered.empty()) return false;
  boost::beast::error_code error;
  const std::size_t used =
      parser.put(boost::asio::const_buffer(buffered.data(), buffered.size()), error);
  buffered.erase(buffered.begin(), buffered.begin() + static_cast<std::ptrdiff_t>(used));
  if (error == beast_http::error::need_more) return false;
  if (error == beast_http::error::body_limit || error == beast_http::error::header_limit) {
    return Error(Errc::too_large, "the answer is larger than the limit");
  }
  if (error) return Error(Errc::bad_http, "the server does not answer in HTTP: " + error.message());
  return true;
}

Result<void> HttpClient::Exchange::read_head(Parser& parser) {
  parser.header_limit(static_cast<std::uint32_t>(client_.options_.head_limit));
  parser.body_limit(boost::none);
  if (request_.method == Method::head) parser.skip(true);
  while (!parser.is_header_done()) {
    TRY_ASSIGN(const bool progress, feed(parser));
    if (!progress) TRY(fill(parser));
  }
  return {};
}

bool HttpClient::Exchange::streams(const Parser& parser) const {
  return sink_ != nullptr && parser.get().result_int() / 100 == 2;
}

Result<bool> HttpClient::Exchange::hand_over(Parser& parser) {
  Bytes& body = parser.get().body();
  if (body.empty()) return true;
  TRY_ASSIGN(const bool more, (*sink_)(body));
  body.clear();
  return more;
}

Result<void> HttpClient::Exchange::read_body(Parser& parser) {
  const bool streaming = streams(parser);
  if (!streaming) {
    const auto length = parser.content_length();
    const std::size_t limit = client_.options_.body_limit;
    if (request_.method != Method::head && length && *length > limit) {
      return Error(Errc::too_large, "the answer is larger than the limit");
    }
    parser.body_limit(limit);
  }
  parser.eager(true);
  while (!parser.is_done()) {
    TRY_ASSIGN(const bool progress, feed(parser));
    if (streaming) {
      TRY_ASSIGN(const bool more, hand_over(parser));
      if (!more) return {};
    }
    if (!progress && !parser.is_done()) TRY(fill(parser));
  }
  return {};
}

Result<ClientResponse> HttpClient::Exchange::read() {
  constexpr int kMaxInterim = 16;
  for (int interim = 0; interim < kMaxInterim; ++interim) {
    Parser parser;
    TRY(read_head(parser));
    if (parser.get().result_int() / 100 == 1) continue;  // 100 Continue, 103 Early Hints
    TRY(read_body(parser));
    reusable_ = parser.is_done() && parser.keep_alive();
    ClientResponse response;
    response.status = parser.get().result_int();
    for (const auto& field : parser.get()) {
      response.headers.add(std::string(view(field.name_string())),
                           std::string(view(field.value())));
    }
    response.body = std::move(parser.get().body());
    return response;
  }
  return Error(Errc::bad_http, "interim answers without end");
}

HttpClient::HttpClient(BaseUrl service, std::shared_ptr<TlsContext> tls, HttpClientOptions options)
    : service_(std::move(service)),
      tls_(std::move(tls)),
      options_(std::move(options)),
      interrupt_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

HttpClient::~HttpClient() {
  ::close(interrupt_fd_);
}

void HttpClient::interrupt() {
  (void)eventfd_write(interrupt_fd_, 1);
}

void HttpClient::resume() {
  eventfd_t value = 0;
  (void)eventfd_read(interrupt_fd_, &value);
}

Result<void> HttpClient::ensure_connected() {
  if (connection_ && connection_->socket->still_idle()) return {};
  connection_.reset();
  TRY_ASSIGN(auto socket, BlockingSocket::connect(service_, tls_.get(), interrupt_fd_,
                                                  Deadline::in(options_.connect_time)));
  connection_ = std::make_unique<Connection>(std::move(socket));
  return {};
}

Result<ClientResponse> HttpClient::attempt(const ClientRequest& request, const Sink* sink) {
  for (int tries = 0;; ++tries) {
    TRY(ensure_connected());
    Exchange exchange(*this, request, sink);
    const auto wrote = exchange.write();
    // A server that refuses a body may answer and close while we still write.
    const bool may_have_answered = wrote.ok() || wrote.error().is(Errc::closed);
    auto response = may_have_answered ? exchange.read() : Result<ClientResponse>(wrote.error());
    const bool was_kept = connection_->used;
    connection_->used = true;
    if (!response.ok() || !wrote.ok() || !exchange.reusable()) connection_.reset();
    const bool stale = !response.ok() && was_kept && !exchange.heard_anything() &&
                       response.error().is(Errc::closed);
    if (stale && is_idempotent(request.method) && tries == 0) continue;
    return response;
  }
}

Result<ClientResponse> HttpClient::send(const ClientRequest& request) {
  return attempt(request, nullptr);
}

Result<ClientResponse> HttpClient::send_streaming(const ClientRequest& request, const Sink& sink) {
  return attempt(request, &sink);
}

}  // namespace nightmail::net
