// SPDX-License-Identifier: Apache-2.0
//
// Private to crypto/: where the fields of OPAQUE's messages lie (RFC 9807 §5.1, §6.1). The views
// point into the message they were made from.

#ifndef NIGHTMAIL_CRYPTO_OPAQUE_LAYOUT_H_
#define NIGHTMAIL_CRYPTO_OPAQUE_LAYOUT_H_

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/result.h"
#include "crypto/errors.h"
#include "crypto/hash.h"

namespace nightmail::crypto::opaque {

inline constexpr std::size_t kKey = 32;
inline constexpr std::size_t kNonce = 32;
inline constexpr std::size_t kMac = 64;
inline constexpr std::size_t kEnvelope = kNonce + kMac;
inline constexpr std::size_t kMasked = kKey + kEnvelope;

struct RecordView {
  explicit RecordView(ByteView record)
      : client_public_key(record.first(kKey)),
        masking_key(record.subspan(kKey, 64)),
        envelope(record.last(kEnvelope)) {}
  ByteView client_public_key, masking_key, envelope;
};

struct Ke1View {
  explicit Ke1View(ByteView ke1) : blinded(ke1.first(kKey)), key_share(ke1.last(kKey)) {}
  ByteView blinded, key_share;
};

struct Ke2View {
  explicit Ke2View(ByteView ke2)
      : evaluated(ke2.first(kKey)),
        masking_nonce(ke2.subspan(kKey, kNonce)),
        masked(ke2.subspan(kKey + kNonce, kMasked)),
        key_share(ke2.subspan(ke2.size() - kMac - kKey, kKey)),
        without_mac(ke2.first(ke2.size() - kMac)),
        mac(ke2.last(kMac)) {}
  ByteView evaluated, masking_nonce, masked, key_share, without_mac, mac;
};

inline Result<void> check_size(ByteView message, std::size_t size, const char* name) {
  if (message.size() == size) return {};
  return Error(Errc::bad_length, std::string(name) + " has the wrong size");
}

// The parts, one after another; they must fill N bytes exactly.
template <std::size_t N>
std::array<std::uint8_t, N> join(Parts parts) {
  std::array<std::uint8_t, N> joined{};
  auto at = joined.begin();
  for (const ByteView part : parts) {
    NM_ASSERT(part.size() <= static_cast<std::size_t>(joined.end() - at));
    at = std::copy(part.begin(), part.end(), at);
  }
  NM_ASSERT(at == joined.end());
  return joined;
}

// Bytes under a two-byte length, as in `opaque x<0..2^16-1>`.
inline void append_counted(Bytes& to, ByteView value) {
  NM_ASSERT(value.size() <= 65535);
  to.push_back(static_cast<std::uint8_t>(value.size() >> 8));
  to.push_back(static_cast<std::uint8_t>(value.size()));
  append(to, value);
}

}  // namespace nightmail::crypto::opaque

#endif  // NIGHTMAIL_CRYPTO_OPAQUE_LAYOUT_H_
