// SPDX-License-Identifier: Apache-2.0
//
// Every call that makes data durable, or takes it away, lives behind this file: pwritev, fdatasync,
// fsync, ftruncate, fallocate(PUNCH_HOLE), unlink, mkdir, open(O_CREAT), flock. Libraries with I/O
// of their own (SQLite) ask admit() before the same operations, so that a test can fail each one.
// FileSystem is thread-safe; a File may be read by several threads, and written by one.

#ifndef NIGHTMAIL_BASE_DURABLE_FILE_H_
#define NIGHTMAIL_BASE_DURABLE_FILE_H_

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail {

enum class DiskErrc {
  full,     // no space left; may pass
  io,       // any other refusal of the operating system
  in_use,   // another process holds the lock
  missing,  // no such file
};
[[nodiscard]] Trouble errc_trouble(DiskErrc errc);
[[nodiscard]] std::string_view errc_name(DiskErrc errc);

enum class DiskOp { create, write, sync, truncate, punch, remove };

class FileSystem;

// An open file. Closed when it goes. After a failed sync() nothing that was written since the last
// good one may be trusted, and a second sync() would lie: give up the file.
class File {
 public:
  File(FileSystem& files, int descriptor) : files_(&files), descriptor_(descriptor) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  // Writes the parts one after another from `offset` on.
  [[nodiscard]] Result<> write_at(std::int64_t offset, std::span<const ByteView> parts);
  // fdatasync(2): contents and size are on the disk when it returns.
  [[nodiscard]] Result<> sync();
  // After sync(): nobody will read the range soon; its memory may serve what is written next.
  void release_cache(std::int64_t offset, std::int64_t length) const;
  [[nodiscard]] Result<> truncate(std::int64_t size);
  // Gives the range back to the file system; it reads as zeros from then on.
  [[nodiscard]] Result<> punch(std::int64_t offset, std::int64_t length);
  // Fills `out` as far as the file goes; returns how many octets were read.
  [[nodiscard]] Result<std::size_t> read_at(std::int64_t offset, MutableByteView out) const;
  [[nodiscard]] Result<std::int64_t> size() const;

 private:
  friend class FileSystem;
  FileSystem* files_;
  int descriptor_;
};

enum class OpenMode { read, write, create };  // create: read and write, made if it isn't there

class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  // Called before each operation. 0: go on. Else the errno with which it fails. Tests override it.
  virtual int admit(DiskOp op);
  // fsync and fdatasync calls so far, SQLite's included.
  [[nodiscard]] std::int64_t syncs() const { return syncs_.load(); }

  // New files have mode 0600, new directories 0700.
  [[nodiscard]] Result<File> open(const std::string& path, OpenMode mode);
  [[nodiscard]] Result<> make_directory(const std::string& path);
  // Makes creation and removal of the directory's files durable.
  [[nodiscard]] Result<> sync_directory(const std::string& path);
  [[nodiscard]] Result<> remove(const std::string& path);
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& path);
  // Keeps every other process out for as long as the File lives (flock); else DiskErrc::in_use.
  [[nodiscard]] Result<File> lock(const std::string& path);

 private:
  std::atomic<std::int64_t> syncs_{0};
};

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_DURABLE_FILE_H_
