// SPDX-License-Identifier: Apache-2.0
//
// Signing mail: RFC 6376 §5, relaxed/relaxed; with Ed25519 as in RFC 8463. Pure, any thread.
// Fields that readers see are signed once more than they occur, so that none can be added on the
// way (§8.15).

#ifndef NIGHTMAIL_PROTO_DKIM_SIGN_H_
#define NIGHTMAIL_PROTO_DKIM_SIGN_H_

#include <span>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "crypto/signing_key.h"

namespace nightmail::dkim {

struct Signer {
  std::string domain;    // d=, A-labels
  std::string selector;  // s=
  const crypto::SigningKey& key;
};

// One DKIM-Signature field for each signer, folded, each ended by CRLF: to be put before the
// message, whose line ends are CRLF.
[[nodiscard]] std::string sign(ByteView message, std::span<const Signer> signers, Timestamp now);

// The TXT record for a key: "v=DKIM1; k=rsa; p=..." (§3.6.1).
[[nodiscard]] std::string key_record(const crypto::SigningKey& key);

}  // namespace nightmail::dkim

#endif  // NIGHTMAIL_PROTO_DKIM_SIGN_H_
