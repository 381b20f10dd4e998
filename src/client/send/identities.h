// SPDX-License-Identifier: Apache-2.0
//
// OwnIdentities: names and signatures of one's own addresses: the sealed item "settings/identities"
// (docs/formats/peer-keys.md). A value; free functions over a JmapCall.

#ifndef NIGHTMAIL_CLIENT_SEND_IDENTITIES_H_
#define NIGHTMAIL_CLIENT_SEND_IDENTITIES_H_

#include <map>
#include <string>

#include "base/result.h"
#include "client/session.h"
#include "client/sync.h"

namespace nightmail::client {

struct OwnIdentity {
  std::string name;
  std::string signature_text;
  std::string signature_html;
};
using OwnIdentities = std::map<std::string, OwnIdentity, std::less<>>;

// None if nothing usable is stored. Errc::bad_answer, and what the call returns.
Result<OwnIdentities> fetch_own_identities(const JmapCall& call, const Session& session);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SEND_IDENTITIES_H_
