// SPDX-License-Identifier: Apache-2.0
//
// The records of the sealed cache: binary, little-endian, without copies on reading
// (docs/formats/client-cache.md). Values and free functions; views belong to the block they were
// read from.

#ifndef NIGHTMAIL_CLIENT_CACHE_RECORD_H_
#define NIGHTMAIL_CLIENT_CACHE_RECORD_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"

namespace nightmail::client {

// Names in their stored form: one after another, each after an octet with its length.
class NameList {
 public:
  NameList() = default;
  // Of stored bytes that were checked.
  explicit NameList(ByteView packed) : packed_(packed) {}

  [[nodiscard]] ByteView packed() const { return packed_; }
  [[nodiscard]] bool empty() const { return packed_.empty(); }
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> names() const;
  bool operator==(const NameList& other) const;

 private:
  ByteView packed_;
};

// Adds a name of 1 to 255 octets to a list that is being built.
void pack_name(Bytes& packed, std::string_view name);

enum class SummaryKind : std::uint8_t {
  opened,   // `summary` is JSON of docs/formats/summary.md, not checked yet
  absent,   // the server has none
  damaged,  // it did not open
};

struct CachedMessage {
  std::string_view id;
  std::string_view blob_id;
  std::int64_t received_ms = 0;
  std::uint64_t size = 0;
  NameList keywords;
  NameList mailboxes;
  SummaryKind kind = SummaryKind::absent;
  ByteView summary;
};

enum class RecordType : std::uint8_t { message = 1, labels = 2, removed = 3, state = 4 };

struct CacheRecord {
  RecordType type = RecordType::state;
  // message: all; labels: id, keywords, mailboxes; removed: id; state: none.
  CachedMessage message;
  std::string_view state;
};

// Octets that write_record() adds.
[[nodiscard]] std::size_t record_size(const CacheRecord& record);
void write_record(const CacheRecord& record, PlainBytes& to);

// The record at the beginning of `bytes`, which moves behind it. Nothing if there is no whole,
// valid record.
[[nodiscard]] std::optional<CacheRecord> read_record(ByteView& bytes);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_CACHE_RECORD_H_
