// SPDX-License-Identifier: Apache-2.0
//
// OPAQUE key stretching that stretches nothing, as the RFC's test vectors use; for tests and fuzz
// targets, which then link the room `crypto`.

#ifndef NIGHTMAIL_TESTS_SUPPORT_IDENTITY_KSF_H_
#define NIGHTMAIL_TESTS_SUPPORT_IDENTITY_KSF_H_

#include "crypto/opaque.h"

namespace nightmail::testing_support {

class IdentityKsf final : public crypto::opaque::Ksf {
 public:
  [[nodiscard]] Result<crypto::SecretKey64> stretch(
      const crypto::SecretKey64& input) const override {
    return input.copy();
  }
};

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_IDENTITY_KSF_H_
