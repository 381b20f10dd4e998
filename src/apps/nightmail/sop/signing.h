// SPDX-License-Identifier: Apache-2.0
//
// What sign, encrypt and the inline commands share: --as, signers, and why nothing verified.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_SIGNING_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_SIGNING_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "apps/nightmail/sop/command.h"
#include "base/secret.h"
#include "pgp/open/signature.h"
#include "pgp/write/signer.h"

namespace nightmail::sop {

enum class Form { binary, text, clearsigned };

// --as, one of `allowed`; binary if it is not given. Error: unsupported_option.
[[nodiscard]] Result<Form> read_form(const Arguments& args,
                                     std::initializer_list<std::string_view> allowed);
// Error: expected_text, if data of this form must be UTF-8 and is not.
[[nodiscard]] Result<void> check_text(Form form, const PlainBytes& data);

// All keys that the positional arguments name. Errors: missing_arg, key_cannot_sign, and those of
// read_keys.
[[nodiscard]] Result<pgp::Signer> read_signers(const Arguments& args, Context& context);

// "none", or the statuses of the signatures that are not good.
[[nodiscard]] std::string why_none(const std::vector<pgp::Signature>& signatures);

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_SIGNING_H_
