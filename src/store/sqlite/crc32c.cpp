// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/crc32c.h"

#include <array>
#include <cstring>

namespace nightmail::store {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78U : 0U);
    table[i] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kTable = make_table();

std::uint32_t update_portable(std::uint32_t crc, ByteView data) {
  for (const std::uint8_t octet : data) crc = (crc >> 8) ^ kTable[(crc ^ octet) & 0xff];
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t update_sse42(std::uint32_t crc, ByteView data) {
  std::uint64_t state = crc;
  while (data.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data.data(), 8);
    state = __builtin_ia32_crc32di(state, word);
    data = data.subspan(8);
  }
  return update_portable(static_cast<std::uint32_t>(state), data);
}
#endif

}  // namespace

std::uint32_t crc32c(ByteView data) {
#if defined(__x86_64__)
  static const bool kHasInstruction = __builtin_cpu_supports("sse4.2") != 0;
  if (kHasInstruction) return ~update_sse42(~0U, data);
#endif
  return ~update_portable(~0U, data);
}

}  // namespace nightmail::store
