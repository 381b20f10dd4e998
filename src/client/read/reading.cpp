// SPDX-License-Identifier: Apache-2.0
#include "client/read/reading.h"

#include <algorithm>

#include "client/compose/own_copy.h"
#include "client/errors.h"
#include "client/keys/key_choice.h"
#include "client/keys/key_finder.h"
#include "client/keys/peer_keys.h"
#include "client/message_set.h"
#include "client/sync.h"
#include "crypto/encoding.h"
#include "proto/mime/address.h"
#include "proto/mime/header.h"
#include "proto/mime/summary_json.h"

namespace nightmail::client {
namespace {

std::string sender_of(ByteView message) {
  std::vector<mime::Address> from;
  const auto header = mime::parse_header(as_text(message), {});
  mime::parse_addresses(header.value("From").substr(0, 16 * 1024), {}, from);
  if (from.size() != 1) return {};
  auto canonical = canonical_address(from.front().email);
  return canonical.ok() ? *std::move(canonical) : std::string();
}

std::string own_address(const Session& session) {
  auto canonical = canonical_address(session.address);
  return canonical.ok() ? *std::move(canonical) : std::string();
}

class Reader {
 public:
  Reader(const ReadTools& tools, ByteView message, Timestamp received, bool learns)
      : tools_(tools), call_(jmap_call(tools.service)), message_(message), now_(tools.clock.now()) {
    if (learns) learned_ = autocrypt::learn(message, received);
    reading_.from = sender_of(message);
  }

  Result<Reading> run() {
    const bool wrapped = is_wrapped(message_);
    if (!wrapped && !learned_) {
      reading_.inner.message.assign(message_.begin(), message_.end());
      return std::move(reading_);
    }
    TRY_ASSIGN(PeerKeys peers, PeerKeys::fetch(call_, tools_.session));
    TRY(learn(peers));
    TRY(check(peers));
    return std::move(reading_);
  }

 private:
  Result<> learn(PeerKeys& peers) {
    if (!learned_) return {};
    learn_key(peers, *learned_, own_address(tools_.session), now_);
    return peers.changed() ? peers.save(call_, tools_.session, tools_.random) : Result<>();
  }

  Result<> check(const PeerKeys& peers) {
    std::vector<PeerKey> known;
    if (!reading_.from.empty()) {
      TRY_ASSIGN(known, signer_keys(call_, tools_.session, peers, reading_.from, now_));
    }
    std::vector<pgp::Certificate> certificates;
    for (const PeerKey& key : known) {
      auto certificate = pgp::Certificate::parse(key.certificate, now_);
      if (certificate.ok()) certificates.push_back(*std::move(certificate));
    }
    reading_.inner = unwrap(message_, {tools_.session.keys, certificates, now_});
    for (const pgp::Signature& signature : reading_.inner.signatures) note(signature, known);
    return {};
  }

  void note(const pgp::Signature& signature, const std::vector<PeerKey>& known) {
    SignerNote note{signature, std::nullopt};
    const auto found = std::find_if(known.begin(), known.end(), [&](const PeerKey& key) {
      return key.fingerprint == signature.certificate;
    });
    if (found != known.end()) note.key = *found;
    reading_.signers.push_back(std::move(note));
  }

  const ReadTools& tools_;
  const JmapCall call_;
  const ByteView message_;
  const Timestamp now_;
  std::optional<autocrypt::Learned> learned_;
  Reading reading_;
};

int rank(pgp::SignatureStatus status) {
  switch (status) {
    case pgp::SignatureStatus::good:
      return 3;
    case pgp::SignatureStatus::unknown_key:
    case pgp::SignatureStatus::unsupported:
      return 1;
    default:
      return 2;
  }
}

const SignerNote* best_signer(const Reading& reading) {
  const auto best = std::max_element(reading.signers.begin(), reading.signers.end(),
                                     [](const SignerNote& a, const SignerNote& b) {
                                       return rank(a.signature.status) < rank(b.signature.status);
                                     });
  return best == reading.signers.end() ? nullptr : &*best;
}

mime::EndToEnd::Signature state_of(const SignerNote* signer) {
  using State = mime::EndToEnd::Signature;
  if (signer == nullptr) return State::none;
  const int found = rank(signer->signature.status);
  return found == 3 ? State::good : found == 2 ? State::bad : State::unknown_key;
}

}  // namespace

Result<Reading> read_message(const ReadTools& tools, const OpenedMessage& message,
                             Timestamp received, bool learns) {
  // Trace headers are the server's; what the sender wrote begins behind them.
  const auto original = message.original();
  return Reader(tools, original.ok() ? *original : message.raw(), received, learns).run();
}

std::optional<mime::EndToEnd> end_to_end(const Reading& reading) {
  if (reading.is_plain()) return std::nullopt;
  const SignerNote* const signer = best_signer(reading);
  mime::EndToEnd e2e;
  e2e.encrypted = reading.inner.encrypted || !reading.inner.failure.empty();
  e2e.signature = state_of(signer);
  if (signer != nullptr) {
    const pgp::Signature& found = signer->signature;
    e2e.fingerprint = found.certificate.empty() ? found.key : found.certificate;
  }
  return e2e;
}

Result<std::optional<PlainBytes>> renew_summary(const ReadTools& tools,
                                                const CachedMessage& message,
                                                const Reading& reading) {
  const auto old = read_summary(message);
  const auto e2e = end_to_end(reading);
  if (!old || !e2e || old->e2e == e2e) return std::optional<PlainBytes>();
  mime::Summary summary = *old;
  if (reading.inner.failure.empty()) {
    summary = mime::summarize(reading.message());
    summary.trace_length = old->trace_length;
    summary.original_sha256 = old->original_sha256;
    summary.encrypted = old->encrypted;
    summary.signature = old->signature;
    summary.list_unsubscribe = summary.list_unsubscribe || old->list_unsubscribe;
    summary.is_protected = reading.inner.protected_fields;
  }
  summary.e2e = e2e;
  TRY_ASSIGN(const Bytes sealed, seal_summary(summary, tools.session, tools.random, tools.clock));
  TRY_ASSIGN(const auto refused,
             update_messages(tools.service, tools.session.account_id, {std::string(message.id)},
                             {{"sealedSummary", crypto::base64url_encode(sealed)}}));
  if (!refused.empty()) return Error(Errc::refused, "The server refused: " + refused[0].reason);
  return std::optional(mime::to_json(summary));
}

}  // namespace nightmail::client
