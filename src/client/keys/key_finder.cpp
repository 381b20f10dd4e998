// SPDX-License-Identifier: Apache-2.0
#include "client/keys/key_finder.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "client/errors.h"
#include "client/json_fields.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kLookupBatch = 50;    // docs/protocol.md, maxLookupAddresses
constexpr std::size_t kDiscoverBatch = 10;  // docs/protocol.md, PublicKey/discover
constexpr std::int64_t kAskAgainMs = std::int64_t{24} * 3600 * 1000;

using Found = std::map<std::string, FoundKey, std::less<>>;

// Takes the list of an answer; what is no certificate, or for an address that was not asked for, is
// left out: a server must not be able to stop mail to others.
Result<> read_found(const json::object& answer, KeySource source, Timestamp now,
                    const std::vector<std::string>& asked, Found& found) {
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  for (const json::value& entry : *list) {
    if (!entry.is_object()) return bad_answer("a public key");
    TRY_ASSIGN(const std::string address, text_field(entry.get_object(), "address"));
    TRY_ASSIGN(const Bytes bytes, bytes_field(entry.get_object(), "certificate"));
    if (std::find(asked.begin(), asked.end(), address) == asked.end()) continue;
    auto certificate = pgp::Certificate::parse(bytes, now);
    if (!certificate.ok()) continue;
    if (source == KeySource::wkd && !has_user_id(*certificate, address)) continue;
    found.emplace(address, FoundKey{*std::move(certificate), source});
  }
  return {};
}

json::object question(const Session& session, const std::vector<std::string>& addresses) {
  json::array list;
  for (const std::string& address : addresses) list.emplace_back(address);
  return {{"accountId", session.account_id}, {"addresses", std::move(list)}};
}

// `each` batch of at most `size` addresses.
template <class Each>
Result<> in_batches(const std::vector<std::string>& all, std::size_t size, Each each) {
  for (std::size_t from = 0; from < all.size(); from += size) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + size));
    TRY(each(std::vector<std::string>(begin, end)));
  }
  return {};
}

Result<> look_up(const JmapCall& call, const Session& session,
                 const std::vector<std::string>& addresses, Timestamp now, Found& found) {
  return in_batches(addresses, kLookupBatch, [&](const auto& batch) -> Result<> {
    TRY_ASSIGN(const auto answers, call({{"PublicKey/lookup", question(session, batch)}}));
    if (answers.size() != 1) return bad_answer("the number of answers");
    return read_found(answers.front(), KeySource::directory, now, batch, found);
  });
}

// Best effort: a remote host must not be able to stop mail by not answering.
Result<> discover(const JmapCall& call, const Session& session,
                  const std::vector<std::string>& addresses, Timestamp now, Found& found) {
  return in_batches(addresses, kDiscoverBatch, [&](const auto& batch) -> Result<> {
    const auto answers = call({{"PublicKey/discover", question(session, batch)}});
    if (!answers.ok() && answers.error().is(Errc::refused)) return {};
    if (!answers.ok()) return answers.error();
    if (answers->size() != 1) return bad_answer("the number of answers");
    return read_found(answers->front(), KeySource::wkd, now, batch, found);
  });
}

// Nobody tells us which key is our own.
void add_own(const Session& session, Found& found) {
  const auto own = canonical_address(session.address);
  if (!own.ok() || session.keys.empty()) return;
  found.insert_or_assign(*own, FoundKey{session.keys.front().certificate(), KeySource::directory});
}

// Whether a Web Key Directory may know better than what is remembered.
bool worth_asking(const PeerKeys& peers, const std::string& address, Timestamp now) {
  const PeerKey* const known = peers.current(address);
  if (known == nullptr || known->trust == KeyTrust::seen) return true;
  const auto certificate = pgp::Certificate::parse(known->certificate, now);
  if (!certificate.ok() || !certificate->can_encrypt(now)) return true;
  return known->source == KeySource::wkd && now.unix_ms - known->last_seen.unix_ms > kAskAgainMs;
}

// What the own service's directory says beside what is remembered. It vouches for a key that a mail
// brought, too.
void add_vouched(std::vector<PeerKey>& keys, const PeerKeys& peers, const std::string& address,
                 const pgp::Certificate& certificate, Timestamp now) {
  for (PeerKey& key : keys) {
    if (key.fingerprint != certificate.fingerprint()) continue;
    if (key.trust == KeyTrust::seen) key.source = KeySource::directory;
    return;
  }
  if (peers.find(address, certificate.fingerprint()) != nullptr) return;  // rejected
  PeerKey key;
  key.addresses = {address};
  key.fingerprint = certificate.fingerprint();
  key.certificate = certificate.bytes();
  key.source = KeySource::directory;
  key.trust = KeyTrust::seen;
  key.first_seen = key.last_seen = now;
  keys.push_back(std::move(key));
}

}  // namespace

Result<std::vector<KeyChoice>> find_keys(const JmapCall& call, const Session& session,
                                         PeerKeys& peers, const std::vector<std::string>& addresses,
                                         Timestamp now) {
  Found found;
  TRY(look_up(call, session, addresses, now, found));
  add_own(session, found);
  std::vector<std::string> elsewhere;
  for (const std::string& address : addresses) {
    if (!found.contains(address) && worth_asking(peers, address, now)) {
      elsewhere.push_back(address);
    }
  }
  TRY(discover(call, session, elsewhere, now, found));
  std::vector<KeyChoice> choices;
  for (const std::string& address : addresses) {
    const auto one = found.find(address);
    choices.push_back(choose_key(
        peers, address, one == found.end() ? std::nullopt : std::optional(one->second), now));
  }
  return choices;
}

Result<std::vector<PeerKey>> signer_keys(const JmapCall& call, const Session& session,
                                         const PeerKeys& peers, const std::string& address,
                                         Timestamp now) {
  std::vector<PeerKey> keys;
  for (const PeerKey* key : peers.all()) {
    if (key->is_for(address) && key->trust != KeyTrust::rejected) keys.push_back(*key);
  }
  Found found;
  TRY(look_up(call, session, {address}, now, found));
  add_own(session, found);
  const auto one = found.find(address);
  if (one != found.end()) add_vouched(keys, peers, address, one->second.certificate, now);
  return keys;
}

}  // namespace nightmail::client
