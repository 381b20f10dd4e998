// SPDX-License-Identifier: Apache-2.0
//
// DkimKeys: the keys with which outgoing mail is signed, as files of the data directory:
// dkim/SELECTOR.DOMAIN.key, mode 0600, "active-from: SECONDS" and a PEM key
// (docs/formats/dkim-keys.md). A new key is made now and used later, so that its DNS record has
// time to be seen everywhere; an old one is kept for a while, for mail that is still under way.
// Owned by main(); thread-safe. The directory is read again now and then, as `nightmaild dkim` is
// another process.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_DKIM_KEYS_H_
#define NIGHTMAIL_SERVER_TRANSPORT_DKIM_KEYS_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/durable_file.h"
#include "base/log.h"
#include "base/result.h"
#include "crypto/signing_key.h"
#include "server/outbound/transport.h"

namespace nightmail::transport {

struct DkimKey {
  std::string domain;
  std::string selector;
  std::int64_t active_from = 0;  // seconds since 1970
  std::string path;
  std::shared_ptr<const crypto::SigningKey> key;

  [[nodiscard]] std::string record_name() const { return selector + "._domainkey." + domain; }
};

// All keys below `data_directory`, oldest first. A file that cannot be read as one is an error.
[[nodiscard]] Result<std::vector<DkimKey>> load_dkim_keys(FileSystem& files,
                                                          const std::string& data_directory);
// Makes an RSA and an Ed25519 key for the domain, durably, to be used from `active_from` on.
[[nodiscard]] Result<void> make_dkim_keys(FileSystem& files, const std::string& data_directory,
                                          const std::string& domain, std::int64_t active_from);
// Those of the domain that sign now: of each algorithm the latest that is active.
[[nodiscard]] std::vector<DkimKey> signing_keys(const std::vector<DkimKey>& keys,
                                                const std::string& domain, std::int64_t now);
// Those that have not signed for a week: they may go, and their DNS records with them.
[[nodiscard]] std::vector<DkimKey> retired_keys(const std::vector<DkimKey>& keys, std::int64_t now);

class DkimKeys final : public outbound::Signer {
 public:
  DkimKeys(FileSystem& files, std::string data_directory, const Clock& clock, Log& log);

  [[nodiscard]] std::string sign(const std::string& domain, ByteView message) override;

 private:
  [[nodiscard]] std::vector<DkimKey> current();

  FileSystem& files_;
  const std::string data_directory_;
  const Clock& clock_;
  Log& log_;
  std::mutex mutex_;
  std::vector<DkimKey> keys_;
  std::int64_t read_ms_ = 0;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_DKIM_KEYS_H_
