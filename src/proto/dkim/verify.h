// SPDX-License-Identifier: Apache-2.0
//
// Verifying signatures: RFC 6376 §6, RFC 8301, RFC 8463. Without I/O: signatures_of() says which
// records are needed, verify() judges one signature by the text of its record. Pure, any thread.
// SECURITY: message and record are a stranger's. Signatures of a part of the body (l=) are refused,
// as anything can be put behind (§8.2).

#ifndef NIGHTMAIL_PROTO_DKIM_VERIFY_H_
#define NIGHTMAIL_PROTO_DKIM_VERIFY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "crypto/signing_key.h"
#include "proto/dkim/fields.h"

namespace nightmail::dkim {

inline constexpr std::size_t kMostSignatures = 10;  // of one message; the rest is not looked at

struct Signature {
  std::string domain;    // d=, lower case
  std::string selector;  // s=
  std::string identity;  // the domain of i=, lower case
  crypto::SigningAlgorithm algorithm = crypto::SigningAlgorithm::rsa_sha256;
  Canonical header = Canonical::simple;
  Canonical body = Canonical::simple;
  std::vector<std::string> names;       // h=
  Bytes body_digest;                    // bh=
  Bytes value;                          // b=
  std::optional<std::int64_t> expires;  // x=, seconds
  std::string_view field;               // in the message

  // Where its key lies: SELECTOR._domainkey.DOMAIN
  [[nodiscard]] std::string record_name() const;
};

struct Verdict {
  enum class Kind { pass, fail, permerror };  // of RFC 8601 §2.7.1
  Kind kind = Kind::permerror;
  std::string_view reason;  // "" for pass
};

struct Found {
  std::optional<Signature> signature;
  Verdict verdict;  // where there is no signature: why it cannot be judged
};

// Each DKIM-Signature field, from the top.
[[nodiscard]] std::vector<Found> signatures_of(ByteView message);

// `record`: the TXT record at record_name().
[[nodiscard]] Verdict verify(ByteView message, const Signature& signature, std::string_view record,
                             Timestamp now);

}  // namespace nightmail::dkim

#endif  // NIGHTMAIL_PROTO_DKIM_VERIFY_H_
