// SPDX-License-Identifier: Apache-2.0
//
// Random for tests: hands out exactly the bytes it was given, in order, and ends the process when
// they run out. Published test vectors go through the code of the product this way.

#ifndef NIGHTMAIL_TESTS_SUPPORT_SCRIPTED_RANDOM_H_
#define NIGHTMAIL_TESTS_SUPPORT_SCRIPTED_RANDOM_H_

#include <algorithm>
#include <cstdint>

#include "base/assert.h"
#include "base/random.h"

namespace nightmail::testing_support {

class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(Bytes script) : script_(std::move(script)) {}

  void fill(MutableByteView out) override {
    NM_ASSERT(out.size() <= script_.size() - used_);
    std::copy_n(script_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
  }
  [[nodiscard]] bool used_up() const { return used_ == script_.size(); }

 private:
  Bytes script_;
  std::size_t used_ = 0;
};

// 0, 1, 2, ... 255, 0, ...: repeatable, never the same twice in a row, never to be used for real.
class CountingRandom final : public Random {
 public:
  explicit CountingRandom(std::uint8_t start = 0) : next_(start) {}
  void fill(MutableByteView out) override {
    for (auto& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_;
};

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_SCRIPTED_RANDOM_H_
