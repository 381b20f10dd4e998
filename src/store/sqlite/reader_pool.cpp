// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/reader_pool.h"

namespace nightmail::store {

ReaderPool::ReaderPool(std::vector<std::unique_ptr<Database>> connections)
    : connections_(std::move(connections)) {}

ReaderPool::Lease::Lease(ReaderPool& pool, std::unique_ptr<Database> database)
    : pool_(pool),
      database_(std::move(database)),
      snapshot_(std::make_unique<Snapshot>(*database_)) {}

ReaderPool::Lease::~Lease() {
  snapshot_.reset();
  {
    const std::lock_guard lock(pool_.mutex_);
    pool_.connections_.push_back(std::move(database_));
  }
  pool_.free_.notify_one();
}

ReaderPool::Lease ReaderPool::lend() {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [&] { return !connections_.empty(); });
  auto database = std::move(connections_.back());
  connections_.pop_back();
  lock.unlock();
  return {*this, std::move(database)};
}

}  // namespace nightmail::store
