// SPDX-License-Identifier: Apache-2.0

#include "server/api/invites.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "server/api/errors.h"
#include "store/errors.h"

namespace nightmail::api {
namespace {

constexpr std::string_view kPrefix = "invite-";
constexpr std::string_view kMacContext = "nightmail invite v1";
constexpr std::size_t kRandomOctets = 14;
constexpr std::size_t kMacOctets = 16;

std::string hash_of(std::string_view text) {
  return crypto::hex_encode(crypto::sha256(as_bytes(text)));
}
std::string used_key(std::string_view code) {
  return "invite-used/" + hash_of(code);
}
// Says who used it to nobody who does not hold the code.
Bytes used_value(std::string_view code, std::string_view address) {
  return to_bytes(hash_of(std::string(code) + '\n' + std::string(address)));
}

Bytes mac_of(const SecretKey32& invite_key, ByteView random) {
  const auto mac = crypto::hmac_sha512_concat(invite_key.expose(), {as_bytes(kMacContext), random});
  return to_bytes(ByteView(mac).first(kMacOctets));
}

bool is_ours(const SecretKey32& invite_key, std::string_view code) {
  if (!code.starts_with(kPrefix)) return false;
  const auto bytes = crypto::base64url_decode(code.substr(kPrefix.size()));
  if (!bytes.ok() || bytes->size() != kRandomOctets + kMacOctets) return false;
  const ByteView random = ByteView(*bytes).first(kRandomOctets);
  return crypto::equal_constant_time(mac_of(invite_key, random),
                                     ByteView(*bytes).subspan(kRandomOctets));
}

}  // namespace

std::string make_invite(const SecretKey32& invite_key, Random& random) {
  const auto unique = random.array<kRandomOctets>();
  Bytes code(unique.begin(), unique.end());
  append(code, mac_of(invite_key, ByteView(code)));
  return std::string(kPrefix) + crypto::base64url_encode(code);
}

Result<> check_invite(store::ServiceValues& values, const SecretKey32& invite_key,
                      std::string_view code, std::string_view canonical_address) {
  if (!is_ours(invite_key, code)) return Error(Errc::invite_invalid);
  const auto used = values.service_value(used_key(code));
  if (!used.ok() && used.error().is(store::Errc::not_found)) return {};
  if (!used.ok()) return used.error();
  if (*used != used_value(code, canonical_address)) return Error(Errc::invite_invalid);
  return {};
}

Result<> use_invite(store::ServiceValues& values, std::string_view code,
                    std::string_view canonical_address) {
  const Bytes wanted = used_value(code, canonical_address);
  TRY_ASSIGN(const Bytes stored, values.service_value_or(used_key(code), wanted));
  if (stored != wanted) return Error(Errc::invite_invalid);
  return {};
}

}  // namespace nightmail::api
