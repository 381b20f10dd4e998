// SPDX-License-Identifier: Apache-2.0
//
// PeerKeys: all keys of correspondents that the account remembers, as one device sees them:
// fetched, looked at and changed in memory, then saved. The rules of docs/formats/peer-keys.md that
// need no other source live here. One thread at a time.

#ifndef NIGHTMAIL_CLIENT_KEYS_PEER_KEYS_H_
#define NIGHTMAIL_CLIENT_KEYS_PEER_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "client/keys/peer_key.h"
#include "client/session.h"
#include "client/sync.h"

namespace nightmail::client {

class PeerKeys {
 public:
  static constexpr std::size_t kMaxSeen = 300;  // keys that were only seen in mail

  static Result<PeerKeys> fetch(const JmapCall& call, const Session& session);

  [[nodiscard]] std::vector<const PeerKey*> all() const;
  // The key that is seen, pinned or verified for a canonical address; nullptr if there is none. The
  // pointers live until something is changed.
  [[nodiscard]] const PeerKey* current(std::string_view address) const;
  // The newest that waits for a decision.
  [[nodiscard]] const PeerKey* pending(std::string_view address) const;
  [[nodiscard]] const PeerKey* find(std::string_view address, std::string_view fingerprint) const;

  // Adds a key, or replaces that of the same fingerprint and (first) address.
  void put(PeerKey key);
  // `key` becomes the only one that is current for its addresses.
  void make_current(PeerKey key);
  // Everything known of an address. False if there was nothing.
  bool forget(std::string_view address);
  void remove(std::string_view address, std::string_view fingerprint);

  // True if save() would write something.
  [[nodiscard]] bool changed() const;
  // Errc::refused, and what the call returns.
  Result<> save(const JmapCall& call, const Session& session, Random& random);

 private:
  struct Entry {
    std::string item;  // its name on the server; empty: not there yet
    PeerKey key;
    bool changed = false;
  };
  [[nodiscard]] Entry* entry(std::string_view address, std::string_view fingerprint);
  void drop(std::size_t index);
  void limit_seen();

  std::vector<Entry> entries_;
  std::vector<std::string> removed_;
};

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_KEYS_PEER_KEYS_H_
