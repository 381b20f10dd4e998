// SPDX-License-Identifier: Apache-2.0
#include "net/fetch.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>

#include "net/errors.h"
#include "net/http_body_impl.h"

namespace nightmail::net {

namespace beast_http = boost::beast::http;

namespace {

constexpr std::size_t kReadSize = 16 * 1024;
constexpr std::uint32_t kHeadLimit = 16 * 1024;
constexpr std::chrono::seconds kConnectTime{5};  // one address of several

using Parser = beast_http::response_parser<GrowingBody>;

std::string view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

bool clean_target(std::string_view target) {
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
         });
}

std::string request_text(std::string_view method, const SplitUrl& url, const Headers& headers) {
  std::string text(method);
  text += " " + url.target + " HTTP/1.1\r\nHost: " + url.base.authority() +
          "\r\nUser-Agent: nightmail\r\nConnection: close\r\n";
  for (const auto& field : headers.fields()) text += field.name + ": " + field.value + "\r\n";
  return text + "\r\n";
}

Error parse_error(const boost::beast::error_code& error) {
  if (error == beast_http::error::body_limit || error == beast_http::error::header_limit)
    return Error(Errc::too_large, "the answer is larger than the limit");
  return Error(Errc::bad_http, "the answer is not HTTP");
}

// Hands what was read to the parser; what it does not take yet stays in `buffered`.
Result<void> feed(Parser& parser, Bytes& buffered) {
  while (!buffered.empty() && !parser.is_done()) {
    boost::beast::error_code error;
    const std::size_t used =
        parser.put(boost::asio::const_buffer(buffered.data(), buffered.size()), error);
    buffered.erase(buffered.begin(), buffered.begin() + static_cast<std::ptrdiff_t>(used));
    if (error == beast_http::error::need_more) return {};
    if (error) return parse_error(error);
  }
  return {};
}

Task<Result<Fetched>> read_answer(Stream& stream, std::size_t limit, Deadline deadline) {
  Parser parser;
  parser.header_limit(kHeadLimit);
  parser.body_limit(limit);
  parser.eager(true);
  Bytes buffered;
  while (!parser.is_done()) {
    const std::size_t before = buffered.size();
    buffered.resize(before + kReadSize);
    const auto got = co_await stream.read_some(MutableByteView(buffered).subspan(before), deadline);
    if (!got.ok()) co_return got.error();
    buffered.resize(before + *got);
    CO_TRY(feed(parser, buffered));
    if (*got > 0) continue;
    boost::beast::error_code error;
    parser.put_eof(error);
    if (error || !parser.is_done()) co_return Error(Errc::closed, "the answer is cut off");
  }
  Fetched fetched;
  fetched.status = parser.get().result_int();
  for (const auto& field : parser.get())
    fetched.headers.add(view(field.name_string()), view(field.value()));
  fetched.body = std::move(parser.get().body());
  co_return fetched;
}

bool is_redirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Where a Location leads, seen from `url`.
std::string resolve_location(const SplitUrl& url, const std::string& location) {
  return location.starts_with('/') && !location.starts_with("//") ? url.base.origin() + location
                                                                  : location;
}

}  // namespace

Result<SplitUrl> Fetcher::split(const std::string& url) const {
  TRY_ASSIGN(SplitUrl parts, split_url(url));
  if (!parts.base.tls) return Error(Errc::bad_url, "not an https URL");
  if (!clean_target(parts.target)) return Error(Errc::bad_url, "not the target of a request");
  return parts;
}

Task<Result<std::unique_ptr<Stream>>> Fetcher::connect(Loop& loop, BaseUrl to,
                                                       Deadline deadline) const {
  CO_TRY_ASSIGN(const auto addresses, co_await find_addresses(resolver_, loop, to.host,
                                                              !rules_.private_addresses, deadline));
  const std::uint16_t port = to.port == 443 ? rules_.https_port : to.port;
  Error last(Errc::unreachable);
  for (const IpAddress& address : addresses) {
    const Deadline share = earlier(deadline, Deadline::in(kConnectTime));
    auto stream = co_await tcp_connect(loop, {address, port}, share);
    if (stream.ok()) {
      CO_TRY(co_await (*stream)->start_tls(*tls_, deadline, to.host));
      co_return std::move(stream);
    }
    last = stream.error();
    if (last.is(Errc::stopped)) break;
  }
  co_return last;
}

Task<Result<Fetched>> Fetcher::exchange(Loop& loop, SplitUrl url, std::string request,
                                        std::size_t limit, Deadline deadline) const {
  CO_TRY_ASSIGN(auto stream, co_await connect(loop, url.base, deadline));
  CO_TRY(co_await stream->write_all(as_bytes(request), deadline));
  auto answer = co_await read_answer(*stream, limit, deadline);
  stream->close();
  co_return std::move(answer);
}

Task<Result<Fetched>> Fetcher::get(Loop& loop, std::string url, FetchLimits limits) const {
  const Deadline deadline = Deadline::in(limits.time);
  for (int followed = 0;; ++followed) {
    CO_TRY_ASSIGN(const SplitUrl parts, split(url));
    CO_TRY_ASSIGN(Fetched fetched, co_await exchange(loop, parts, request_text("GET", parts, {}),
                                                     limits.body, deadline));
    const std::string* location = fetched.headers.find("Location");
    if (!is_redirect(fetched.status) || location == nullptr || followed >= limits.redirects)
      co_return std::move(fetched);
    url = resolve_location(parts, *location);
  }
}

Task<Result<Fetched>> Fetcher::post(Loop& loop, std::string url, Headers headers, Bytes body,
                                    FetchLimits limits) const {
  CO_TRY_ASSIGN(const SplitUrl parts, split(url));
  headers.set("Content-Length", std::to_string(body.size()));
  std::string request = request_text("POST", parts, headers);
  request += as_text(body);
  co_return co_await exchange(loop, parts, std::move(request), limits.body,
                              Deadline::in(limits.time));
}

}  // namespace nightmail::net
