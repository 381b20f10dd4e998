// SPDX-License-Identifier: Apache-2.0
#include "server/api/key_directory.h"

#include <algorithm>

#include "pgp/seal/user_id.h"
#include "server/api/errors.h"
#include "server/api/responses.h"
#include "server/api/routes.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

constexpr std::int64_t kPeriodSeconds = 15 * 60;

// The Host field without its port, as the store knows domains; empty if it is none.
std::string domain_of_host(const net::RequestHead& head) {
  const std::string* host = head.headers.find("Host");
  if (host == nullptr) return {};
  auto domain = store::canonical_domain(std::string_view(*host).substr(0, host->rfind(':')));
  return domain.ok() ? *std::move(domain) : std::string();
}

// `l` is the local part as someone typed it: where it is given, it must fit the hash.
bool fits_hash(const net::Target& target, std::string_view hash) {
  const std::string* local_part = target.query_value("l");
  return local_part == nullptr || wkd::hash_local_part(*local_part) == hash;
}

bool is_for(std::string_view user_id, std::string_view address) {
  const auto canonical = store::canonical_address(pgp::address_of_user_id(user_id));
  return canonical.ok() && *canonical == address;
}

}  // namespace

KeyDirectory::KeyDirectory(Services& services)
    : services_(services),
      per_network_(services.config.key_lookups_per_network, kPeriodSeconds, services.random) {}

bool KeyDirectory::is_place(const net::Target& target) {
  return wkd::parse_request(target.segments).has_value();
}

net::Response KeyDirectory::answer(const net::RequestHead& head) {
  auto found = look_up(head);
  net::Response response = found.ok() ? *std::move(found) : problem_response(found.error());
  response.headers.set("Access-Control-Allow-Origin", "*");
  response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  return response;
}

Result<net::Response> KeyDirectory::look_up(const net::RequestHead& head) {
  const auto request = wkd::parse_request(head.target.segments);
  const std::string domain = request->domain.empty() ? domain_of_host(head) : request->domain;
  const auto& served = services_.config.domains;
  if (!services_.config.publish_keys || std::ranges::find(served, domain) == served.end()) {
    return Error(Errc::not_found);
  }
  // §4.5: an empty policy file says that this is a directory, and nothing more.
  if (request->hash.empty()) return net::make_response(200, "text/plain; charset=utf-8", "");
  const net::IpAddress peer = client_address(head);
  if (!net::is_loopback(peer)) {
    const auto wait = per_network_.take(net::network_of(peer).bytes, services_.clock.now());
    if (wait) return Error(Errc::too_many_attempts, std::to_string(*wait));
  }
  if (!fits_hash(head.target, request->hash)) return Error(Errc::not_found);
  TRY_ASSIGN(const Bytes found, certificate(*request, domain));
  auto response = net::make_response(200, "application/octet-stream", as_text(found));
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

Result<Bytes> KeyDirectory::certificate(const wkd::Request& request, const std::string& domain) {
  TRY_ASSIGN(const std::string address, services_.store.address_by_wkd_hash(domain, request.hash));
  TRY_ASSIGN(const store::Recipient recipient, services_.store.recipient(address));
  bool named = false;
  auto reduced = pgp::with_user_ids(recipient.certificate, [&](std::string_view user_id) {
    const bool wanted = is_for(user_id, address);
    named = named || wanted;
    return wanted;
  });
  if (!reduced.ok() || !named) return Error(Errc::not_found);
  return *std::move(reduced);
}

}  // namespace nightmail::api
