// SPDX-License-Identifier: Apache-2.0
//
// PeerKey: what the account remembers of a correspondent's OpenPGP key: the sealed items
// "peerkeys/..." that all devices share (docs/formats/peer-keys.md). A value.

#ifndef NIGHTMAIL_CLIENT_KEYS_PEER_KEY_H_
#define NIGHTMAIL_CLIENT_KEYS_PEER_KEY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace nightmail::client {

enum class KeySource { directory, wkd, autocrypt, import };
enum class KeyTrust {
  seen,      // came with a mail (Autocrypt) and was never used: a newer one takes its place
  pinned,    // used or imported: no other key is used in its place unasked
  verified,  // the person compared the fingerprint
  pending,   // found while another one is pinned: waits for the person's decision
  rejected,  // the person does not want it
};

[[nodiscard]] std::string_view key_source_word(KeySource source);
[[nodiscard]] std::string_view key_trust_word(KeyTrust trust);

struct PeerKey {
  std::vector<std::string> addresses;  // canonical
  std::string fingerprint;             // upper-case hex
  Bytes certificate;                   // binary
  KeySource source = KeySource::import;
  KeyTrust trust = KeyTrust::pinned;
  Timestamp first_seen, last_seen;
  bool prefers_encryption = false;

  [[nodiscard]] bool is_for(std::string_view address) const;
  bool operator==(const PeerKey&) const = default;
};

inline constexpr std::size_t kMaxPeerKeyJson = 160 * 1024;

[[nodiscard]] std::string to_json(const PeerKey& key);
// Unknown members are ignored. Errc::damaged.
[[nodiscard]] Result<PeerKey> peer_key_from_json(ByteView json);

// The form in which addresses are compared (docs/protocol.md): ASCII letters in lower case, domain
// as A-labels. Errc::bad_input if it is no address.
[[nodiscard]] Result<std::string> canonical_address(std::string_view address);

// "0123 4567 ... " for reading aloud: groups of four, a wider gap in the middle.
[[nodiscard]] std::string readable_fingerprint(std::string_view fingerprint);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_KEYS_PEER_KEY_H_
