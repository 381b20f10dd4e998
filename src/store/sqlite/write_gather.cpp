// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/write_gather.h"

#include <sqlite3.h>

namespace nightmail::store {
namespace {

// SQLite's own file layer writes at most 128 KiB - 1 in one call.
constexpr std::size_t kMost = 96 * 1024;

}  // namespace

bool WriteGather::continues(int size, std::int64_t at) const {
  return at == begin_ + static_cast<std::int64_t>(kept_.size()) &&
         kept_.size() + static_cast<std::size_t>(size) <= kMost;
}

int WriteGather::put(const void* data, int size, std::int64_t at) {
  if (!kept_.empty() && !continues(size, at)) {
    if (const int code = flush(); code != SQLITE_OK) return code;
  }
  if (kept_.empty()) begin_ = at;
  const auto* bytes = static_cast<const std::byte*>(data);
  kept_.insert(kept_.end(), bytes, bytes + size);
  return SQLITE_OK;
}

int WriteGather::flush() {
  if (kept_.empty()) return SQLITE_OK;
  const int code = write_(kept_.data(), static_cast<int>(kept_.size()), begin_);
  kept_.clear();
  return code;
}

}  // namespace nightmail::store
