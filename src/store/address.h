// SPDX-License-Identifier: Apache-2.0
//
// Mail addresses in the one form in which the store keeps and looks them up. Shared by everybody
// who asks the store for an address. Free functions, thread-safe.

#ifndef NIGHTMAIL_STORE_ADDRESS_H_
#define NIGHTMAIL_STORE_ADDRESS_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::store {

// A domain as lower-case A-labels (RFC 5890 §2.3.2.1), without a dot at the end; an address literal
// "[...]" in lower case as it is. Errc::bad_address if it is none.
[[nodiscard]] Result<std::string> canonical_domain(std::string_view domain);

// "Ann.A+lists@BÜCHER.example." -> "ann.a+lists@xn--bcher-kva.example". The local part is unquoted,
// its ASCII letters are made lower case, and it is put into normalisation form C (RFC 6532 §3.1);
// a plus-suffix stays. Errc::bad_address for anything that is no address, or is longer than RFC
// 5321 §4.5.3.1 allows.
[[nodiscard]] Result<std::string> canonical_address(std::string_view address);

// "anna+lists@a.test" -> "anna@a.test": whose mail it is. A plus at the very start is no suffix.
[[nodiscard]] std::string without_plus_suffix(std::string_view canonical_address);

// The parts of a canonical address; empty where there is no "@".
[[nodiscard]] std::string_view local_part(std::string_view canonical_address);
[[nodiscard]] std::string_view domain_part(std::string_view canonical_address);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_ADDRESS_H_
