// SPDX-License-Identifier: Apache-2.0
#include "client/summary_opener.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "proto/mime/summary_json.h"

namespace nightmail::client {
namespace {

// Below this a second thread costs more than it brings.
constexpr std::size_t kWorthAThread = 16;

void open_summary(pgp::Opener& opener, FetchedMessage& message) {
  if (!message.sealed) return;
  message.kind = SummaryKind::damaged;
  const auto sealed = crypto::base64url_decode(*message.sealed);
  message.sealed.reset();
  if (!sealed.ok()) return;
  auto plain = opener.open(*sealed, mime::kMaxSummaryJson);
  if (!plain.ok()) return;
  message.summary = std::move(*plain);
  message.kind = SummaryKind::opened;
}

}  // namespace

CachedMessage FetchedMessage::as_cached() const {
  CachedMessage message;
  message.id = id;
  message.blob_id = blob_id;
  message.received_ms = received_ms;
  message.size = size;
  message.keywords = NameList(keywords);
  message.mailboxes = NameList(mailboxes);
  message.kind = kind;
  message.summary = summary;
  return message;
}

SummaryOpener::SummaryOpener(const std::vector<pgp::SecretKey>& keys, unsigned threads)
    : keys_(keys), max_threads_(std::max(1U, threads)) {}

SummaryOpener::~SummaryOpener() {
  wait();
}

Result<> SummaryOpener::start(std::vector<FetchedMessage>& batch) {
  const std::size_t wanted = std::min<std::size_t>(max_threads_, 1 + batch.size() / kWorthAThread);
  while (openers_.size() < wanted) {
    pgp::Opener opener;
    for (const pgp::SecretKey& key : keys_) TRY(opener.add(key));
    openers_.push_back(std::move(opener));
  }
  next_ = 0;
  for (std::size_t i = 0; i < wanted; ++i) {
    threads_.emplace_back([this, i, &batch] { work(openers_[i], batch); });
  }
  return {};
}

void SummaryOpener::wait() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void SummaryOpener::work(pgp::Opener& opener, std::vector<FetchedMessage>& batch) {
  for (std::size_t i = next_++; i < batch.size(); i = next_++) open_summary(opener, batch[i]);
}

}  // namespace nightmail::client
