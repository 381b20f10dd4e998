// SPDX-License-Identifier: Apache-2.0
//
// Copies: the messages that leave for one mail. Those who are named in it and have keys share one
// encrypted message, those without keys one clear one; every blind recipient gets a message of
// their own, so that no key id, envelope or field betrays them to the others (docs/decisions/
// sending.md). Nothing is sent here. RFC 3156 §5-§6, RFC 9788 §5.

#ifndef NIGHTMAIL_CLIENT_COMPOSE_COPIES_H_
#define NIGHTMAIL_CLIENT_COMPOSE_COPIES_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/certificate.h"
#include "proto/mime/write/mail.h"

namespace nightmail::client {

struct Addressee {
  std::string address;
  std::optional<pgp::Certificate> key;  // none: this one gets the mail clear
  bool blind = false;
  bool reads_protection = false;  // uses a program that knows RFC 9788: another user of the service
};

struct Copy {
  std::vector<std::string> recipients;
  std::string message;  // as it is to leave: RFC 5322, CRLF
  bool encrypted = false;
};

struct CopyTools {
  const pgp::SecretKey& key;  // signs
  Random& random;
  Timestamp now;
};

// In no order that says anything. Errors: those of pgp::Encryptor and pgp::Signer.
Result<std::vector<Copy>> make_copies(const mime::Mail& mail,
                                      const std::vector<Addressee>& addressees,
                                      const CopyTools& tools);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_COMPOSE_COPIES_H_
