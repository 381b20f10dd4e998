// SPDX-License-Identifier: Apache-2.0
#include "client/cache_record.h"

#include <algorithm>

#include "base/assert.h"

namespace nightmail::client {
namespace {

// type (1), length of the body (4)
constexpr std::size_t kHead = 5;

template <class Unsigned>
void write_number(PlainBytes& to, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
}

void write_name(PlainBytes& to, std::string_view name) {
  NM_ASSERT(name.size() <= 255);
  to.push_back(static_cast<std::uint8_t>(name.size()));
  append(to, as_bytes(name));
}

void write_list(PlainBytes& to, const NameList& list) {
  write_number(to, static_cast<std::uint16_t>(list.packed().size()));
  append(to, list.packed());
}

// Reads from the front; once something is missing, everything else reads as nothing too.
class Cursor {
 public:
  explicit Cursor(ByteView bytes) : rest_(bytes) {}

  ByteView take(std::size_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  template <class Unsigned>
  Unsigned number() {
    Unsigned value = 0;
    std::size_t shift = 0;
    for (const std::uint8_t octet : take(sizeof(Unsigned))) {
      value |= static_cast<Unsigned>(static_cast<Unsigned>(octet) << shift);
      shift += 8;
    }
    return value;
  }
  std::string_view name() { return as_text(take(number<std::uint8_t>())); }
  NameList list() {
    const ByteView packed = take(number<std::uint16_t>());
    for (ByteView left = packed; !left.empty(); left = left.subspan(1 + std::size_t{left[0]})) {
      if (left[0] == 0 || left[0] >= left.size()) {
        failed_ = true;
        return {};
      }
    }
    return NameList(packed);
  }
  [[nodiscard]] bool good_end() const { return !failed_ && rest_.empty(); }

 private:
  ByteView rest_;
  bool failed_ = false;
};

void read_message(Cursor& from, CachedMessage& message) {
  message.blob_id = from.name();
  message.received_ms = static_cast<std::int64_t>(from.number<std::uint64_t>());
  message.size = from.number<std::uint64_t>();
  message.kind = static_cast<SummaryKind>(from.number<std::uint8_t>());
  message.summary = from.take(from.number<std::uint32_t>());
}

void write_message(PlainBytes& to, const CachedMessage& message) {
  write_name(to, message.blob_id);
  write_number(to, static_cast<std::uint64_t>(message.received_ms));
  write_number(to, message.size);
  write_number(to, static_cast<std::uint8_t>(message.kind));
  write_number(to, static_cast<std::uint32_t>(message.summary.size()));
  append(to, message.summary);
}

std::size_t body_size(const CacheRecord& record) {
  const CachedMessage& message = record.message;
  if (record.type == RecordType::state) return 1 + record.state.size();
  std::size_t size = 1 + message.id.size();
  if (record.type == RecordType::removed) return size;
  size += 4 + message.keywords.packed().size() + message.mailboxes.packed().size();
  if (record.type == RecordType::labels) return size;
  return size + 1 + message.blob_id.size() + 8 + 8 + 1 + 4 + message.summary.size();
}

bool valid(const CacheRecord& record) {
  if (record.type == RecordType::state) return true;
  return !record.message.id.empty() && record.message.kind <= SummaryKind::damaged;
}

std::optional<CacheRecord> read_body(RecordType type, ByteView body) {
  CacheRecord record;
  record.type = type;
  Cursor from(body);
  if (type == RecordType::state) {
    record.state = from.name();
  } else {
    record.message.id = from.name();
    if (type != RecordType::removed) {
      record.message.keywords = from.list();
      record.message.mailboxes = from.list();
    }
    if (type == RecordType::message) read_message(from, record.message);
  }
  if (!from.good_end() || !valid(record)) return std::nullopt;
  return record;
}

}  // namespace

bool NameList::has(std::string_view name) const {
  for (ByteView left = packed_; !left.empty(); left = left.subspan(1 + std::size_t{left[0]})) {
    if (as_text(left.subspan(1, left[0])) == name) return true;
  }
  return false;
}

std::vector<std::string_view> NameList::names() const {
  std::vector<std::string_view> all;
  for (ByteView left = packed_; !left.empty(); left = left.subspan(1 + std::size_t{left[0]})) {
    all.push_back(as_text(left.subspan(1, left[0])));
  }
  return all;
}

bool NameList::operator==(const NameList& other) const {
  return std::ranges::equal(packed_, other.packed_);
}

void pack_name(Bytes& packed, std::string_view name) {
  NM_ASSERT(!name.empty() && name.size() <= 255);
  packed.push_back(static_cast<std::uint8_t>(name.size()));
  append(packed, as_bytes(name));
}

std::size_t record_size(const CacheRecord& record) {
  return kHead + body_size(record);
}

void write_record(const CacheRecord& record, PlainBytes& to) {
  write_number(to, static_cast<std::uint8_t>(record.type));
  write_number(to, static_cast<std::uint32_t>(body_size(record)));
  if (record.type == RecordType::state) return write_name(to, record.state);
  write_name(to, record.message.id);
  if (record.type == RecordType::removed) return;
  write_list(to, record.message.keywords);
  write_list(to, record.message.mailboxes);
  if (record.type == RecordType::message) write_message(to, record.message);
}

std::optional<CacheRecord> read_record(ByteView& bytes) {
  if (bytes.size() < kHead) return std::nullopt;
  const auto type = static_cast<RecordType>(bytes[0]);
  if (type < RecordType::message || type > RecordType::state) return std::nullopt;
  Cursor head(bytes.subspan(1, 4));
  const std::size_t length = head.number<std::uint32_t>();
  if (length > bytes.size() - kHead) return std::nullopt;
  auto record = read_body(type, bytes.subspan(kHead, length));
  bytes = bytes.subspan(kHead + length);
  return record;
}

}  // namespace nightmail::client
