// SPDX-License-Identifier: Apache-2.0
#include "crypto/recovery_auth.h"

#include <sodium.h>

#include <string_view>

#include "crypto/errors.h"
#include "crypto/hash.h"
#include "crypto/hkdf.h"
#include "crypto/sodium_ready.h"

namespace nightmail::crypto {
namespace {

constexpr std::string_view kSeedInfo = "nightmail recovery authentication v1";
// Signed before the challenge, with a zero byte between: a signature made here means nothing
// elsewhere.
constexpr std::string_view kPrefix = "nightmail recovery challenge v1";

struct KeyPair {
  SecretKey64 secret;  // libsodium's form: seed || public key
  RecoveryPublicKey public_key{};
};

KeyPair key_pair(const SecretKey32& phrase) {
  ensure_sodium();
  const SecretKey32 seed = hkdf<32>({}, phrase.expose(), as_bytes(kSeedInfo));
  KeyPair pair;
  crypto_sign_ed25519_seed_keypair(pair.public_key.data(), pair.secret.expose().data(),
                                   seed.expose().data());
  return pair;
}

Bytes signed_message(ByteView challenge) {
  Bytes message = to_bytes(kPrefix);
  message.push_back(0);
  append(message, challenge);
  return message;
}

}  // namespace

RecoveryPublicKey recovery_public_key(const SecretKey32& phrase) {
  return key_pair(phrase).public_key;
}

Result<RecoverySignature> recovery_sign(const SecretKey32& phrase, ByteView challenge) {
  if (challenge.size() != kRecoveryChallengeSize) {
    return Error(Errc::bad_length, "a recovery challenge has 32 bytes");
  }
  const KeyPair pair = key_pair(phrase);
  const Bytes message = signed_message(challenge);
  RecoverySignature signature{};
  crypto_sign_ed25519_detached(signature.data(), nullptr, message.data(), message.size(),
                               pair.secret.expose().data());
  return signature;
}

Result<void> recovery_verify(ByteView public_key, ByteView challenge, ByteView signature) {
  ensure_sodium();
  if (public_key.size() != sizeof(RecoveryPublicKey) ||
      challenge.size() != kRecoveryChallengeSize || signature.size() != sizeof(RecoverySignature)) {
    return Error(Errc::bad_length, "a recovery proof of the wrong size");
  }
  const Bytes message = signed_message(challenge);
  if (crypto_sign_ed25519_verify_detached(signature.data(), message.data(), message.size(),
                                          public_key.data()) != 0) {
    return Error(Errc::bad_signature);
  }
  return {};
}

}  // namespace nightmail::crypto
