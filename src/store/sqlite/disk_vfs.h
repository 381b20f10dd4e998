// SPDX-License-Identifier: Apache-2.0
//
// DiskVfs: SQLite's own file layer, which asks FileSystem::admit() before each operation that
// makes data durable. Registered under a name of its own for as long as it lives; one per store.

#ifndef NIGHTMAIL_STORE_SQLITE_DISK_VFS_H_
#define NIGHTMAIL_STORE_SQLITE_DISK_VFS_H_

#include <memory>
#include <string>

#include "base/durable_file.h"

namespace nightmail::store {

class DiskVfs {
 public:
  explicit DiskVfs(FileSystem& files);
  DiskVfs(const DiskVfs&) = delete;
  DiskVfs& operator=(const DiskVfs&) = delete;
  ~DiskVfs();

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Registration;
  std::string name_;
  std::unique_ptr<Registration> registration_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_DISK_VFS_H_
