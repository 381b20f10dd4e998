// SPDX-License-Identifier: Apache-2.0
//
// The account's OpenPGP secret keys as sealed items on the server: "openpgp/<fingerprint>", sealed
// under the account secret (docs/formats/account.md).

#ifndef NIGHTMAIL_CLIENT_ACCOUNT_KEYS_H_
#define NIGHTMAIL_CLIENT_ACCOUNT_KEYS_H_

#include <boost/json/object.hpp>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/service.h"
#include "client/session.h"
#include "pgp/open/secret_key.h"

namespace nightmail::client {

// {"name", "sealed"} as sign-up sends it.
[[nodiscard]] json::object sealed_key_item(const pgp::SecretKey& key, const SecretKey32& secret,
                                           Random& random);

// All keys of the account, the primary one first. Errc::damaged if there is none that opens.
Result<std::vector<pgp::SecretKey>> fetch_keys(Service& service, const Session& session,
                                               Timestamp now);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_ACCOUNT_KEYS_H_
