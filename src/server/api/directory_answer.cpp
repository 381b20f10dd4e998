// SPDX-License-Identifier: Apache-2.0
//
// What a Web Key Directory answered: which certificate in it is the one for an address.

#include <algorithm>
#include <array>

#include "pgp/seal/armor.h"
#include "pgp/seal/certificate.h"
#include "pgp/seal/errors.h"
#include "pgp/seal/user_id.h"
#include "server/api/key_discovery.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

using Kind = DiscoveredKey::Kind;

constexpr std::size_t kMostCertificates = 8;

struct Row {
  Kind kind;
  std::string_view name;
  std::string_view sentence;
};
// In the order of how much an answer is worth.
constexpr std::array kRows{
    Row{Kind::found, "found", "A key was found."},
    Row{Kind::expired, "expired", "The key has expired; its owner has to prolong it."},
    Row{Kind::revoked, "revoked", "The key was revoked by its owner."},
    Row{Kind::wrong_address, "wrongAddress", "The key that was given is not for this address."},
    Row{Kind::unusable, "unusable", "What was given is no key that can be used."},
    Row{Kind::not_found, "notFound", "No key was found."},
    Row{Kind::unreachable, "unreachable", "The key directory of the domain did not answer."},
    Row{Kind::rate_limited, "rateLimited", "Too many look-ups; try again in some minutes."},
};

const Row& row_of(Kind kind) {
  return *std::ranges::find(kRows, kind, &Row::kind);
}

bool names(std::string_view user_id, const std::string& address) {
  const auto canonical = store::canonical_address(pgp::address_of_user_id(user_id));
  return canonical.ok() && *canonical == address;
}

std::string lower(std::string hex) {
  std::ranges::transform(hex, hex.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c;
  });
  return hex;
}

Kind kind_of(const Error& why) {
  if (why.is(pgp::SealErrc::expired)) return Kind::expired;
  return why.is(pgp::SealErrc::revoked) ? Kind::revoked : Kind::unusable;
}

DiscoveredKey judge(ByteView octets, const std::string& address, Timestamp now) {
  const auto certificate = pgp::Certificate::parse(octets, now);
  if (!certificate.ok()) return {Kind::unusable, {}, {}};
  const auto wanted = [&](std::string_view user_id) { return names(user_id, address); };
  const bool named = std::ranges::any_of(certificate->user_ids(), wanted);
  const auto key = certificate->encryption_key(now);
  // A revoked certificate has no user id that is still valid.
  if (!key.ok() && (named || certificate->revoked())) return {kind_of(key.error()), {}, {}};
  if (!named) return {Kind::wrong_address, {}, {}};
  auto reduced = pgp::with_user_ids(certificate->bytes(), wanted);
  if (!reduced.ok()) return {Kind::unusable, {}, {}};
  return {Kind::found, lower(certificate->fingerprint()), *std::move(reduced)};
}

}  // namespace

std::string_view kind_name(Kind kind) {
  return row_of(kind).name;
}
std::string_view kind_sentence(Kind kind) {
  return row_of(kind).sentence;
}

DiscoveredKey judge_directory_answer(ByteView body, const std::string& address, Timestamp now) {
  DiscoveredKey best{Kind::unusable, {}, {}};
  const auto binary = pgp::dearmored(body, body.size());
  const auto parts = binary.ok() ? pgp::split_certificates(*binary, kMostCertificates)
                                 : Result<std::vector<ByteView>>(binary.error());
  if (!parts.ok()) return best;
  for (const ByteView part : *parts) {
    DiscoveredKey one = judge(part, address, now);
    if (&row_of(one.kind) < &row_of(best.kind)) best = std::move(one);
  }
  return best;
}

}  // namespace nightmail::api
