// SPDX-License-Identifier: Apache-2.0
//
// A file system on which the n-th operation that changes the disk fails, once.

#ifndef NIGHTMAIL_TESTS_SUPPORT_FAULTY_FILES_H_
#define NIGHTMAIL_TESTS_SUPPORT_FAULTY_FILES_H_

#include <atomic>

#include "base/durable_file.h"

namespace nightmail::testing_support {

class FaultyFiles final : public FileSystem {
 public:
  // `number`: the errno that the operation fails with.
  FaultyFiles(int fail_at, int number) : left_(fail_at), number_(number) {}

  int admit(DiskOp op) override {
    if (const int refused = FileSystem::admit(op)) return refused;
    return --left_ == 0 ? number_ : 0;
  }
  [[nodiscard]] bool has_failed() const { return left_.load() <= 0; }

 private:
  std::atomic<int> left_;
  int number_;
};

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_FAULTY_FILES_H_
