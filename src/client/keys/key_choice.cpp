// SPDX-License-Identifier: Apache-2.0
#include "client/keys/key_choice.h"

#include <algorithm>

#include "pgp/seal/errors.h"
#include "proto/mime/address.h"

namespace nightmail::client {
namespace {

bool is_strong(const PeerKey* key) {
  return key != nullptr && (key->trust == KeyTrust::pinned || key->trust == KeyTrust::verified);
}

KeyChoice with_kind(const std::string& address, KeyChoice::Kind kind, std::string problem) {
  KeyChoice choice;
  choice.address = address;
  choice.kind = kind;
  choice.problem = std::move(problem);
  return choice;
}

KeyChoice stopped(const std::string& address, std::string problem) {
  return with_kind(address, KeyChoice::Kind::stopped, std::move(problem));
}

KeyChoice usable(const PeerKey& key, const std::string& address, pgp::Certificate certificate) {
  KeyChoice choice;
  choice.address = address;
  choice.kind = KeyChoice::Kind::usable;
  choice.certificate = std::move(certificate);
  choice.trust = key.trust;
  choice.source = key.source;
  return choice;
}

KeyChoice changed(const std::string& address, const PeerKey& old, const PeerKey& other) {
  return stopped(
      address,
      "The key of " + address +
          " has changed. Nothing was sent.\n  known: " + readable_fingerprint(old.fingerprint) +
          "\n  now:   " + readable_fingerprint(other.fingerprint) +
          "\nAsk them, not by mail, which is theirs. Then `nightmail keys accept " + address +
          "` takes the new one, `nightmail keys reject " + address + "` keeps the known one.");
}

// What is remembered, with nothing new found.
KeyChoice use_remembered(PeerKeys& peers, const std::string& address, Timestamp now) {
  const PeerKey* const known = peers.current(address);
  if (known == nullptr) return with_kind(address, KeyChoice::Kind::none, {});
  PeerKey key = *known;
  auto certificate = pgp::Certificate::parse(key.certificate, now);
  const std::string fault = certificate.ok() ? why_unusable(*certificate, now) : "is damaged";
  const bool weak = key.trust == KeyTrust::seen;
  if (!fault.empty() && weak) {
    return with_kind(address, KeyChoice::Kind::none, "the key that came with their mail " + fault);
  }
  if (!fault.empty()) {
    return stopped(address,
                   "The key of " + address + " " + fault +
                       ". Nothing was sent. Ask them for a new one (`nightmail keys import "
                       "FILE`), or forget this one (`nightmail keys forget " +
                       address + "`).");
  }
  if (weak) key.trust = KeyTrust::pinned;
  peers.put(key);
  KeyChoice choice = usable(key, address, *std::move(certificate));
  choice.first_use = weak;
  return choice;
}

PeerKey as_peer_key(const FoundKey& found, const std::string& address, KeyTrust trust,
                    Timestamp now) {
  PeerKey key;
  key.addresses = {address};
  key.fingerprint = found.certificate.fingerprint();
  key.certificate = found.certificate.bytes();
  key.source = found.source;
  key.trust = trust;
  key.first_seen = key.last_seen = now;
  return key;
}

// The same key as the one remembered: its certificate may have been renewed.
KeyChoice renew(PeerKeys& peers, const std::string& address, PeerKey known, const FoundKey& found,
                Timestamp now) {
  const auto old = pgp::Certificate::parse(known.certificate, now);
  const bool keep_old = old.ok() && old->revoked() && !found.certificate.revoked();
  if (!keep_old) known.certificate = found.certificate.bytes();
  const bool first = known.trust == KeyTrust::seen;
  if (known.source == KeySource::autocrypt) known.source = found.source;
  known.last_seen = now;
  peers.put(std::move(known));
  KeyChoice choice = use_remembered(peers, address, now);
  choice.first_use = first;
  return choice;
}

KeyChoice pin(PeerKeys& peers, const std::string& address, const FoundKey& found, Timestamp now) {
  const std::string fault = why_unusable(found.certificate, now);
  if (!fault.empty()) {
    return with_kind(address, KeyChoice::Kind::none, "the key that was found " + fault);
  }
  const PeerKey key = as_peer_key(found, address, KeyTrust::pinned, now);
  peers.make_current(key);
  KeyChoice choice = usable(key, address, found.certificate);
  choice.first_use = true;
  return choice;
}

// What was learned is newer than what is known.
void learn_other(PeerKeys& peers, const PeerKey* known, PeerKey key) {
  if (known != nullptr && key.last_seen <= known->last_seen) return;
  if (!is_strong(known)) return peers.make_current(std::move(key));
  key.trust = KeyTrust::pending;
  const PeerKey* const waiting = peers.pending(key.addresses.front());
  if (waiting != nullptr && waiting->source != KeySource::autocrypt) return;
  if (waiting != nullptr) peers.remove(key.addresses.front(), std::string(waiting->fingerprint));
  peers.put(std::move(key));
}

void learn_same(PeerKeys& peers, PeerKey known, const PeerKey& key,
                const pgp::Certificate& certificate, Timestamp now) {
  const auto old = pgp::Certificate::parse(known.certificate, now);
  const bool better = old.ok() && !old->revoked() && !old->can_encrypt(now);
  if (better && certificate.can_encrypt(now)) known.certificate = key.certificate;
  known.last_seen = std::max(known.last_seen, key.last_seen);
  known.prefers_encryption = key.prefers_encryption;
  peers.put(std::move(known));
}

}  // namespace

std::string why_unusable(const pgp::Certificate& certificate, Timestamp now) {
  const auto key = certificate.encryption_key(now);
  if (key.ok()) return {};
  if (key.error().is(pgp::SealErrc::expired)) return "has expired";
  if (key.error().is(pgp::SealErrc::revoked)) return "was revoked by its owner";
  if (key.error().is(pgp::SealErrc::no_encryption_key)) return "has no part that encrypts";
  return "is of a kind that this program can't encrypt to";
}

bool has_user_id(const pgp::Certificate& certificate, std::string_view address) {
  return std::any_of(certificate.user_ids().begin(), certificate.user_ids().end(),
                     [&](const std::string& id) {
                       std::vector<mime::Address> read;
                       mime::parse_addresses(id, {}, read);
                       for (const mime::Address& one : read) {
                         const auto canonical = canonical_address(one.email);
                         if (canonical.ok() && *canonical == address) return true;
                       }
                       return false;
                     });
}

KeyChoice choose_key(PeerKeys& peers, const std::string& address,
                     const std::optional<FoundKey>& found, Timestamp now) {
  const PeerKey* const known = peers.current(address);
  if (found) {
    const std::string fingerprint = found->certificate.fingerprint();
    if (known != nullptr && known->fingerprint == fingerprint) {
      return renew(peers, address, *known, *found, now);
    }
    const PeerKey* const same = peers.find(address, fingerprint);
    const bool rejected = same != nullptr && same->trust == KeyTrust::rejected;
    if (!is_strong(known) && !rejected) return pin(peers, address, *found, now);
    if (is_strong(known) && !rejected) {
      const PeerKey old = *known;
      const PeerKey other = as_peer_key(*found, address, KeyTrust::pending, now);
      peers.put(other);
      return changed(address, old, other);
    }
  }
  const PeerKey* const waiting = peers.pending(address);
  if (is_strong(known) && waiting != nullptr && waiting->source != KeySource::autocrypt) {
    return changed(address, *known, *waiting);
  }
  return use_remembered(peers, address, now);
}

void learn_key(PeerKeys& peers, const autocrypt::Learned& learned, std::string_view own,
               Timestamp now) {
  const auto address = canonical_address(learned.header.address);
  const auto certificate = pgp::Certificate::parse(learned.header.certificate, now);
  if (!address.ok() || !certificate.ok() || *address == own) return;
  PeerKey key = as_peer_key({*certificate, KeySource::autocrypt}, *address, KeyTrust::seen, now);
  key.last_seen = learned.effective;
  key.prefers_encryption = learned.header.prefers_encryption;
  const PeerKey* const same = peers.find(*address, key.fingerprint);
  if (same != nullptr && same->trust == KeyTrust::rejected) return;
  const PeerKey* const known = peers.current(*address);
  if (known != nullptr && known->fingerprint == key.fingerprint) {
    return learn_same(peers, *known, key, *certificate, now);
  }
  learn_other(peers, known, std::move(key));
}

}  // namespace nightmail::client
