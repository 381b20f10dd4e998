// SPDX-License-Identifier: Apache-2.0
#include "client/compose/own_copy.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "proto/mime/summary_json.h"

namespace nightmail::client {
namespace {

mime::Summary summary_of(const std::string& message, CopyKind kind, const Session& session) {
  mime::Summary summary = mime::summarize(as_bytes(message));
  summary.original_sha256 = crypto::hex_encode(crypto::sha256(as_bytes(message)));
  if (kind == CopyKind::draft) return summary;
  summary.e2e = mime::EndToEnd{kind == CopyKind::sent_encrypted, mime::EndToEnd::Signature::good,
                               session.keys.front().fingerprint()};
  return summary;
}

}  // namespace

Result<OwnCopy> seal_own_copy(const mime::Mail& mail, CopyKind kind, const Session& session,
                              Random& random, const Clock& clock) {
  std::string message = mime::plain_message(mail, random, true);
  const PlainBytes summary = mime::to_json(summary_of(message, kind, session));
  pgp::Sealer sealer(random, clock, 1);
  TRY_ASSIGN(const pgp::Recipient self,
             sealer.recipient(session.keys.front().certificate().bytes()));
  auto pair = sealer.seal_pair(self, {as_bytes(message)}, {summary});
  explicit_bzero(message.data(), message.size());
  if (!pair.ok()) return pair.error();
  return OwnCopy{std::move(pair->message), std::move(pair->summary)};
}

Result<Bytes> seal_summary(const mime::Summary& summary, const Session& session, Random& random,
                           const Clock& clock) {
  const PlainBytes json = mime::to_json(summary);
  pgp::Sealer sealer(random, clock, 1);
  TRY_ASSIGN(const pgp::Recipient self,
             sealer.recipient(session.keys.front().certificate().bytes()));
  return sealer.seal(self, {json});
}

}  // namespace nightmail::client
