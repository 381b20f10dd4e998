// SPDX-License-Identifier: Apache-2.0
//
// The device's side of OPAQUE (RFC 9807). Each object is one exchange: make it with start(), send
// its message, give the answer to finish(). Owned by one caller; finish() may take a tenth of a
// second.
//
// The password is UTF-8 in normalisation form C; that is the caller's duty
// (docs/formats/account.md).

#ifndef NIGHTMAIL_CRYPTO_OPAQUE_CLIENT_H_
#define NIGHTMAIL_CRYPTO_OPAQUE_CLIENT_H_

#include "base/random.h"
#include "crypto/opaque.h"

namespace nightmail::crypto::opaque {

struct Registered {
  Record record;           // for the server to store
  SecretKey64 export_key;  // never leaves the device; wraps the account secret
  oprf::Element server_public_key;
};

struct LoggedIn {
  Ke3 ke3;                  // for the server, which learns by it that the password was right
  SecretKey64 session_key;  // shared with the server
  SecretKey64 export_key;   // the same as at registration
  oprf::Element server_public_key;
};

class ClientRegistration {
 public:
  // Draws: blind. Errc::bad_length for a password above 65535 bytes.
  [[nodiscard]] static Result<ClientRegistration> start(const SecretBytes& password, Random& random,
                                                        Parameters parameters = {});
  [[nodiscard]] const RegistrationRequest& request() const { return request_; }
  // Draws: envelope nonce. Errc::bad_length, Errc::bad_element for a broken response.
  [[nodiscard]] Result<Registered> finish(ByteView response, const Ksf& ksf, Random& random) const;

 private:
  ClientRegistration() = default;
  SecretBytes password_;
  oprf::Scalar blind_;
  RegistrationRequest request_{};
  Parameters parameters_;
};

class ClientLogin {
 public:
  // Draws: blind, client nonce, key share seed.
  [[nodiscard]] static Result<ClientLogin> start(const SecretBytes& password, Random& random,
                                                 Parameters parameters = {});
  [[nodiscard]] const Ke1& ke1() const { return ke1_; }
  // Errc::login_failed: the password is wrong, there is no such account, or the server does not
  // hold the record; these cannot be told apart. Errc::bad_length, Errc::bad_element for a broken
  // KE2.
  [[nodiscard]] Result<LoggedIn> finish(ByteView ke2, const Ksf& ksf) const;

 private:
  ClientLogin() = default;
  SecretBytes password_;
  oprf::Scalar blind_;
  oprf::Scalar key_share_secret_;
  Ke1 ke1_{};
  Parameters parameters_;
};

}  // namespace nightmail::crypto::opaque

#endif  // NIGHTMAIL_CRYPTO_OPAQUE_CLIENT_H_
