// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/segments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "store/sqlite/crc32c.h"
#include "store/sqlite/disk_errors.h"

namespace nightmail::store {
namespace {

constexpr std::string_view kSuffix = ".seg";
constexpr std::size_t kMaxOpen = 64;

// 0 for a name that is no segment's.
std::int64_t segment_of(std::string_view name) {
  if (!name.ends_with(kSuffix)) return 0;
  name.remove_suffix(kSuffix.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

Segments::Segments(FileSystem& files, std::string directory, std::int64_t segment_octets)
    : files_(files), directory_(std::move(directory)), segment_octets_(segment_octets) {}

std::string Segments::path(std::int64_t segment) const {
  std::string digits = std::to_string(segment);
  digits.insert(0, 10 - std::min<std::size_t>(10, digits.size()), '0');
  return directory_ + "/" + digits + std::string(kSuffix);
}

Result<> Segments::recover(const std::vector<Known>& known) {
  TRY(on_disk(files_.make_directory(directory_)));
  TRY_ASSIGN(const auto names, on_disk(files_.list(directory_)));
  std::set<std::int64_t> unknown;
  for (const auto& name : names) unknown.insert(segment_of(name));
  for (const Known& one : known) {
    unknown.erase(one.segment);
    TRY_ASSIGN(auto handle, on_disk(files_.open(path(one.segment), OpenMode::write)));
    TRY_ASSIGN(const auto size, on_disk(handle.size()));
    if (size < one.end) return Error(Errc::corrupt, "a segment is shorter than what it holds");
    if (size > one.end) TRY(on_disk(handle.truncate(one.end)));
    if (one.segment > kept_current_) {
      kept_current_ = one.segment;
      kept_end_ = one.end;
    }
  }
  for (const auto segment : unknown) {
    if (segment != 0) TRY(on_disk(files_.remove(path(segment))));
  }
  created_ = kept_current_;
  discard();
  return {};
}

void Segments::next_batch() {
  const bool full = current_ == 0 || end_ >= segment_octets_;
  if (full) {
    ++current_;
    end_ = static_cast<std::int64_t>(kSegmentMagic.size());
  }
  if (full || batches_.empty()) {
    batches_.emplace_back();
    batches_.back().segment = current_;
    batches_.back().start = end_;
  }
}

Place Segments::append(AccountId account, BlobId blob, ByteView sealed) {
  next_batch();
  Batch& batch = batches_.back();
  const Place place{current_, end_};
  const auto size = static_cast<std::int64_t>(sealed.size());
  batch.headers.push_back(encode_record({account, blob, size, crc32c(sealed)}));
  batch.bodies.push_back(sealed);
  end_ += kRecordHeaderSize + size;
  batch.end = end_;
  return place;
}

Result<> Segments::write() {
  for (const Batch& batch : batches_) TRY(write_batch(batch));
  return {};
}

Result<> Segments::write_batch(const Batch& batch) {
  TRY(create_if_new(batch.segment));
  TRY_ASSIGN(const auto handle, file(batch.segment));
  std::vector<ByteView> parts;
  parts.reserve(batch.bodies.size() * 2);
  for (std::size_t i = 0; i < batch.bodies.size(); ++i) {
    parts.emplace_back(batch.headers[i]);
    parts.emplace_back(batch.bodies[i]);
  }
  TRY(on_disk(handle->write_at(batch.start, parts)));
  // A failed sync must never look like a full disk, which may be tried again.
  const auto synced = handle->sync();
  if (!synced.ok()) return Error(Errc::io, synced.error().context());
  handle->release_cache(batch.start, batch.end - batch.start);  // docs/decisions/blobs.md
  return {};
}

Result<> Segments::create_if_new(std::int64_t segment) {
  if (segment <= created_) return {};
  TRY_ASSIGN(auto handle, on_disk(files_.open(path(segment), OpenMode::create)));
  const std::array<ByteView, 1> magic{as_bytes(kSegmentMagic)};
  TRY(on_disk(handle.write_at(0, magic)));
  const auto synced = files_.sync_directory(directory_);
  if (!synced.ok()) return Error(Errc::io, synced.error().context());
  created_ = segment;
  return {};
}

void Segments::keep() {
  kept_current_ = current_;
  kept_end_ = end_;
  batches_.clear();
}

void Segments::discard() {
  current_ = kept_current_;
  end_ = kept_end_;
  batches_.clear();
}

std::vector<Segments::Growth> Segments::growth() const {
  std::vector<Growth> all;
  for (const Batch& batch : batches_)
    all.push_back({batch.segment, batch.end, static_cast<std::int64_t>(batch.bodies.size())});
  return all;
}

Result<std::shared_ptr<File>> Segments::file(std::int64_t segment) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(segment);
  if (found != open_.end()) return found->second;
  TRY_ASSIGN(auto handle, on_disk(files_.open(path(segment), OpenMode::write)));
  if (open_.size() >= kMaxOpen) open_.erase(open_.begin());
  auto shared = std::make_shared<File>(std::move(handle));
  open_[segment] = shared;
  return shared;
}

Result<> Segments::punch(const std::vector<std::pair<Place, std::int64_t>>& ranges) {
  std::set<std::int64_t> touched;
  for (const auto& [place, length] : ranges) {
    TRY_ASSIGN(const auto handle, file(place.segment));
    TRY(on_disk(handle->punch(place.position, length)));
    touched.insert(place.segment);
  }
  for (const auto segment : touched) {
    TRY_ASSIGN(const auto handle, file(segment));
    TRY(on_disk(handle->sync()));
  }
  return {};
}

Result<> Segments::remove(std::int64_t segment) {
  {
    const std::lock_guard lock(mutex_);
    open_.erase(segment);
  }
  return on_disk(files_.remove(path(segment)));
}

Result<Bytes> Segments::read(Place place, AccountId account, BlobId blob, std::int64_t offset,
                             std::int64_t length) {
  TRY_ASSIGN(const auto handle, file(place.segment));
  RecordHeader header{};
  TRY_ASSIGN(const std::size_t got, on_disk(handle->read_at(place.position, header)));
  TRY_ASSIGN(const Record record, decode_record(ByteView(header).first(got)));
  if (record.account != account || record.blob != blob)
    return Error(Errc::corrupt, "segment record of another blob");
  offset = std::clamp<std::int64_t>(offset, 0, record.size);
  length = std::clamp<std::int64_t>(length, 0, record.size - offset);
  Bytes out(static_cast<std::size_t>(length));
  TRY_ASSIGN(const std::size_t read,
             on_disk(handle->read_at(place.position + kRecordHeaderSize + offset, out)));
  if (read != out.size()) return Error(Errc::corrupt, "segment record is cut off");
  if (length == record.size && crc32c(out) != record.crc)
    return Error(Errc::corrupt, "segment record content");
  return out;
}

}  // namespace nightmail::store
