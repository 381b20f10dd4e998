// SPDX-License-Identifier: Apache-2.0
//
// Which OpenPGP library does the work, for people and test suites. Pure.

#ifndef NIGHTMAIL_PGP_OPEN_BACKEND_H_
#define NIGHTMAIL_PGP_OPEN_BACKEND_H_

#include <string>

namespace nightmail::pgp {

// "rnp 0.16.3"
[[nodiscard]] std::string backend_name();
// "Botan 2.19.3": what it computes with.
[[nodiscard]] std::string backend_cryptography();

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_BACKEND_H_
