// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "apps/nightmaild/errors.h"

namespace nightmail::nightmaild {
namespace {

// A host name of letters, digits and hyphens with a dot in it (RFC 1123 §2.1); IDNs as A-labels.
bool is_domain(std::string_view name) {
  if (name.empty() || name.size() > 253 || name.find('.') == std::string_view::npos) return false;
  char before = '.';
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool label = byte < 0x80 && std::isalnum(byte) != 0;
    if (c == '.' && (before == '.' || before == '-')) return false;
    if (c == '-' && before == '.') return false;
    if (!label && c != '.' && c != '-') return false;
    before = c;
  }
  return before != '.' && before != '-';
}

constexpr std::string_view kConfiguration =
    R"(# Nightmail for {domain}. Every setting is explained in docs/configuration.md.

[service]
domains = ["{domain}"]
hostname = "mail.{domain}"
data = "{data}"
base_url = "https://mail.{domain}"
sign_up = "invite"        # `nightmaild invite --config THIS_FILE` makes a code for one new account

[smtp]
listen = ["0.0.0.0:25", "[::]:25"]

[http]
listen = ["0.0.0.0:443", "[::]:443"]
tls = true

[tls]
# For example from certbot; send SIGHUP to nightmaild after a renewal.
certificate = "/etc/letsencrypt/live/mail.{domain}/fullchain.pem"
key = "/etc/letsencrypt/live/mail.{domain}/privkey.pem"
)";

constexpr std::string_view kRecords =
    R"(; Publish these in the DNS zone of {domain}. Put your server's addresses in the first two lines
; (leave out the AAAA line if it has no IPv6), and ask its hoster to set the reverse name of both
; addresses to mail.{domain}.
mail.{domain}.     IN A      <IPv4 address of the server>
mail.{domain}.     IN AAAA   <IPv6 address of the server>
{domain}.     IN MX     10 mail.{domain}.
; Where other people's mail programs look for keys; the TLS certificate must hold this name too:
openpgpkey.{domain}.     IN CNAME  mail.{domain}.
; Nobody but this server may send for the domain:
{domain}.     IN TXT    "v=spf1 mx -all"
mail.{domain}.     IN TXT    "v=spf1 a -all"
; Keys that sign outgoing mail (DKIM): `nightmaild dkim rotate --config THIS_FILE` makes them and
; prints their records.
_dmarc.{domain}.     IN TXT    "v=DMARC1; p=reject; adkim=s; aspf=s"
; Where other servers report how TLS to this one went (RFC 8460):
_smtp._tls.{domain}.     IN TXT    "v=TLSRPTv1; rua=mailto:postmaster@{domain}"
)";

}  // namespace

Result<SetupPlan> plan_setup(std::string_view domain, std::string_view data_directory) {
  std::string name(domain);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (!is_domain(name)) {
    return Error(Errc::bad_configuration,
                 "'" + name + "' is not a domain name such as example.org" +
                     " (write a name with other letters in its xn-- form)");
  }
  return SetupPlan{
      fmt::format(kConfiguration, fmt::arg("domain", name), fmt::arg("data", data_directory)),
      fmt::format(kRecords, fmt::arg("domain", name))};
}

}  // namespace nightmail::nightmaild
