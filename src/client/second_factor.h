// SPDX-License-Identifier: Apache-2.0
//
// Second factors of one's own account: one-time codes and recovery codes (docs/protocol.md, "Second
// factors"; passkeys are the browser's). Free functions over a Service.

#ifndef NIGHTMAIL_CLIENT_SECOND_FACTOR_H_
#define NIGHTMAIL_CLIENT_SECOND_FACTOR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "client/account.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

struct FactorRow {
  std::string id;
  std::string kind;        // "totp", "passkey"
  std::string label;       // opened; safe to show
  std::string created_at;  // UTCDate
};

struct FactorList {
  std::vector<FactorRow> factors;
  std::int64_t recovery_codes_left = 0;
};

struct TotpSetup {
  std::string setup;
  std::string secret;  // base32, to be typed into an authenticator program
  std::string uri;     // otpauth://..., for a QR code
};

Result<FactorList> list_factors(Service& service, const Session& session);
Result<TotpSetup> begin_totp(Service& service);
// Errc::wrong_password (also a wrong code; the context says which). The recovery codes, if it is
// the first factor.
Result<std::vector<std::string>> finish_totp(Service& service, const Session& session,
                                             const Tools& tools, const TotpSetup& setup,
                                             const std::string& code, const std::string& label,
                                             const SecretBytes& password);
Result<> remove_factor(Service& service, const Session& session, const Tools& tools,
                       const std::string& id, const SecretBytes& password);
Result<std::vector<std::string>> renew_recovery_codes(Service& service, const Session& session,
                                                      const Tools& tools,
                                                      const SecretBytes& password);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SECOND_FACTOR_H_
