// SPDX-License-Identifier: Apache-2.0
//
// What can go wrong between this process and the network. The client tells people what to do next
// by these values, so each stands for one cause.

#ifndef NIGHTMAIL_NET_ERRORS_H_
#define NIGHTMAIL_NET_ERRORS_H_

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace nightmail::net {

enum class Errc : std::uint8_t {
  timeout,         // the deadline of this wait has passed
  stopped,         // the loop is stopping (or the wait was given up by our side)
  closed,          // the peer closed or reset the connection
  refused,         // nobody listens at that address
  name_not_found,  // the host name does not resolve
  unreachable,     // no route to the host
  tls_verify,      // the peer's certificate is not trusted
  tls_expired,     // ... or not valid today
  tls_wrong_name,  // ... or for another name
  tls_truncated,   // the connection ended without the TLS close_notify: data may be missing
  tls_failed,      // the handshake failed or the records were broken
  tls_config,      // our certificate, key or CA file cannot be used
  address_in_use,  // another program listens on that port
  address_bad,     // not an address we can listen on or connect to
  bad_http,        // the peer does not speak HTTP as we understand it
  too_large,       // a limit on a size was exceeded
  bad_url,         // not a URL of the kind that is needed here
  overloaded,      // a queue of ours is full
  source_failed,   // a response body could not be produced to its end
  system,          // another error of the operating system, named in the context
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

// The peer showed a certificate that does not say it is who was meant: tls_verify, tls_expired or
// tls_wrong_name.
[[nodiscard]] bool is_untrusted_peer(const Error& error);

// The Error for an errno value; `what` says which step failed ("connect").
[[nodiscard]] Error error_from_errno(int number, std::string_view what);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_ERRORS_H_
