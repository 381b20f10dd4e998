// SPDX-License-Identifier: Apache-2.0
//
// Memory that is wiped before it is given back.
//   PlainBytes        a growing buffer for what users wrote (a message on its way to `seal`)
//   Secret<T>         move-only holder of a key or password; say .expose() to read it
// Wiping uses explicit_bzero, which the compiler may not remove.

#ifndef NIGHTMAIL_BASE_SECRET_H_
#define NIGHTMAIL_BASE_SECRET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace nightmail {

inline void wipe(MutableByteView memory) {
  if (!memory.empty()) explicit_bzero(memory.data(), memory.size());
}

template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  explicit(false) WipingAllocator(const WipingAllocator<U>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) {
    explicit_bzero(static_cast<void*>(memory), count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  template <class U>
  bool operator==(const WipingAllocator<U>&) const {
    return true;
  }
};

// Like Bytes, but wiped whenever memory is released, growth included.
using PlainBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

inline void wipe_value(PlainBytes& value) {
  wipe(value);
}
template <std::size_t N>
void wipe_value(std::array<std::uint8_t, N>& value) {
  wipe(value);
}

// A key, password or phrase. T is PlainBytes or std::array<uint8_t, N>.
template <class T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) { wipe_value(value); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { wipe_value(other.value_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe_value(value_);
      value_ = std::move(other.value_);
      wipe_value(other.value_);
    }
    return *this;
  }
  ~Secret() { wipe_value(value_); }

  [[nodiscard]] Secret copy() const {
    Secret result;
    result.value_ = value_;
    return result;
  }
  [[nodiscard]] const T& expose() const { return value_; }
  [[nodiscard]] T& expose() { return value_; }

 private:
  T value_{};
};

using SecretBytes = Secret<PlainBytes>;
using SecretKey32 = Secret<std::array<std::uint8_t, 32>>;

inline SecretBytes secret_from(ByteView view) {
  return SecretBytes(PlainBytes(view.begin(), view.end()));
}

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_SECRET_H_
