// SPDX-License-Identifier: Apache-2.0
//
// WriteGather: writes that follow each other in a file, kept back until they leave as one. SQLite
// writes its log in two calls a page; a commit of seven pages then costs one system call instead
// of fourteen. Whoever reads, syncs, cuts or measures the file flushes first, so nobody sees that
// anything was kept back; a failed flush is that caller's error. Used by one thread at a time.

#ifndef NIGHTMAIL_STORE_SQLITE_WRITE_GATHER_H_
#define NIGHTMAIL_STORE_SQLITE_WRITE_GATHER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace nightmail::store {

class WriteGather {
 public:
  // Returns a result code of SQLite, as the methods below do.
  using Write = std::function<int(const void* data, int size, std::int64_t at)>;

  explicit WriteGather(Write write) : write_(std::move(write)) {}
  WriteGather(const WriteGather&) = delete;
  WriteGather& operator=(const WriteGather&) = delete;

  [[nodiscard]] int put(const void* data, int size, std::int64_t at);
  // What failed is not tried again: SQLite takes the commit back.
  [[nodiscard]] int flush();

 private:
  [[nodiscard]] bool continues(int size, std::int64_t at) const;

  Write write_;
  std::vector<std::byte> kept_;
  std::int64_t begin_ = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_WRITE_GATHER_H_
