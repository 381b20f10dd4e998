// SPDX-License-Identifier: Apache-2.0
#include "client/message.h"

#include "client/errors.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "pgp/open/errors.h"
#include "pgp/open/opener.h"
#include "proto/mime/summary_json.h"

namespace nightmail::client {
namespace {

Error altered() {
  return Error(Errc::damaged,
               "The message is not what its summary describes: it was damaged or altered after it "
               "was sealed..");
}

Error does_not_open(const Error& why) {
  if (why.is(pgp::OpenErrc::not_for_this_key)) {
    return Error(Errc::damaged, "The message is sealed to a key that this account does not have.");
  }
  return Error(Errc::damaged,
               "The message does not open: it was damaged or altered (" + why.message() + ").");
}

}  // namespace

std::optional<mime::Summary> read_summary(const CachedMessage& message) {
  if (message.kind != SummaryKind::opened) return std::nullopt;
  auto summary = mime::from_json(message.summary);
  if (!summary.ok()) return std::nullopt;
  return *std::move(summary);
}

bool awaits_opening(const mime::Summary& summary) {
  const bool encrypted = summary.encrypted == mime::Protection::pgp_mime ||
                         summary.encrypted == mime::Protection::pgp_inline;
  return encrypted && !summary.e2e;
}

Result<OpenedMessage> OpenedMessage::check(PlainBytes plain, std::optional<mime::Summary> summary) {
  if (summary) {
    if (summary->trace_length > plain.size()) return altered();
    const ByteView original = ByteView(plain).subspan(summary->trace_length);
    const auto digest = crypto::sha256(original);
    if (crypto::hex_encode(digest) != summary->original_sha256) return altered();
  }
  return OpenedMessage(std::move(plain), std::move(summary));
}

Result<ByteView> OpenedMessage::original() const {
  if (!summary_) {
    return Error(Errc::damaged,
                 "The summary of this message is missing or damaged, so that nothing tells where "
                 "the original begins. --raw shows it with the headers on top.");
  }
  return ByteView(plain_).subspan(summary_->trace_length);
}

Result<Bytes> download_sealed(Service& service, const Session& session,
                              const CachedMessage& message) {
  return service.download(session.account_id, std::string(message.blob_id), kMaxSealedMessage);
}

Result<PlainBytes> open_sealed(const Session& session, ByteView sealed) {
  pgp::Opener opener;
  for (const pgp::SecretKey& key : session.keys) TRY(opener.add(key));
  auto plain = opener.open(sealed);
  if (!plain.ok()) return does_not_open(plain.error());
  return plain;
}

Result<OpenedMessage> open_message(Service& service, const Session& session,
                                   const CachedMessage& message) {
  TRY_ASSIGN(const Bytes sealed, download_sealed(service, session, message));
  TRY_ASSIGN(PlainBytes plain, open_sealed(session, sealed));
  return OpenedMessage::check(std::move(plain), read_summary(message));
}

}  // namespace nightmail::client
