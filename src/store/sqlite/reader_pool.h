// SPDX-License-Identifier: Apache-2.0
//
// A few read connections, lent one at a time. Thread-safe.

#ifndef NIGHTMAIL_STORE_SQLITE_READER_POOL_H_
#define NIGHTMAIL_STORE_SQLITE_READER_POOL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite/database.h"

namespace nightmail::store {

class ReaderPool {
 public:
  explicit ReaderPool(std::vector<std::unique_ptr<Database>> connections);

  // A connection for as long as the Lease lives, in a read transaction: one state throughout.
  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Database> database);
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    Database& operator*() { return *database_; }
    Database* operator->() { return database_.get(); }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Snapshot> snapshot_;
  };
  // Waits until one is free.
  [[nodiscard]] Lease lend();

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Database>> connections_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_READER_POOL_H_
