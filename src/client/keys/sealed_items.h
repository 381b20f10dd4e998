// SPDX-License-Identifier: Apache-2.0
//
// Sealed items of the account, opened: names and contents that all devices share and the server
// can't read (docs/formats/account.md; docs/protocol.md, SealedItem). Free functions over a
// JmapCall.

#ifndef NIGHTMAIL_CLIENT_KEYS_SEALED_ITEMS_H_
#define NIGHTMAIL_CLIENT_KEYS_SEALED_ITEMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "client/session.h"
#include "client/sync.h"
#include "crypto/account_secret.h"

namespace nightmail::client {

struct SealedItem {
  std::string name;
  PlainBytes content;
};

// Those whose names begin with `prefix`. Items that do not open are left out. Errc::bad_answer.
Result<std::vector<SealedItem>> fetch_items(const JmapCall& call, const Session& session,
                                            std::string_view prefix, crypto::Purpose purpose);

struct ItemChanges {
  std::vector<SealedItem> created, updated;
  std::vector<std::string> removed;
  [[nodiscard]] bool empty() const { return created.empty() && updated.empty() && removed.empty(); }
};
// Errc::refused if the server does not keep one of them.
Result<> store_items(const JmapCall& call, const Session& session, const ItemChanges& changes,
                     crypto::Purpose purpose, Random& random);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_KEYS_SEALED_ITEMS_H_
