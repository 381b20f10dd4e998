// SPDX-License-Identifier: Apache-2.0
//
// The server's side of OPAQUE (RFC 9807). It never sees anything that lets it test a guess of a
// password without the stored record. A Server is immutable and thread-safe.
//
// The credential identifier must be the same function of what a person types as their account,
// known or unknown: then an unknown account gets an answer of the same shape, the same work, and
// the same OPRF key each time (RFC 9807 §6.3.2.2, §10.9).

#ifndef NIGHTMAIL_CRYPTO_OPAQUE_SERVER_H_
#define NIGHTMAIL_CRYPTO_OPAQUE_SERVER_H_

#include <optional>

#include "base/random.h"
#include "crypto/opaque.h"

namespace nightmail::crypto::opaque {

// The service's long-term secrets. Losing them locks out every account; leaking them together with
// the records lets passwords be guessed offline, at Argon2id's price for each guess.
struct ServerKeys {
  SecretKey64 oprf_seed;
  oprf::Scalar private_key;
  oprf::Element public_key{};

  // Draws: OPRF seed (64), key seed (32).
  [[nodiscard]] static ServerKeys generate(Random& random);
  // 96 bytes: OPRF seed || private key.
  [[nodiscard]] SecretBytes serialize() const;
  // Errc::bad_length, Errc::bad_element.
  [[nodiscard]] static Result<ServerKeys> parse(ByteView bytes);
};

// What the server keeps between KE2 and KE3: for one login, for a short time. 128 bytes serialized,
// secret.
struct LoginState {
  SecretKey64 expected_client_mac;
  SecretKey64 session_key;

  [[nodiscard]] SecretBytes serialize() const;
  [[nodiscard]] static Result<LoginState> parse(ByteView bytes);
};

struct LoginStarted {
  Ke2 ke2;
  LoginState state;
};

// A record as uploaded: 192 bytes with a valid public key; else Errc::bad_length,
// Errc::bad_element.
[[nodiscard]] Result<Record> parse_record(ByteView upload);

class Server {
 public:
  explicit Server(ServerKeys keys, Parameters parameters = {});

  [[nodiscard]] const oprf::Element& public_key() const { return keys_.public_key; }

  // Errc::bad_length, Errc::bad_element for a broken request.
  [[nodiscard]] Result<RegistrationResponse> registration_response(
      ByteView request, ByteView credential_identifier) const;

  // No record: the answer of a fake account, whose KE3 can never be found.
  // Draws: masking nonce, server nonce, key share seed.
  [[nodiscard]] Result<LoginStarted> start_login(ByteView ke1, const std::optional<Record>& record,
                                                 ByteView credential_identifier,
                                                 Random& random) const;

  // The session key, or Errc::login_failed; a state may be used once only (the caller's duty).
  [[nodiscard]] static Result<SecretKey64> finish_login(const LoginState& state, ByteView ke3);

 private:
  [[nodiscard]] Record fake_record(ByteView credential_identifier) const;

  ServerKeys keys_;
  Parameters parameters_;
  oprf::Element fake_client_public_key_;
};

}  // namespace nightmail::crypto::opaque

#endif  // NIGHTMAIL_CRYPTO_OPAQUE_SERVER_H_
