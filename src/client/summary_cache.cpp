// SPDX-License-Identifier: Apache-2.0
#include "client/summary_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "client/errors.h"
#include "client/private_file.h"
#include "crypto/account_secret.h"

namespace nightmail::client {
namespace {

constexpr std::string_view kMagic = "NMCACHE1";
constexpr std::size_t kFileHead = 8 + 16;  // magic, file id
constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::size_t kMaxSealedBlock = std::size_t{64} << 20;
// Rewriting costs a pass over everything; waste below this is cheaper to keep.
constexpr std::size_t kWasteAllowed = std::size_t{4} << 20;
constexpr std::size_t kSmallBlocksAllowed = 256;

void write_u32(Bytes& to, std::size_t value) {
  for (int i = 0; i < 4; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::size_t read_u32(ByteView from) {
  return std::size_t{from[0]} | std::size_t{from[1]} << 8 | std::size_t{from[2]} << 16 |
         std::size_t{from[3]} << 24;
}

// Keeps other processes away from the file while it lives.
class FileLock {
 public:
  explicit FileLock(const std::string& path)
      : file_(open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ >= 0) flock(file_, LOCK_EX);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() {
    if (file_ >= 0) close(file_);
  }

 private:
  int file_;
};

CacheRecord message_record(const CachedMessage& message) {
  return {RecordType::message, message, {}};
}

}  // namespace

SummaryCache::SummaryCache(std::string path, std::string account_id, const SecretKey32& secret,
                           Random& random)
    : path_(std::move(path)),
      account_id_(std::move(account_id)),
      secret_(secret.copy()),
      random_(&random),
      file_id_(random.array<16>()) {}

SummaryCache SummaryCache::load(std::string path, std::string account_id, const SecretKey32& secret,
                                Random& random) {
  SummaryCache cache(std::move(path), std::move(account_id), secret, random);
  const FileLock lock(cache.path_);
  const auto file = read_private_file(cache.path_);
  cache.loaded_ = cache.stamp();
  if (!file.ok() || !file->has_value()) return cache;
  cache.torn_ = !cache.read_blocks(**file);
  return cache;
}

// False if something is left over that can't be read. What came before it counts: each block ends
// with the state that it brings the cache to.
bool SummaryCache::read_blocks(ByteView file) {
  if (file.size() < kFileHead || as_text(file.first(8)) != kMagic) return false;
  const auto fresh_id = file_id_;
  std::ranges::copy(file.subspan(8, 16), file_id_.begin());
  for (file = file.subspan(kFileHead); !file.empty();) {
    if (file.size() < 4) return false;
    const std::size_t length = read_u32(file);
    if (length > kMaxSealedBlock || length > file.size() - 4) return false;
    auto plain = crypto::open_field(secret_, crypto::Purpose::local_cache, block_id(blocks_.size()),
                                    file.subspan(4, length));
    if (!plain.ok()) {
      if (blocks_.empty()) file_id_ = fresh_id;
      return false;
    }
    blocks_.push_back(std::move(*plain));
    if (!apply_block(blocks_.back())) return false;
    ++sealed_blocks_;
    file = file.subspan(4 + length);
  }
  return true;
}

bool SummaryCache::apply_block(ByteView block) {
  total_octets_ += block.size();
  while (!block.empty()) {
    const auto record = read_record(block);
    if (!record) return false;
    apply(*record);
  }
  return true;
}

const CachedMessage* SummaryCache::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &messages_[found->second];
}

void SummaryCache::index(const CachedMessage& message) {
  const auto found = by_id_.find(message.id);
  if (found == by_id_.end()) {
    by_id_.emplace(message.id, messages_.size());
    messages_.push_back(message);
  } else {
    CachedMessage& old = messages_[found->second];
    live_octets_ -= record_size(message_record(old));
    const std::size_t at = found->second;
    by_id_.erase(found);  // its key points into the old record
    by_id_.emplace(message.id, at);
    old = message;
  }
  live_octets_ += record_size(message_record(message));
}

void SummaryCache::apply(const CacheRecord& record) {
  if (record.type == RecordType::state) {
    state_ = record.state;
    return;
  }
  if (record.type == RecordType::message) return index(record.message);
  const auto found = by_id_.find(record.message.id);
  if (found == by_id_.end()) return;
  CachedMessage& known = messages_[found->second];
  live_octets_ -= record_size(message_record(known));
  if (record.type == RecordType::labels) {
    known.keywords = record.message.keywords;
    known.mailboxes = record.message.mailboxes;
    live_octets_ += record_size(message_record(known));
    return;
  }
  const std::size_t at = found->second;
  by_id_.erase(found);
  if (at + 1 != messages_.size()) {
    messages_[at] = messages_.back();
    by_id_[messages_[at].id] = at;
  }
  messages_.pop_back();
}

// Blocks never grow beyond what they reserved, so that views into them stay good.
ByteView SummaryCache::store_record(const CacheRecord& record) {
  const std::size_t size = record_size(record);
  const bool fits =
      blocks_.size() > sealed_blocks_ && blocks_.back().capacity() - blocks_.back().size() >= size;
  if (!fits) {
    blocks_.emplace_back();
    blocks_.back().reserve(std::max(size, kBlock));
  }
  PlainBytes& block = blocks_.back();
  const std::size_t start = block.size();
  write_record(record, block);
  total_octets_ += size;
  return ByteView(block).subspan(start);
}

void SummaryCache::append_record(const CacheRecord& record) {
  ByteView stored = store_record(record);
  const auto copy = read_record(stored);
  NM_ASSERT(copy.has_value());
  apply(*copy);
}

void SummaryCache::put(const CachedMessage& message) {
  append_record(message_record(message));
}

void SummaryCache::set_labels(std::string_view id, const NameList& keywords,
                              const NameList& mailboxes) {
  const CachedMessage* known = find(id);
  if (known == nullptr) return;
  if (known->keywords == keywords && known->mailboxes == mailboxes) return;
  CacheRecord record{RecordType::labels, {}, {}};
  record.message.id = id;
  record.message.keywords = keywords;
  record.message.mailboxes = mailboxes;
  append_record(record);
}

void SummaryCache::remove(std::string_view id) {
  if (find(id) == nullptr) return;
  CacheRecord record{RecordType::removed, {}, {}};
  record.message.id = id;
  append_record(record);
}

void SummaryCache::set_state(std::string_view state) {
  if (state == state_) return;
  append_record({RecordType::state, {}, state});
}

void SummaryCache::clear() {
  by_id_.clear();
  messages_.clear();
  state_.clear();
  live_octets_ = 0;
  torn_ = true;
}

bool SummaryCache::wants_rewrite() const {
  const std::size_t waste = total_octets_ - std::min(total_octets_, live_octets_);
  const std::size_t full_blocks = 2 * total_octets_ / kBlock;
  return torn_ || waste > std::max(kWasteAllowed, live_octets_) ||
         blocks_.size() > full_blocks + kSmallBlocksAllowed;
}

// Copies what counts into new blocks, under a new file id.
void SummaryCache::rebuild() {
  const std::deque<PlainBytes> old = std::move(blocks_);
  const std::vector<CachedMessage> messages = std::move(messages_);
  const std::string state = std::move(state_);
  blocks_.clear();
  messages_.clear();
  by_id_.clear();
  state_.clear();
  sealed_blocks_ = live_octets_ = total_octets_ = 0;
  file_id_ = random_->array<16>();
  for (const CachedMessage& message : messages) put(message);
  set_state(state);
}

Bytes SummaryCache::block_id(std::size_t number) const {
  Bytes id = to_bytes(std::string_view("summaries "));
  append(id, as_bytes(account_id_));
  id.push_back(0);
  append(id, ByteView(file_id_));
  write_u32(id, number);
  return id;
}

Bytes SummaryCache::seal_from(std::size_t first_block) {
  Bytes out;
  for (std::size_t i = first_block; i < blocks_.size(); ++i) {
    const Bytes sealed = crypto::seal_field(secret_, crypto::Purpose::local_cache, block_id(i),
                                            blocks_[i], *random_);
    write_u32(out, sealed.size());
    append(out, sealed);
  }
  return out;
}

SummaryCache::FileStamp SummaryCache::stamp() const {
  struct stat about {};
  if (::stat(path_.c_str(), &about) != 0) return {};
  return {about.st_ino, about.st_size};
}

Result<> SummaryCache::write_out() {
  const bool rewrite = wants_rewrite() || loaded_ == FileStamp{};
  if (!rewrite) return append_private_file(path_, seal_from(sealed_blocks_));
  rebuild();
  Bytes content = to_bytes(kMagic);
  append(content, ByteView(file_id_));
  append(content, seal_from(0));
  return write_private_file(path_, content);
}

Result<> SummaryCache::save() {
  if (blocks_.size() == sealed_blocks_ && !torn_) return {};
  const FileLock lock(path_);
  // Another process wrote meanwhile. It knows as much as we do, or will ask the server again.
  if (!(stamp() == loaded_)) return {};
  TRY(write_out());
  sealed_blocks_ = blocks_.size();
  torn_ = false;
  loaded_ = stamp();
  return {};
}

}  // namespace nightmail::client
