// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "net/errors.h"

namespace nightmail::net {

namespace {

Error bad_url(std::string_view what) {
  return Error(Errc::bad_url,
               std::string(what) + " (expected something like https://mail.example.org)");
}

template <class View>
std::string text_of(View view) {
  return std::string(view.data(), view.size());
}

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

std::string host_of(const boost::urls::url_view& url) {
  if (url.host_type() == boost::urls::host_type::ipv6) return url.host_ipv6_address().to_string();
  return lower_case(url.host());
}

// What DNS and certificates know: no percent-encoding; international names in their ASCII form.
bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

Result<boost::urls::url_view> parse(std::string_view text) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (parsed.has_error()) return bad_url("this is not a URL");
  // Boost 1.81 reads "http://10.0.0.1.example" as the host 10.0.0.1 with a path behind it.
  const auto path = parsed->encoded_path();
  if (!path.empty() && path[0] != '/') return bad_url("this is not a host name");
  return *parsed;
}

Result<BaseUrl> base_of(const boost::urls::url_view& url) {
  BaseUrl base;
  const std::string scheme = lower_case(text_of(url.scheme()));
  if (scheme != "https" && scheme != "http") return bad_url("neither an https nor an http URL");
  base.tls = scheme == "https";
  base.port = base.tls ? 443 : 80;
  if (url.has_port() && !url.port().empty()) {
    if (url.port_number() == 0) return bad_url("the port is not a number up to 65535");
    base.port = url.port_number();
  }
  if (url.has_userinfo()) return bad_url("a user name does not belong into the URL");
  base.host = host_of(url);
  if (base.host.empty()) return bad_url("the host name is missing");
  const bool v6 = url.host_type() == boost::urls::host_type::ipv6;
  if (!v6 && !std::all_of(base.host.begin(), base.host.end(), is_host_character)) {
    return bad_url("the host name has characters that cannot be there");
  }
  return base;
}

}  // namespace

std::string BaseUrl::authority() const {
  const bool v6 = host.find(':') != std::string::npos;
  std::string text = v6 ? "[" + host + "]" : host;
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

std::string BaseUrl::origin() const {
  return (tls ? "https://" : "http://") + authority();
}

Result<BaseUrl> parse_base_url(std::string_view text) {
  std::string full(text);
  if (full.find("://") == std::string::npos) full = "https://" + full;
  TRY_ASSIGN(const boost::urls::url_view url, parse(full));
  TRY_ASSIGN(BaseUrl base, base_of(url));
  if (url.has_query() || url.has_fragment()) return bad_url("a query does not belong here");
  base.path = text_of(url.encoded_path());
  while (base.path.ends_with('/')) base.path.pop_back();
  return base;
}

Result<SplitUrl> split_url(std::string_view text) {
  TRY_ASSIGN(const boost::urls::url_view url, parse(text));
  SplitUrl split;
  TRY_ASSIGN(split.base, base_of(url));
  split.target = text_of(url.encoded_path());
  if (split.target.empty()) split.target = "/";
  if (url.has_query()) split.target += "?" + text_of(url.encoded_query());
  return split;
}

}  // namespace nightmail::net
