// SPDX-License-Identifier: Apache-2.0
//
// Bytes and views of bytes, and the few conversions between them and text.
// For bytes that must not outlive their use (plaintext, keys) see base/secret.h.

#ifndef NIGHTMAIL_BASE_BYTES_H_
#define NIGHTMAIL_BASE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nightmail {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using MutableByteView = std::span<std::uint8_t>;

// The same memory, seen as bytes or as text. No copy; the source must stay alive.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes to_bytes(ByteView view) {
  return {view.begin(), view.end()};
}
inline Bytes to_bytes(std::string_view text) {
  return to_bytes(as_bytes(text));
}
inline std::string to_string(ByteView view) {
  return std::string(as_text(view));
}

template <class Container>
void append(Container& to, ByteView view) {
  to.insert(to.end(), view.begin(), view.end());
}

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_BYTES_H_
