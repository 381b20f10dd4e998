// SPDX-License-Identifier: Apache-2.0
//
// PublicKey/get, /lookup and /discover (docs/protocol.md): one's own certificates, those of other
// users of this service, and those that other domains publish, to seal mail to.

#include <algorithm>
#include <array>
#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/key_discovery.h"
#include "server/api/standard_methods.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

constexpr std::array<std::string_view, 4> kProperties{"id", "fingerprint", "certificate",
                                                      "isPrimary"};

JsonObject to_json(const store::PublicKey& key) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(key.fingerprint));
  jmap::put(object, "fingerprint", jmap::json_text(key.fingerprint));
  jmap::put(object, "certificate", bytes_to_json(key.certificate));
  jmap::put(object, "isPrimary", key.primary);
  return object;
}

// Null if nobody here has the address, or a key.
Result<Json> look_up(const Context& context, const std::string& address) {
  const auto canonical = store::canonical_address(address);
  if (!canonical.ok()) return Json(nullptr);
  const auto found = context.store().recipient(store::without_plus_suffix(*canonical));
  if (!found.ok() && found.error().is(store::Errc::not_found)) return Json(nullptr);
  if (!found.ok()) return method_failure(found.error());
  if (found->certificate.empty()) return Json(nullptr);
  JsonObject object;
  jmap::put(object, "address", jmap::json_text(address));
  jmap::put(object, "fingerprint", jmap::json_text(found->fingerprint));
  jmap::put(object, "certificate", bytes_to_json(found->certificate));
  return Json(std::move(object));
}

// What other domains' directories may be asked for; users of this service are looked up.
bool is_elsewhere(const Context& context, const std::string& canonical) {
  const std::string_view domain = store::domain_part(canonical);
  const auto& served = context.services.config.domains;
  return !domain.starts_with('[') && std::ranges::find(served, domain) == served.end();
}

std::vector<DiscoveredKey> discover(const Context& context,
                                    const std::vector<std::string>& canonical) {
  if (context.services.discovery != nullptr) {
    return context.services.discovery->find(context.account(), canonical);
  }
  std::vector<DiscoveredKey> nothing(canonical.size());
  for (DiscoveredKey& key : nothing) key.kind = DiscoveredKey::Kind::not_found;
  return nothing;
}

struct DiscoverAnswer {
  JsonArray list, not_found, failed;

  void add(const std::string& address, const DiscoveredKey& key) {
    if (key.kind == DiscoveredKey::Kind::not_found) {
      return not_found.push_back(jmap::json_text(address));
    }
    JsonObject object;
    jmap::put(object, "address", jmap::json_text(address));
    if (key.kind == DiscoveredKey::Kind::found) {
      jmap::put(object, "fingerprint", jmap::json_text(key.fingerprint));
      jmap::put(object, "certificate", bytes_to_json(key.certificate));
      jmap::put(object, "source", "wkd");
      return list.push_back(std::move(object));
    }
    jmap::put(object, "type", jmap::json_text(kind_name(key.kind)));
    jmap::put(object, "description", jmap::json_text(kind_sentence(key.kind)));
    failed.push_back(std::move(object));
  }
};

}  // namespace

Result<JsonObject> public_key_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kProperties));
  const auto keys = context.store().public_keys(context.account());
  if (!keys.ok()) return method_failure(keys.error());
  std::vector<JsonObject> all;
  for (const store::PublicKey& key : *keys) all.push_back(to_json(key));
  std::string state = state_of(all);
  return answer_get(context, get, std::move(all), std::move(state));
}

Result<JsonObject> public_key_lookup(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const auto addresses, reader.texts("addresses"));
  TRY(reader.finish());
  if (!addresses) return Error(jmap::Errc::invalid_arguments, "addresses: is required");
  if (static_cast<std::int64_t>(addresses->size()) > context.limits().max_lookup_addresses) {
    return Error(jmap::Errc::request_too_large, "more than maxLookupAddresses");
  }
  JsonArray list, not_found;
  for (const std::string& address : *addresses) {
    TRY_ASSIGN(Json found, look_up(context, address));
    if (found.is_null()) {
      not_found.push_back(jmap::json_text(address));
    } else {
      list.push_back(std::move(found));
    }
  }
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "list", std::move(list));
  jmap::put(answer, "notFound", std::move(not_found));
  return answer;
}

Result<JsonObject> public_key_discover(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const auto addresses, reader.texts("addresses"));
  TRY(reader.finish());
  if (!addresses) return Error(jmap::Errc::invalid_arguments, "addresses: is required");
  if (static_cast<std::int64_t>(addresses->size()) > context.limits().max_discover_addresses) {
    return Error(jmap::Errc::request_too_large, "more than maxDiscoverAddresses");
  }
  DiscoverAnswer found;
  std::vector<std::string> asked, canonical;
  for (const std::string& address : *addresses) {
    auto form = store::canonical_address(address);
    if (form.ok() && is_elsewhere(context, *form)) {
      asked.push_back(address);
      canonical.push_back(*std::move(form));
    } else {
      found.not_found.push_back(jmap::json_text(address));
    }
  }
  const std::vector<DiscoveredKey> keys = discover(context, canonical);
  for (std::size_t i = 0; i < keys.size(); ++i) found.add(asked[i], keys[i]);
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "list", std::move(found.list));
  jmap::put(answer, "notFound", std::move(found.not_found));
  jmap::put(answer, "failed", std::move(found.failed));
  return answer;
}

}  // namespace nightmail::api
