// SPDX-License-Identifier: Apache-2.0
//
// OPAQUE (RFC 9807): what client and server share. The configuration is OPAQUE-3DH with
// ristretto255-SHA512, HKDF-SHA-512, HMAC-SHA-512 and Argon2id; context empty, identities absent.
// Messages are the RFC's, byte for byte; docs/formats/account.md lists them.

#ifndef NIGHTMAIL_CRYPTO_OPAQUE_H_
#define NIGHTMAIL_CRYPTO_OPAQUE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/hash.h"
#include "crypto/oprf.h"

namespace nightmail::crypto::opaque {

using RegistrationRequest = std::array<std::uint8_t, 32>;   // client -> server
using RegistrationResponse = std::array<std::uint8_t, 64>;  // server -> client
using Record = std::array<std::uint8_t, 192>;               // client -> server, which stores it
using Ke1 = std::array<std::uint8_t, 96>;                   // client -> server
using Ke2 = std::array<std::uint8_t, 320>;                  // server -> client
using Ke3 = std::array<std::uint8_t, 64>;                   // client -> server

// Key stretching: makes each guess at a password dear, even to who has the server's data.
class Ksf {
 public:
  virtual ~Ksf() = default;
  [[nodiscard]] virtual Result<SecretKey64> stretch(const SecretKey64& input) const = 0;
};

// Argon2id version 1.3 (RFC 9106), one lane, 16 zero bytes as salt (the OPRF output is salted by
// the server's key already), 64 bytes out. Takes about a tenth of a second and 64 MiB while it
// runs.
class Argon2idKsf final : public Ksf {
 public:
  explicit Argon2idKsf(std::size_t memory_bytes = 64U << 20, std::uint32_t passes = 3)
      : memory_bytes_(memory_bytes), passes_(passes) {}
  // Errc::stretch_failed without that much memory.
  [[nodiscard]] Result<SecretKey64> stretch(const SecretKey64& input) const override;

 private:
  std::size_t memory_bytes_;
  std::uint32_t passes_;
};

// Nightmail uses the defaults; the RFC's test vectors need the others. An absent identity stands
// for the public key (RFC 9807 §4).
struct Parameters {
  Bytes context;
  std::optional<Bytes> client_identity;
  std::optional<Bytes> server_identity;
};

}  // namespace nightmail::crypto::opaque

#endif  // NIGHTMAIL_CRYPTO_OPAQUE_H_
