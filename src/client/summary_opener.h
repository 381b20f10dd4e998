// SPDX-License-Identifier: Apache-2.0
//
// SummaryOpener: opens sealed summaries on all processors while its owner asks the server for more.
// start(), then wait(), in turn, from one thread. Owns its threads only between the two.

#ifndef NIGHTMAIL_CLIENT_SUMMARY_OPENER_H_
#define NIGHTMAIL_CLIENT_SUMMARY_OPENER_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "client/cache_record.h"
#include "pgp/open/opener.h"
#include "pgp/open/secret_key.h"

namespace nightmail::client {

// A message as the server described it, and its summary once opened.
struct FetchedMessage {
  std::string id;
  std::string blob_id;
  std::int64_t received_ms = 0;
  std::uint64_t size = 0;
  Bytes keywords;                     // packed
  Bytes mailboxes;                    // packed
  std::optional<std::string> sealed;  // base64url, unchecked
  SummaryKind kind = SummaryKind::absent;
  PlainBytes summary;

  // Views of this message.
  [[nodiscard]] CachedMessage as_cached() const;
};

class SummaryOpener {
 public:
  // `keys` must outlive it.
  SummaryOpener(const std::vector<pgp::SecretKey>& keys, unsigned threads);
  SummaryOpener(const SummaryOpener&) = delete;
  SummaryOpener& operator=(const SummaryOpener&) = delete;
  ~SummaryOpener();

  // Begins to open them; `batch` must stay where it is until wait() returns.
  // Errors: those of pgp::Opener::add.
  Result<> start(std::vector<FetchedMessage>& batch);
  void wait();

 private:
  void work(pgp::Opener& opener, std::vector<FetchedMessage>& batch);

  const std::vector<pgp::SecretKey>& keys_;
  const unsigned max_threads_;
  std::vector<pgp::Opener> openers_;  // one for each thread
  std::vector<std::thread> threads_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SUMMARY_OPENER_H_
