// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/line_scan.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace nightmail::smtp {
namespace {

constexpr std::size_t kBlock = 64;

std::uint64_t low_bits(std::size_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

#if defined(__SSE2__)
inline std::uint64_t equal_mask(const std::uint8_t* block, char byte) {
  const __m128i wanted = _mm_set1_epi8(byte);
  std::uint64_t mask = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i lane = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
    const int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(lane, wanted));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits)) << (16 * i);
  }
  return mask;
}

// The smallest of 64 unsigned bytes is zero.
inline bool any_nul(const std::uint8_t* block) {
  __m128i least = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
  for (int i = 1; i < 4; ++i)
    least = _mm_min_epu8(least, _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i)));
  return _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0;
}
#else
std::uint64_t equal_mask(const std::uint8_t* block, char byte) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    mask |= static_cast<std::uint64_t>(block[i] == static_cast<std::uint8_t>(byte)) << i;
  return mask;
}

bool any_nul(const std::uint8_t* block) {
  return equal_mask(block, '\0') != 0;
}
#endif

}  // namespace

BlockMasks classify_block_portable(const std::uint8_t* block) {
  BlockMasks masks;
  for (std::size_t i = 0; i < kBlock; ++i) {
    masks.cr |= static_cast<std::uint64_t>(block[i] == '\r') << i;
    masks.lf |= static_cast<std::uint64_t>(block[i] == '\n') << i;
    masks.nul |= static_cast<std::uint64_t>(block[i] == '\0') << i;
    masks.dot |= static_cast<std::uint64_t>(block[i] == '.') << i;
  }
  return masks;
}

BlockMasks classify_block(const std::uint8_t* block) {
  return {equal_mask(block, '\r'), equal_mask(block, '\n'), equal_mask(block, '\0'),
          equal_mask(block, '.')};
}

inline void LineScan::measure(std::uint64_t line_ends, std::size_t length) {
  const std::size_t longest = max_line_ + 2;
  if (line_ends == 0) {
    line_length_ += length;
  } else {
    line_length_ += static_cast<std::size_t>(std::countr_zero(line_ends)) + 1;
    if (line_length_ > longest) long_line_ = true;
    line_length_ = length - (64 - static_cast<std::size_t>(std::countl_zero(line_ends)));
  }
  if (line_length_ > longest) long_line_ = true;
}

// Whole blocks without a flaw, and without a dot that begins a line, as long as they come.
std::size_t LineScan::scan_clean(ByteView content) {
  std::size_t done = 0;
  std::uint64_t after_cr = after_cr_;
  std::uint64_t at_start = at_line_start_;
  for (; content.size() - done >= kBlock; done += kBlock) {
    const std::uint8_t* block = content.data() + done;
    const std::uint64_t cr = equal_mask(block, '\r');
    const std::uint64_t lf = equal_mask(block, '\n');
    const std::uint64_t starts = (lf << 1) | at_start;
    if (lf != ((cr << 1) | after_cr) || any_nul(block)) break;
    if (starts != 0 && (starts & equal_mask(block, '.')) != 0) break;
    measure(lf, kBlock);
    after_cr = cr >> 63;
    at_start = lf >> 63;
  }
  after_cr_ = after_cr != 0;
  at_line_start_ = at_start != 0;
  return done;
}

std::size_t LineScan::scan(ByteView content, bool stop_at_dots) {
  std::size_t done = 0;
  while (done < content.size()) {
    done += scan_clean(content.subspan(done));
    if (done == content.size()) break;
    const std::size_t length = std::min(kBlock, content.size() - done);
    std::size_t taken = 0;
    if (length == kBlock) {
      taken = scan_block(classify_block(content.data() + done), kBlock, stop_at_dots);
    } else {
      // Any byte that is none of the four will do as filling: it is masked away.
      std::uint8_t padded[kBlock];
      std::memset(padded, 'x', kBlock);
      std::memcpy(padded, content.data() + done, length);
      taken = scan_block(classify_block(padded), length, stop_at_dots);
    }
    done += taken;
    if (taken < length) break;
  }
  return done;
}

// The whole judgement in a few operations on 64 bits: after each CR an LF is due, and nowhere else.
std::size_t LineScan::scan_block(BlockMasks masks, std::size_t length, bool stop_at_dots) {
  const std::uint64_t lf_due = (masks.cr << 1) | static_cast<std::uint64_t>(after_cr_);
  const std::uint64_t line_ends = masks.lf & lf_due;
  const std::uint64_t starts = (line_ends << 1) | static_cast<std::uint64_t>(at_line_start_);
  const std::uint64_t dots = stop_at_dots ? masks.dot & starts & low_bits(length) : 0;
  if (dots != 0) length = static_cast<std::size_t>(std::countr_zero(dots));
  if (length == 0) return 0;
  note(masks, lf_due, low_bits(length));
  measure(line_ends & low_bits(length), length);
  advance(masks, line_ends, length);
  return length;
}

void LineScan::note(const BlockMasks& masks, std::uint64_t lf_due, std::uint64_t valid) {
  const std::uint64_t wrong = ((lf_due ^ masks.lf) | masks.nul) & valid;
  if (wrong == 0) return;
  if ((wrong & masks.lf) != 0) bare_lf_ = true;
  if ((wrong & lf_due & ~masks.lf) != 0) bare_cr_ = true;
  if ((wrong & masks.nul) != 0) nul_ = true;
}

void LineScan::advance(const BlockMasks& masks, std::uint64_t line_ends, std::size_t length) {
  after_cr_ = ((masks.cr >> (length - 1)) & 1) != 0;
  at_line_start_ = ((line_ends >> (length - 1)) & 1) != 0;
}

Flaw LineScan::flaw() const {
  if (bare_lf_) return Flaw::bare_lf;
  if (bare_cr_) return Flaw::bare_cr;
  if (nul_) return Flaw::nul;
  return long_line_ ? Flaw::long_line : Flaw::none;
}

}  // namespace nightmail::smtp
