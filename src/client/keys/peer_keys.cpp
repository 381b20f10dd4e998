// SPDX-License-Identifier: Apache-2.0
#include "client/keys/peer_keys.h"

#include <algorithm>

#include "client/keys/sealed_items.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kPrefix = "peerkeys/";

bool is_current(KeyTrust trust) {
  return trust == KeyTrust::seen || trust == KeyTrust::pinned || trust == KeyTrust::verified;
}

PlainBytes content_of(const PeerKey& key) {
  const std::string text = to_json(key);
  return {text.begin(), text.end()};
}

}  // namespace

Result<PeerKeys> PeerKeys::fetch(const JmapCall& call, const Session& session) {
  TRY_ASSIGN(const auto items, fetch_items(call, session, kPrefix, crypto::Purpose::contact));
  PeerKeys keys;
  for (const SealedItem& item : items) {
    auto key = peer_key_from_json(item.content);
    if (key.ok()) keys.entries_.push_back({item.name, *std::move(key)});
  }
  return keys;
}

std::vector<const PeerKey*> PeerKeys::all() const {
  std::vector<const PeerKey*> keys;
  for (const Entry& entry : entries_) keys.push_back(&entry.key);
  return keys;
}

// The strongest: two devices may each have pinned one.
const PeerKey* PeerKeys::current(std::string_view address) const {
  const PeerKey* best = nullptr;
  for (const Entry& entry : entries_) {
    if (!is_current(entry.key.trust) || !entry.key.is_for(address)) continue;
    if (best == nullptr || entry.key.trust > best->trust) best = &entry.key;
  }
  return best;
}

const PeerKey* PeerKeys::pending(std::string_view address) const {
  const PeerKey* newest = nullptr;
  for (const Entry& entry : entries_) {
    if (entry.key.trust != KeyTrust::pending || !entry.key.is_for(address)) continue;
    if (newest == nullptr || entry.key.last_seen > newest->last_seen) newest = &entry.key;
  }
  return newest;
}

PeerKeys::Entry* PeerKeys::entry(std::string_view address, std::string_view fingerprint) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.key.fingerprint == fingerprint && entry.key.is_for(address);
  });
  return found == entries_.end() ? nullptr : &*found;
}

const PeerKey* PeerKeys::find(std::string_view address, std::string_view fingerprint) const {
  const Entry* const found = const_cast<PeerKeys*>(this)->entry(address, fingerprint);
  return found == nullptr ? nullptr : &found->key;
}

void PeerKeys::put(PeerKey key) {
  Entry* const old = entry(key.addresses.front(), key.fingerprint);
  if (old == nullptr) {
    entries_.push_back({{}, std::move(key), true});
    limit_seen();
  } else if (!(old->key == key)) {
    old->key = std::move(key);
    old->changed = true;
  }
}

void PeerKeys::make_current(PeerKey key) {
  for (const std::string& address : key.addresses) {
    while (const PeerKey* const other = current(address)) {
      if (other->fingerprint == key.fingerprint) break;
      remove(address, std::string(other->fingerprint));
    }
  }
  put(std::move(key));
}

bool PeerKeys::forget(std::string_view address) {
  const std::size_t before = entries_.size();
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (entries_[i].key.is_for(address)) drop(i);
  }
  return entries_.size() < before;
}

void PeerKeys::remove(std::string_view address, std::string_view fingerprint) {
  for (std::size_t i = entries_.size(); i-- > 0;) {
    const PeerKey& key = entries_[i].key;
    if (key.fingerprint == fingerprint && key.is_for(address)) drop(i);
  }
}

void PeerKeys::drop(std::size_t index) {
  if (!entries_[index].item.empty()) removed_.push_back(entries_[index].item);
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(index));
}

void PeerKeys::limit_seen() {
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].key.trust == KeyTrust::seen) seen.push_back(i);
  }
  if (seen.size() <= kMaxSeen) return;
  const auto older = [&](std::size_t a, std::size_t b) {
    return entries_[a].key.last_seen < entries_[b].key.last_seen;
  };
  drop(*std::min_element(seen.begin(), seen.end(), older));
}

bool PeerKeys::changed() const {
  return !removed_.empty() || std::any_of(entries_.begin(), entries_.end(),
                                          [](const Entry& entry) { return entry.changed; });
}

Result<> PeerKeys::save(const JmapCall& call, const Session& session, Random& random) {
  ItemChanges changes;
  changes.removed = removed_;
  for (Entry& entry : entries_) {
    if (!entry.changed) continue;
    const bool is_new = entry.item.empty();
    if (is_new) entry.item = std::string(kPrefix) + crypto::hex_encode(random.array<8>());
    (is_new ? changes.created : changes.updated).push_back({entry.item, content_of(entry.key)});
  }
  if (changes.empty()) return {};
  TRY(store_items(call, session, changes, crypto::Purpose::contact, random));
  removed_.clear();
  for (Entry& entry : entries_) entry.changed = false;
  return {};
}

}  // namespace nightmail::client
