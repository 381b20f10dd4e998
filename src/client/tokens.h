// SPDX-License-Identifier: Apache-2.0
//
// App tokens: with one, another program may read the account's sealed mail over JMAP
// (docs/protocol.md). Their labels are sealed. Free functions over a Service.

#ifndef NIGHTMAIL_CLIENT_TOKENS_H_
#define NIGHTMAIL_CLIENT_TOKENS_H_

#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

struct AppToken {
  std::string id;
  std::string label;       // opened; safe to show
  std::string created_at;  // UTCDate
  std::string last_used;   // UTCDate or empty
  std::string expires_at;  // UTCDate or empty
};

struct NewAppToken {
  std::string id;
  SecretBytes token;  // said this once
};

Result<std::vector<AppToken>> list_tokens(Service& service, const Session& session);
Result<NewAppToken> make_token(Service& service, const Session& session, const std::string& label,
                               Random& random);
// Errc::not_found.
Result<> revoke_token(Service& service, const Session& session, const std::string& id);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_TOKENS_H_
