// SPDX-License-Identifier: Apache-2.0
//
// OwnCopy: the copy of a sent mail or a draft that its writer keeps: the whole mail with Bcc, as it
// was before encryption, sealed to their own key like any message of the account, and its summary
// (docs/formats/sealed-message.md, docs/formats/summary.md). A value.

#ifndef NIGHTMAIL_CLIENT_COMPOSE_OWN_COPY_H_
#define NIGHTMAIL_CLIENT_COMPOSE_OWN_COPY_H_

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/session.h"
#include "pgp/seal/sealer.h"
#include "proto/mime/summary.h"
#include "proto/mime/write/mail.h"

namespace nightmail::client {

struct OwnCopy {
  Bytes sealed;
  Bytes sealed_summary;
};

enum class CopyKind { draft, sent_encrypted, sent_partly_clear };

// Errors: those of pgp::Sealer.
Result<OwnCopy> seal_own_copy(const mime::Mail& mail, CopyKind kind, const Session& session,
                              Random& random, const Clock& clock);

// A summary alone, to replace the one that the server has.
Result<Bytes> seal_summary(const mime::Summary& summary, const Session& session, Random& random,
                           const Clock& clock);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_COMPOSE_OWN_COPY_H_
