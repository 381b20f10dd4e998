// SPDX-License-Identifier: Apache-2.0
//
// OpenPGP keys for unit tests: new ones, and those of testdata/certificates.

#ifndef NIGHTMAIL_TESTS_SUPPORT_PGP_KEYS_H_
#define NIGHTMAIL_TESTS_SUPPORT_PGP_KEYS_H_

#include <gtest/gtest.h>

#include "pgp/open/secret_key.h"
#include "support/testdata.h"

namespace nightmail::pgp {

inline constexpr Timestamp kTestNow{1'795'600'000'000};

inline SecretKey make_key(std::string_view name) {
  auto key = SecretKey::generate(name, "someone@nightmail.test", kTestNow);
  NM_ASSERT(key.ok());
  return *std::move(key);
}

inline Certificate read_certificate(std::string_view name) {
  const std::string text =
      testing_support::read_testdata("certificates/" + std::string(name) + ".asc");
  auto certificate = Certificate::parse(as_bytes(text), kTestNow);
  NM_ASSERT(certificate.ok());
  return *std::move(certificate);
}

inline SecretKey read_secret(std::string_view name) {
  const std::string text =
      testing_support::read_testdata("certificates/" + std::string(name) + ".secret.asc");
  auto key = SecretKey::parse(as_bytes(text), "", kTestNow);
  NM_ASSERT(key.ok());
  return *std::move(key);
}

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_TESTS_SUPPORT_PGP_KEYS_H_
