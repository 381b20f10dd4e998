// SPDX-License-Identifier: Apache-2.0
//
// User ids of certificates: the mail address in one, and a certificate reduced to those that
// matter. Free functions, thread-safe. RFC 4880 §5.11, §11.1.

#ifndef NIGHTMAIL_PGP_SEAL_USER_ID_H_
#define NIGHTMAIL_PGP_SEAL_USER_ID_H_

#include <functional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::pgp {

// "Anna <anna@a.test>" and "anna@a.test" -> "anna@a.test", as it is written there. Empty if there
// is no "@" in it.
[[nodiscard]] std::string_view address_of_user_id(std::string_view user_id);

// The certificate's packets without those user ids that `keep` does not want, without attributes
// (pictures), and without what belongs to either. Keys, their own signatures and the order stay.
// Error: not_a_certificate.
[[nodiscard]] Result<Bytes> with_user_ids(ByteView certificate,
                                          const std::function<bool(std::string_view)>& keep);

// The certificates that follow one another in `data` (a key ring), as parts of it. Errors:
// not_a_certificate; certificate_too_large if there are more than `most`.
[[nodiscard]] Result<std::vector<ByteView>> split_certificates(ByteView data, std::size_t most);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_USER_ID_H_
