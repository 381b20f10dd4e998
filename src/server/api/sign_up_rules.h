// SPDX-License-Identifier: Apache-2.0
//
// Which addresses a new account may take (docs/protocol.md, "Sign-up"). Free functions,
// thread-safe.

#ifndef NIGHTMAIL_SERVER_API_SIGN_UP_RULES_H_
#define NIGHTMAIL_SERVER_API_SIGN_UP_RULES_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "server/api/config.h"

namespace nightmail::api {

// The canonical address. Errc::address_invalid says which rule it breaks; Errc::address_taken for
// names that are reserved for the operator.
[[nodiscard]] Result<std::string> check_new_address(const ApiConfig& config,
                                                    std::string_view address);

// postmaster (RFC 5321 §4.5.1), the role names of RFC 2142, and names that could pass for the
// operator.
[[nodiscard]] bool is_reserved_name(std::string_view local_part);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_SIGN_UP_RULES_H_
