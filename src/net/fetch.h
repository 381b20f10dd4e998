// SPDX-License-Identifier: Apache-2.0
//
// Fetcher: HTTPS requests that the server makes to hosts which strangers named (policies, keys,
// reports), as coroutines. Names go through the Resolver; certificates are checked; TCP goes to
// public addresses only, so that nobody can make the server talk to its own network; size and time
// have limits; a redirect is an answer like any other unless the caller follows some (same rules).
// Owner: main(). Thread-safe; a fetch runs on the loop of its caller. RFC 9110, RFC 9112.

#ifndef NIGHTMAIL_NET_FETCH_H_
#define NIGHTMAIL_NET_FETCH_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/resolver.h"
#include "net/stream.h"
#include "net/tls.h"
#include "net/url.h"

namespace nightmail::net {

// How the server may reach what strangers named. The defaults are for the Internet.
struct FetchRules {
  bool private_addresses = false;  // labs: loopback and private addresses too
  std::uint16_t https_port = 443;  // labs: what stands for 443
};

struct FetchLimits {
  std::size_t body = 64 * 1024;
  std::chrono::milliseconds time{15'000};  // from the look-up to the last byte
  int redirects = 0;                       // to https URLs only
};

struct Fetched {
  unsigned status = 0;
  Headers headers;
  Bytes body;
};

class Fetcher {
 public:
  // `resolver` must outlive it; `tls` is a client context.
  Fetcher(Resolver& resolver, std::shared_ptr<TlsContext> tls, FetchRules rules)
      : resolver_(resolver), tls_(std::move(tls)), rules_(rules) {}

  // `url` is https. A status such as 404 is an answer. Errc: bad_url, name_not_found (no address),
  // address_bad (no public one), unreachable, refused, timeout, tls_*, too_large, bad_http, closed.
  [[nodiscard]] Task<Result<Fetched>> get(Loop& loop, std::string url, FetchLimits limits) const;
  // Never redirected.
  [[nodiscard]] Task<Result<Fetched>> post(Loop& loop, std::string url, Headers headers, Bytes body,
                                           FetchLimits limits) const;

 private:
  [[nodiscard]] Task<Result<Fetched>> exchange(Loop& loop, SplitUrl url, std::string request,
                                               std::size_t limit, Deadline deadline) const;
  [[nodiscard]] Task<Result<std::unique_ptr<Stream>>> connect(Loop& loop, BaseUrl to,
                                                              Deadline deadline) const;
  [[nodiscard]] Result<SplitUrl> split(const std::string& url) const;

  Resolver& resolver_;
  const std::shared_ptr<TlsContext> tls_;
  const FetchRules rules_;
};

// The A and AAAA records of a host, IPv6 first, or the host itself if it is an IP address; at most
// `limit`. Empty answers: Errc::name_not_found; none public although that is asked: address_bad.
[[nodiscard]] Task<Result<std::vector<IpAddress>>> find_addresses(Resolver& resolver, Loop& loop,
                                                                  std::string host,
                                                                  bool public_only,
                                                                  Deadline deadline);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_FETCH_H_
