// SPDX-License-Identifier: Apache-2.0
//
// KeyChoice: which key a mail to an address is encrypted with, or why with none. The decision
// alone, without network: what is remembered (PeerKeys) meets what was found just now
// (docs/formats/peer-keys.md). Values and free functions.

#ifndef NIGHTMAIL_CLIENT_KEYS_KEY_CHOICE_H_
#define NIGHTMAIL_CLIENT_KEYS_KEY_CHOICE_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "client/keys/peer_keys.h"
#include "pgp/seal/certificate.h"
#include "proto/autocrypt/header.h"

namespace nightmail::client {

// A certificate that a directory showed for an address.
struct FoundKey {
  pgp::Certificate certificate;
  KeySource source = KeySource::directory;
};

struct KeyChoice {
  enum class Kind {
    usable,   // `certificate` it is
    none,     // no key is known
    stopped,  // a key changed, or the known one can't be used: nothing may be sent until the
              // person decides; `problem` says what to do
  };
  std::string address;  // canonical
  Kind kind = Kind::none;
  std::optional<pgp::Certificate> certificate;
  KeyTrust trust = KeyTrust::pinned;
  KeySource source = KeySource::directory;
  bool first_use = false;
  std::string problem;  // stopped: full sentences; none: why what was found is of no use
};

// Decides for a canonical address and notes in `peers` what follows: pins at first use, keeps what
// changed as pending, takes over a renewed certificate.
[[nodiscard]] KeyChoice choose_key(PeerKeys& peers, const std::string& address,
                                   const std::optional<FoundKey>& found, Timestamp now);

// Notes the key that a mail brought along. `own`: nothing is learned about these addresses.
void learn_key(PeerKeys& peers, const autocrypt::Learned& learned, std::string_view own,
               Timestamp now);

// "has expired", "was revoked", "has nothing to encrypt with", ...: why it can't be used now; empty
// if it can.
[[nodiscard]] std::string why_unusable(const pgp::Certificate& certificate, Timestamp now);

// True if one of its user ids is of this canonical address.
[[nodiscard]] bool has_user_id(const pgp::Certificate& certificate, std::string_view address);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_KEYS_KEY_CHOICE_H_
