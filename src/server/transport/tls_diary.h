// SPDX-License-Identifier: Apache-2.0
//
// TlsDiary: what TlsResults counted, by day (UTC), until it is reported; kept in a file over
// restarts (docs/formats/tls-results.md). Holds names of domains and servers, never of people; as
// users wrote to those domains, the file is encrypted under the node key.
// Owned by the TlsReporter; one thread at a time.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_TLS_DIARY_H_
#define NIGHTMAIL_SERVER_TRANSPORT_TLS_DIARY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/durable_file.h"
#include "base/result.h"
#include "server/queue/node_cipher.h"
#include "server/transport/tls_results.h"

namespace nightmail::transport {

// Days since 1970-01-01.
using TlsDays = std::map<std::int64_t, TlsResults::Domains>;

[[nodiscard]] std::string print_diary(const TlsDays& days);
// Of a file that is damaged: nothing.
[[nodiscard]] TlsDays parse_diary(std::string_view text);

class TlsDiary {
 public:
  TlsDiary(FileSystem& files, const queue::NodeCipher& cipher, std::string path)
      : files_(files), cipher_(cipher), path_(std::move(path)) {}

  [[nodiscard]] Result<> load();
  // Durable when it returns. A crash meanwhile may lose the counts, no more.
  [[nodiscard]] Result<> save();
  [[nodiscard]] TlsDays& days() { return days_; }

 private:
  FileSystem& files_;
  const queue::NodeCipher& cipher_;
  const std::string path_;
  TlsDays days_;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_TLS_DIARY_H_
