// SPDX-License-Identifier: Apache-2.0
#include "server/inbox/seal_message.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "proto/mime/summary_json.h"

namespace nightmail::inbox {

SealJob::SealJob(pgp::Sealer& sealer, ByteView original, std::string trace, Timestamp received)
    : sealer_(sealer),
      original_(original),
      trace_(std::move(trace)),
      received_(received),
      summary_(mime::summarize(original)) {
  summary_.original_sha256 = crypto::hex_encode(crypto::sha256(original));
}

Result<store::Delivery> SealJob::seal_for(const LocalRecipient& recipient) {
  // The address as it was written to us tells a plus-suffix; it is this recipient's own, so that
  // nobody learns of another (RFC 5321 §7.2).
  const std::string trace = "Delivered-To: " + recipient.delivered_to + "\r\n" + trace_;
  summary_.trace_length = static_cast<std::uint32_t>(trace.size());
  const PlainBytes summary = mime::to_json(summary_);
  TRY_ASSIGN(pgp::SealedPair sealed,
             sealer_.seal_pair(recipient.key, {as_bytes(trace), original_}, {ByteView(summary)}));
  store::Delivery delivery;
  delivery.account = recipient.account;
  delivery.received = received_;
  delivery.sealed_message = std::move(sealed.message);
  delivery.sealed_summary = std::move(sealed.summary);
  return delivery;
}

}  // namespace nightmail::inbox
