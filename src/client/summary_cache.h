// SPDX-License-Identifier: Apache-2.0
//
// SummaryCache: what this device remembers of every message of the account, so that a list needs
// one question to the server. In memory the records stand as they are on disk, in a few big blocks;
// entries point into them. On disk each block is sealed under the account secret
// (docs/formats/client-cache.md). A file that is missing, damaged or of another account is an empty
// cache, never an error: everything in it can be had again from the server.
// One thread at a time. Several processes may use one file: the slower one keeps what it has.

#ifndef NIGHTMAIL_CLIENT_SUMMARY_CACHE_H_
#define NIGHTMAIL_CLIENT_SUMMARY_CACHE_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "client/cache_record.h"

namespace nightmail::client {

class SummaryCache {
 public:
  // Reads the file. `account_id` and `secret` say whose it must be.
  static SummaryCache load(std::string path, std::string account_id, const SecretKey32& secret,
                           Random& random);

  SummaryCache(SummaryCache&&) noexcept = default;
  SummaryCache& operator=(SummaryCache&&) = delete;

  // The Email state up to which the cache is complete; empty: not complete yet.
  [[nodiscard]] const std::string& state() const { return state_; }
  void set_state(std::string_view state);

  // In no order. The views live until the entry is changed or the cache is saved, moved or gone.
  [[nodiscard]] const std::vector<CachedMessage>& messages() const { return messages_; }
  // nullptr if there is none.
  [[nodiscard]] const CachedMessage* find(std::string_view id) const;

  // Adds a message, or replaces it.
  void put(const CachedMessage& message);
  // Nothing happens if there is no such message.
  void set_labels(std::string_view id, const NameList& keywords, const NameList& mailboxes);
  void remove(std::string_view id);
  void clear();

  // Writes what is new; rewrites the file when much of it is out of date. Errc::file.
  Result<> save();

 private:
  // A piece of the file's life: what must be unchanged for an append to be right.
  struct FileStamp {
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    bool operator==(const FileStamp&) const = default;
  };

  SummaryCache(std::string path, std::string account_id, const SecretKey32& secret, Random& random);

  bool read_blocks(ByteView file);
  bool apply_block(ByteView block);
  void apply(const CacheRecord& record);
  void index(const CachedMessage& message);
  void append_record(const CacheRecord& record);
  ByteView store_record(const CacheRecord& record);
  [[nodiscard]] bool wants_rewrite() const;
  void rebuild();
  [[nodiscard]] Bytes seal_from(std::size_t first_block);
  [[nodiscard]] Bytes block_id(std::size_t number) const;
  [[nodiscard]] FileStamp stamp() const;
  Result<> write_out();

  std::string path_;
  std::string account_id_;
  SecretKey32 secret_;
  Random* random_;

  std::array<std::uint8_t, 16> file_id_{};
  std::deque<PlainBytes> blocks_;  // the first sealed_blocks_ of them are in the file
  std::size_t sealed_blocks_ = 0;
  bool torn_ = false;  // the file must be rewritten before anything is added
  FileStamp loaded_;
  std::vector<CachedMessage> messages_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
  std::string state_;
  std::size_t live_octets_ = 0;
  std::size_t total_octets_ = 0;
};

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SUMMARY_CACHE_H_
