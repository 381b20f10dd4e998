// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/outside.h"

#include <filesystem>

namespace nightmail::nightmaild {

Result<Outside> open_outside(const Settings& settings, Log& log) {
  net::ResolverOptions options{settings.dns_resolver, settings.dns_trust_anchor};
  std::error_code ignored;
  if (!options.trust_anchor.empty() && !std::filesystem::exists(options.trust_anchor, ignored)) {
    log.warning("dns.no_trust_anchor",
                {{"file", options.trust_anchor}, {"effect", "no DNSSEC, so no DANE"}});
    options.trust_anchor.clear();
  }
  Outside outside;
  TRY_ASSIGN(outside.resolver, net::make_resolver(options));
  TRY_ASSIGN(outside.tls, net::TlsContext::client({true, settings.ca_file}));
  const net::FetchRules rules{settings.private_addresses,
                              static_cast<std::uint16_t>(settings.https_port)};
  outside.fetcher = std::make_unique<net::Fetcher>(*outside.resolver, outside.tls, rules);
  return outside;
}

}  // namespace nightmail::nightmaild
