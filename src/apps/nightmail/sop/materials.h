// SPDX-License-Identifier: Apache-2.0
//
// Keys, certificates and passwords as a Stateless OpenPGP CLI is given them: files that may hold
// several, binary or armored, and keys that may be locked. One thread.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_MATERIALS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_MATERIALS_H_

#include <span>
#include <string>
#include <vector>

#include "apps/nightmail/sop/streams.h"
#include "base/clock.h"
#include "base/secret.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/certificate.h"

namespace nightmail::sop {

// What the draft calls a failure to read a key or certificate: bad_data, key_is_protected,
// unsupported_asymmetric_algo.
[[nodiscard]] Error key_error(const Error& error);

// The keys or certificates in `data`, each by itself, binary. Error: bad_data.
[[nodiscard]] Result<std::vector<PlainBytes>> split_keys(ByteView data);

// A password to try: as it is, and without blanks at its end. Text of UTF-8 is not required.
[[nodiscard]] Result<std::vector<SecretBytes>> read_passwords(
    Streams& streams, const std::vector<std::string>& designators);
// A password to set: UTF-8, without blanks at its end. Error: password_not_human_readable.
[[nodiscard]] Result<SecretBytes> read_new_password(Streams& streams,
                                                    const std::string& designator);

// All certificates in all these files. Errors: bad_data, unsupported_asymmetric_algo.
[[nodiscard]] Result<std::vector<pgp::Certificate>> read_certificates(
    Streams& streams, std::span<const std::string> designators, Timestamp now);

// All secret keys in `data`, unlocked with whichever password fits. Errors: bad_data,
// key_is_protected, unsupported_asymmetric_algo.
[[nodiscard]] Result<std::vector<pgp::SecretKey>> unlock_keys(
    ByteView data, std::span<const SecretBytes> passwords, Timestamp now);
[[nodiscard]] Result<std::vector<pgp::SecretKey>> read_keys(
    Streams& streams, std::span<const std::string> designators,
    std::span<const SecretBytes> passwords, Timestamp now);

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_MATERIALS_H_
