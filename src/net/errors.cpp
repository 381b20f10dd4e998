// SPDX-License-Identifier: Apache-2.0
#include "net/errors.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace nightmail::net {

Trouble errc_trouble(Errc errc) {
  switch (errc) {
    case Errc::timeout:
    case Errc::stopped:
    case Errc::closed:
    case Errc::refused:
    case Errc::name_not_found:
    case Errc::unreachable:
    case Errc::overloaded:
    case Errc::source_failed:
      return Trouble::transient;
    case Errc::tls_config:
    case Errc::address_in_use:
    case Errc::address_bad:
    case Errc::system:
      return Trouble::environment;
    case Errc::tls_verify:
    case Errc::tls_expired:
    case Errc::tls_wrong_name:
    case Errc::tls_truncated:
    case Errc::tls_failed:
    case Errc::bad_http:
    case Errc::too_large:
    case Errc::bad_url:
      return Trouble::peer;
  }
  return Trouble::environment;
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::timeout:
      return "net.timeout";
    case Errc::stopped:
      return "net.stopped";
    case Errc::closed:
      return "net.closed";
    case Errc::refused:
      return "net.refused";
    case Errc::name_not_found:
      return "net.name_not_found";
    case Errc::unreachable:
      return "net.unreachable";
    case Errc::tls_verify:
      return "net.tls_verify";
    case Errc::tls_expired:
      return "net.tls_expired";
    case Errc::tls_wrong_name:
      return "net.tls_wrong_name";
    case Errc::tls_truncated:
      return "net.tls_truncated";
    case Errc::tls_failed:
      return "net.tls_failed";
    case Errc::tls_config:
      return "net.tls_config";
    case Errc::address_in_use:
      return "net.address_in_use";
    case Errc::address_bad:
      return "net.address_bad";
    case Errc::bad_http:
      return "net.bad_http";
    case Errc::too_large:
      return "net.too_large";
    case Errc::bad_url:
      return "net.bad_url";
    case Errc::overloaded:
      return "net.overloaded";
    case Errc::source_failed:
      return "net.source_failed";
    case Errc::system:
      return "net.system";
  }
  return "net.unknown";
}

bool is_untrusted_peer(const Error& error) {
  return error.is(Errc::tls_verify) || error.is(Errc::tls_expired) ||
         error.is(Errc::tls_wrong_name);
}

namespace {

Errc errc_of(int number) {
  switch (number) {
    case ECONNREFUSED:
      return Errc::refused;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
      return Errc::unreachable;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
    case ENOTCONN:
    case EBADF:
      return Errc::closed;
    case ETIMEDOUT:
      return Errc::timeout;
    case EADDRINUSE:
      return Errc::address_in_use;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      return Errc::address_bad;
    default:
      return Errc::system;
  }
}

}  // namespace

Error error_from_errno(int number, std::string_view what) {
  return Error(errc_of(number), std::string(what) + ": " + std::generic_category().message(number));
}

}  // namespace nightmail::net
