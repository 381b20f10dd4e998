// SPDX-License-Identifier: Apache-2.0
//
// Encryptor: makes one OpenPGP message for everybody who was added, signed by every signer who was
// added: AES-256, integrity-protected (SEIPD version 1), not compressed; no name or date of a file
// in it. NOT thread-safe: make one per message. All who were added can see whom else it is for, by
// key id or (hidden) by number: whoever may not be seen gets a message of his own. RFC 4880 §5.1,
// §5.3, §5.13.

#ifndef NIGHTMAIL_PGP_WRITE_ENCRYPTOR_H_
#define NIGHTMAIL_PGP_WRITE_ENCRYPTOR_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/certificate.h"

namespace nightmail::pgp {

enum class RecipientName {
  shown,   // the message names the recipient's key
  hidden,  // it does not (key id 0): whoever holds it can't tell for whom it is
};

class Encryptor {
 public:
  // Certificates are judged as of `now`, and signatures dated so.
  explicit Encryptor(Timestamp now);
  ~Encryptor();
  Encryptor(Encryptor&& other) noexcept;
  Encryptor& operator=(Encryptor&& other) noexcept;

  // Errors: those of Certificate::encryption_key, write_library.
  Result<void> add_recipient(const Certificate& to, RecipientName name = RecipientName::shown);
  // Error: empty_password.
  Result<void> add_password(std::string_view password);
  // Errors: cannot_sign, write_library.
  Result<void> add_signer(const SecretKey& key);

  // The binary message. Errors: no_recipient, write_library.
  Result<Bytes> encrypt(ByteView plain);
  // The same with armor and CRLF line ends, as RFC 3156 §4 wants it.
  Result<std::string> encrypt_armored(ByteView plain);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_WRITE_ENCRYPTOR_H_
