// SPDX-License-Identifier: Apache-2.0
//
// Finding keys for addresses: the own service's directory, what is remembered, and Web Key
// Directories, which the server asks on our behalf (docs/formats/peer-keys.md, "Finding").
// Free functions over a JmapCall.

#ifndef NIGHTMAIL_CLIENT_KEYS_KEY_FINDER_H_
#define NIGHTMAIL_CLIENT_KEYS_KEY_FINDER_H_

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "client/keys/key_choice.h"
#include "client/keys/peer_keys.h"
#include "client/session.h"
#include "client/sync.h"

namespace nightmail::client {

// One choice for each address (canonical, none twice), in their order. `peers` notes what follows
// and is not saved. A Web Key Directory that does not answer counts as one without a key. Errors:
// what the directory of the own service answers.
Result<std::vector<KeyChoice>> find_keys(const JmapCall& call, const Session& session,
                                         PeerKeys& peers, const std::vector<std::string>& addresses,
                                         Timestamp now);

// The certificates that may have signed mail from an address: what is remembered and not rejected,
// and what the own service's directory says.
Result<std::vector<PeerKey>> signer_keys(const JmapCall& call, const Session& session,
                                         const PeerKeys& peers, const std::string& address,
                                         Timestamp now);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_KEYS_KEY_FINDER_H_
