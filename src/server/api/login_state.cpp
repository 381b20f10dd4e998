// SPDX-License-Identifier: Apache-2.0

#include "server/api/login_state.h"

#include <algorithm>
#include <utility>

#include "server/api/errors.h"
#include "server/api/ids.h"
#include "store/address.h"

namespace nightmail::api {
namespace {

constexpr std::int64_t kAttemptPeriodSeconds = 15 * 60;
constexpr std::size_t kPendingCapacity = 20'000;  // about 400 octets each
constexpr std::int64_t kLoginLifetimeMs = 60'000;
constexpr std::int64_t kSecondAttempts = 5;  // in a period
constexpr std::int64_t kSecondLifetimeMs = 5 * 60'000;
constexpr std::int64_t kSetupLifetimeMs = 10 * 60'000;
constexpr std::int64_t kChallengeLifetimeMs = 5 * 60'000;
constexpr std::int64_t kTicketLifetimeMs = 10 * 60'000;

// No account has it: ids are positive.
constexpr store::AccountId kNobody{0};

Result<> too_many(std::int64_t seconds) {
  return Error(Errc::too_many_attempts, std::to_string(seconds));
}

}  // namespace

Result<std::unique_ptr<LoginState>> LoginState::open(Services& services) {
  const auto fresh = crypto::opaque::ServerKeys::generate(services.random).serialize();
  TRY_ASSIGN(Bytes stored, services.store.service_value_or("opaque_setup", fresh.expose()));
  auto keys = crypto::opaque::ServerKeys::parse(stored);
  wipe(stored);
  if (!keys.ok()) return Error(Errc::server_fail, "the stored OPAQUE keys cannot be read");
  return std::unique_ptr<LoginState>(new LoginState(services, *std::move(keys)));
}

LoginState::LoginState(Services& services, crypto::opaque::ServerKeys keys)
    : services_(services),
      opaque_(std::move(keys)),
      stand_in_key_(crypto::recovery_public_key(SecretKey32(services.random.array<32>()))),
      per_account_(services.config.login_attempts_per_account, kAttemptPeriodSeconds,
                   services.random),
      per_network_(services.config.login_attempts_per_network, kAttemptPeriodSeconds,
                   services.random),
      second_(kSecondAttempts, kAttemptPeriodSeconds, services.random),
      logins_(kPendingCapacity, kLoginLifetimeMs),
      challenges_(kPendingCapacity, kChallengeLifetimeMs),
      tickets_(kPendingCapacity, kTicketLifetimeMs),
      seconds_(kPendingCapacity, kSecondLifetimeMs),
      setups_(kPendingCapacity, kSetupLifetimeMs) {}

Result<LoginAccount> LoginState::find_account(const std::string& address) {
  LoginAccount found;
  const auto id = services_.store.account_by_address(address);
  if (!id.ok() && !id.error().is(store::Errc::not_found)) return id.error();
  const store::AccountId wanted = id.ok() ? *id : kNobody;
  const auto account = services_.store.account(wanted);
  auto credentials = services_.store.credentials(wanted);
  for (const Error* error : {account.ok() ? nullptr : &account.error(),
                             credentials.ok() ? nullptr : &credentials.error()}) {
    if (error != nullptr && !error->is(store::Errc::not_found)) return *error;
  }
  found.credentials.recovery_public_key.assign(stand_in_key_.begin(), stand_in_key_.end());
  if (!account.ok() || !credentials.ok() || account->name != address) return found;
  found.id = wanted;
  found.credentials = *std::move(credentials);
  return found;
}

Result<> LoginState::take_attempt(const std::string& address, const net::IpAddress& peer) {
  const Timestamp now = services_.clock.now();
  if (!net::is_loopback(peer)) {
    const auto wait = per_network_.take(net::network_of(peer).bytes, now);
    if (wait) return too_many(*wait);
  }
  if (!address.empty()) {
    const auto wait = per_account_.take(as_bytes(address), now);
    if (wait) return too_many(*wait);
  }
  return {};
}

void LoginState::give_back_attempt(const std::string& address, const net::IpAddress& peer) {
  const Timestamp now = services_.clock.now();
  if (!net::is_loopback(peer)) per_network_.give_back(net::network_of(peer).bytes, now);
  if (!address.empty()) per_account_.give_back(as_bytes(address), now);
}

Result<> LoginState::take_second_attempt(store::AccountId account) {
  const std::string subject = to_text(account);
  const auto wait = second_.take(as_bytes(subject), services_.clock.now());
  return wait ? too_many(*wait) : Result<>();
}

void LoginState::give_back_second_attempt(store::AccountId account) {
  const std::string subject = to_text(account);
  second_.give_back(as_bytes(subject), services_.clock.now());
}

std::string login_address(std::string_view typed) {
  auto canonical = store::canonical_address(typed);
  return canonical.ok() ? *std::move(canonical) : "?" + std::string(typed);
}

}  // namespace nightmail::api
