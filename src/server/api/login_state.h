// SPDX-License-Identifier: Apache-2.0
//
// LoginState: what all login endpoints share: the OPAQUE server, exchanges that are under way, and
// limits on attempts. Owner: the API server; thread-safe; its functions block.

#ifndef NIGHTMAIL_SERVER_API_LOGIN_STATE_H_
#define NIGHTMAIL_SERVER_API_LOGIN_STATE_H_

#include <memory>
#include <optional>
#include <string>

#include "crypto/opaque_server.h"
#include "crypto/recovery_auth.h"
#include "net/endpoint.h"
#include "server/api/attempt_limiter.h"
#include "server/api/context.h"
#include "server/api/pending.h"

namespace nightmail::api {

// Between /auth/login/start and the request that brings `ke3`. No account: a fake login, which must
// look and cost like a real one (RFC 9807 §10.9).
struct PendingLogin {
  crypto::opaque::LoginState state;
  std::optional<store::AccountId> account;
  std::string address;  // canonical
};

// Between the password and the second factor.
struct PendingSecond {
  store::AccountId account{};
  Bytes label;      // of the device
  Bytes challenge;  // for a passkey
};

// A second factor that is being enrolled.
struct PendingSetup {
  store::AccountId account{};
  store::FactorKind kind = store::FactorKind::totp;
  Bytes secret;  // of TOTP; of a passkey the challenge
};

struct PendingRecovery {
  std::optional<store::AccountId> account;
  std::string address;
};

// What the store has of an account that someone wants to log in to; a stand-in of the same shape if
// there is none. Both take the same calls to the store.
struct LoginAccount {
  std::optional<store::AccountId> id;
  store::Credentials credentials;
};

class LoginState {
 public:
  // Reads the service's OPAQUE keys from the store, making them the first time.
  [[nodiscard]] static Result<std::unique_ptr<LoginState>> open(Services& services);

  [[nodiscard]] Services& services() { return services_; }
  [[nodiscard]] const crypto::opaque::Server& opaque() const { return opaque_; }
  [[nodiscard]] Pending<PendingLogin>& logins() { return logins_; }
  [[nodiscard]] Pending<PendingRecovery>& challenges() { return challenges_; }
  [[nodiscard]] Pending<store::AccountId>& tickets() { return tickets_; }
  [[nodiscard]] Pending<PendingSecond>& seconds() { return seconds_; }
  [[nodiscard]] Pending<PendingSetup>& setups() { return setups_; }
  [[nodiscard]] const ApiConfig& config() const { return services_.config; }

  // `address` is canonical; only the account's own name finds it, so that aliases cannot be linked.
  [[nodiscard]] Result<LoginAccount> find_account(const std::string& address);

  // Errc::too_many_attempts, with the seconds to wait in the context. An empty address stands for
  // none; loopback is not counted as a network.
  [[nodiscard]] Result<> take_attempt(const std::string& address, const net::IpAddress& peer);
  void give_back_attempt(const std::string& address, const net::IpAddress& peer);
  // The same for second factors, which only somebody who knows the password can try.
  [[nodiscard]] Result<> take_second_attempt(store::AccountId account);
  void give_back_second_attempt(store::AccountId account);

 private:
  LoginState(Services& services, crypto::opaque::ServerKeys keys);

  Services& services_;
  crypto::opaque::Server opaque_;
  crypto::RecoveryPublicKey stand_in_key_;
  AttemptLimiter per_account_;
  AttemptLimiter per_network_;
  AttemptLimiter second_;
  Pending<PendingLogin> logins_;
  Pending<PendingRecovery> challenges_;
  Pending<store::AccountId> tickets_;
  Pending<PendingSecond> seconds_;
  Pending<PendingSetup> setups_;
};

// The canonical form of an address that someone typed at login; what is no address becomes a text
// that no account has, so that it too gets the answer of an unknown account.
[[nodiscard]] std::string login_address(std::string_view typed);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_LOGIN_STATE_H_
