// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "apps/nightmaild/settings.h"

namespace nightmail::nightmaild {
namespace {

using S = Settings;

constexpr std::array kTable{
    Setting{"service.domains", &S::domains, "Mail domains this service receives for."},
    Setting{
        "service.hostname", &S::hostname,
        "The server's own name, said in greetings and Received lines; must resolve in DNS. Empty: "
        "`localhost` if SMTP listens on loopback only, else `mail.` and the first domain."},
    Setting{"service.data", &S::data,
            "Directory of the embedded store; made if absent, readable by its owner alone."},
    Setting{
        "service.base_url", &S::base_url,
        "The address under which clients reach the HTTP side; all URLs in the JMAP session start "
        "with it. Empty: `http://localhost:` and the first HTTP port."},
    Setting{"service.sign_up", &S::sign_up,
            "Who may make an account: `open` (anyone), `invite` (with a code from `nightmaild "
            "invite`) or `closed`."},
    Setting{
        "service.postmaster", &S::postmaster,
        "Address of the account that gets mail for postmaster@ each domain. Empty: the account of "
        "that name, else the oldest account."},
    Setting{"service.publish_keys", &S::publish_keys,
            "Answer as the Web Key Directory of the domains, so that other people's mail programs "
            "find the users' OpenPGP certificates and can encrypt to them."},
    Setting{
        "service.lock_memory", &S::lock_memory,
        "Keep memory out of swap (mlockall), so that no plaintext reaches a disk that way. Where "
        "the system refuses, a warning is logged once."},
    Setting{"service.log_level", &S::log_level, "`debug`, `info`, `warning` or `error`."},
    Setting{"smtp.listen", &S::smtp_listen,
            "Addresses for SMTP from other servers, as `IP:port`; `[::]:25` for IPv6."},
    Setting{"smtp.lmtp_listen", &S::lmtp_listen,
            "Addresses for LMTP from a mail server in front (RFC 2033). Anyone who can connect can "
            "deliver: keep it on loopback or a private network."},
    Setting{"smtp.proxy_protocol_from", &S::proxy_protocol_from,
            "Networks (`127.0.0.1/32`) of load balancers that speak PROXY protocol version 2; from "
            "them it is required, from others refused."},
    Setting{"smtp.max_message_octets", &S::max_message_octets,
            "Largest message accepted (the SIZE extension, RFC 1870).", 65'536},
    Setting{"smtp.max_recipients", &S::max_recipients,
            "Most recipients in one transaction (RFC 5321 asks for at least 100).", 100},
    Setting{"smtp.max_connections", &S::max_connections, "Most SMTP and LMTP connections at once.",
            1},
    Setting{"smtp.max_connections_per_network", &S::max_connections_per_network,
            "Most connections at once from one network (/24 or /48); loopback is not counted.", 1},
    Setting{"smtp.message_memory_octets", &S::message_memory_octets,
            "Memory that messages on their way in may take together; beyond it senders get a "
            "temporary failure.",
            1 << 20},
    Setting{"smtp.command_timeout_seconds", &S::command_timeout_seconds,
            "How long to wait for a slow sender (RFC 5321 §4.5.3.2).", 1},
    Setting{"outbound.max_message_octets", &S::outbound_max_message_octets,
            "Largest message a user may send.", 65'536},
    Setting{"outbound.max_recipients", &S::outbound_max_recipients,
            "Most recipients of one submission.", 1},
    Setting{"outbound.max_in_flight", &S::outbound_max_in_flight,
            "Most deliveries at once; of one account half of it, of one domain a fifth.", 1},
    Setting{"outbound.connections_per_destination", &S::outbound_connections_per_destination,
            "Most connections to one mail server at once.", 1},
    Setting{"outbound.port", &S::outbound_port,
            "The port of other mail servers; anything but 25 is for labs.", 1},
    Setting{
        "outbound.smarthost", &S::smarthost,
        "`HOST:PORT` of a server that takes all mail, for sites behind a closed port 25. Empty: "
        "each domain's own servers."},
    Setting{"outbound.smarthost_tls", &S::smarthost_tls,
            "Speak TLS to it from the start (port 465); else STARTTLS, which it must offer."},
    Setting{"outbound.smarthost_user", &S::smarthost_user,
            "Whom to log in to it as; empty: nobody."},
    Setting{"outbound.smarthost_password_file", &S::smarthost_password_file,
            "File whose first line is the password."},
    Setting{"outbound.memory_octets", &S::outbound_memory_octets,
            "Memory that messages being delivered may take together; a larger one goes alone.",
            1 << 20},
    Setting{"outbound.retry_first_seconds", &S::outbound_retry_first_seconds,
            "How long to wait before a delivery is tried again; doubles with each attempt.", 1},
    Setting{"outbound.retry_longest_seconds", &S::outbound_retry_longest_seconds,
            "The longest such wait.", 1},
    Setting{"outbound.give_up_seconds", &S::outbound_give_up_seconds,
            "How long a message is tried; then the sender gets a notice.", 1},
    Setting{"outbound.delay_notice_seconds", &S::outbound_delay_notice_seconds,
            "After how long a sender who asked for it is told that a message is late.", 1},
    Setting{
        "outbound.tls_reports", &S::outbound_tls_reports,
        "Tell domains that ask for it, once a day, how TLS to their mail servers went (RFC 8460)."},
    Setting{"http.listen", &S::http_listen, "Addresses for HTTP: JMAP, login and push."},
    Setting{"http.tls", &S::http_tls,
            "Speak HTTPS itself, with the certificate of `[tls]`. Leave it off behind a reverse "
            "proxy on the same machine."},
    Setting{"http.web_root", &S::web_root,
            "Directory with the web client (`tools/build-web` makes build/web), read once at the "
            "start. "
            "Empty: no web client is served."},
    Setting{"http.max_connections", &S::http_max_connections,
            "Most HTTP connections at once, idle push connections included.", 1},
    Setting{"http.max_upload_octets", &S::max_upload_octets,
            "Largest sealed blob a client may upload.", 65'536},
    Setting{"tls.certificate", &S::tls_certificate,
            "PEM file with the certificate chain, for STARTTLS and HTTPS; read again on SIGHUP."},
    Setting{"tls.key", &S::tls_key, "PEM file with the private key of the certificate."},
    Setting{"dns.resolver", &S::dns_resolver,
            "Name server to ask, as `IP:port`; `recursive` to ask from the root down. Empty: those "
            "of the system's resolv.conf. It must pass on DNSSEC records."},
    Setting{"dns.trust_anchor", &S::dns_trust_anchor,
            "File with the DNSSEC keys to trust (Debian's package dns-root-data brings the "
            "root's). Empty: nothing is validated, and DANE is not used."},
    Setting{"fetch.private_addresses", &S::private_addresses,
            "Let names that strangers chose (mail servers, policies, key directories) lead to "
            "private and loopback addresses. For labs only: otherwise anybody could make the "
            "server talk to its own network."},
    Setting{"fetch.https_port", &S::https_port, "The port that stands for 443. For labs.", 1},
    Setting{"fetch.ca_file", &S::ca_file,
            "PEM file with CA certificates to trust beside the system's."},
    Setting{"limits.account_octets", &S::account_octets,
            "Most sealed octets an account may hold; 0 for no limit."},
    Setting{"limits.outgoing_octets", &S::outgoing_octets,
            "Most octets an account may have on their way out at once.", 1 << 20},
    Setting{"limits.messages_per_day", &S::messages_per_day,
            "Messages an account may send on a day (UTC), each recipient counted; twice as many "
            "when it is a week old, five times when a month, unless a fifth of them fail. 0 for no "
            "limit."},
    Setting{"limits.new_recipients_per_day", &S::new_recipients_per_day,
            "People an account may write to for the first time on a day; grows as above. They are "
            "remembered only as keyed hashes. 0 for no limit."},
    Setting{"limits.login_attempts_per_account", &S::login_attempts_per_account,
            "Login attempts an account allows in a quarter of an hour.", 1},
    Setting{
        "limits.login_attempts_per_network", &S::login_attempts_per_network,
        "Login attempts a network (/24 or /48) is allowed in a quarter of an hour. Networks are "
        "remembered only as keyed hashes, in memory.",
        1},
    Setting{"limits.key_lookups_per_network", &S::key_lookups_per_network,
            "Look-ups in the Web Key Directory a network is allowed in a quarter of an hour.", 1},
};

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

struct DefaultText {
  Settings defaults;
  std::string operator()(std::string S::*member) const { return quoted(defaults.*member); }
  std::string operator()(std::int64_t S::*member) const { return std::to_string(defaults.*member); }
  std::string operator()(bool S::*member) const { return defaults.*member ? "true" : "false"; }
  std::string operator()(Words S::*member) const {
    std::string text = "[";
    for (const std::string& word : defaults.*member) {
      if (text.size() > 1) text += ", ";
      text += quoted(word);
    }
    return text + "]";
  }
};

}  // namespace

std::span<const Setting> setting_table() {
  return kTable;
}

std::string default_text(const Setting& setting) {
  return std::visit(DefaultText{}, setting.member);
}

}  // namespace nightmail::nightmaild
