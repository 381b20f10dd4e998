// SPDX-License-Identifier: Apache-2.0
//
// BaseUrl: the address of a service: "https://mail.example.org", "http://localhost:8080/nm".

#ifndef NIGHTMAIL_NET_URL_H_
#define NIGHTMAIL_NET_URL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::net {

struct BaseUrl {
  bool tls = true;
  std::string host;  // lower case; IPv6 without brackets
  std::uint16_t port = 443;
  std::string path;  // "" or "/nm": without the closing slash, still percent-encoded
  bool operator==(const BaseUrl&) const = default;

  // "https://mail.example.org:8443" (the port only if it is not the scheme's own).
  [[nodiscard]] std::string origin() const;
  // "mail.example.org:8443": the Host field.
  [[nodiscard]] std::string authority() const;
};

// RFC 3986, http and https only; no user, query or fragment. Without a scheme: https.
// Errc::bad_url.
[[nodiscard]] Result<BaseUrl> parse_base_url(std::string_view text);

struct SplitUrl {
  BaseUrl base;        // path always empty
  std::string target;  // "/path?query", percent-encoded as it came
};
// A full URL as it comes from a session object or a Location: split into where and what. A fragment
// is dropped.
[[nodiscard]] Result<SplitUrl> split_url(std::string_view text);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_URL_H_
