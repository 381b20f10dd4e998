// SPDX-License-Identifier: Apache-2.0
//
// Randomness, passed in by main() so that tests can make it repeatable.

#ifndef NIGHTMAIL_BASE_RANDOM_H_
#define NIGHTMAIL_BASE_RANDOM_H_

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace nightmail {

class Random {
 public:
  virtual ~Random() = default;
  // Fills `out` with unpredictable bytes. Thread-safe; cannot fail (the process ends if the
  // operating system has no randomness, as continuing would be worse).
  virtual void fill(MutableByteView out) = 0;

  template <std::size_t N>
  std::array<std::uint8_t, N> array() {
    std::array<std::uint8_t, N> out{};
    fill(out);
    return out;
  }
};

// getrandom(2).
class SystemRandom final : public Random {
 public:
  void fill(MutableByteView out) override;
};

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_RANDOM_H_
