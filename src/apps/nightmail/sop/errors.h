// SPDX-License-Identifier: Apache-2.0
//
// The failures of a Stateless OpenPGP CLI and their exit statuses (draft-dkg-openpgp-stateless-cli
// §"Failure Modes").

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_ERRORS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_ERRORS_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace nightmail::sop {

// The values are the exit statuses.
enum class SopErrc {
  no_signature = 3,
  unsupported_asymmetric_algo = 13,
  cert_cannot_encrypt = 17,
  missing_arg = 19,
  incomplete_verification = 23,
  cannot_decrypt = 29,
  password_not_human_readable = 31,
  unsupported_option = 37,
  bad_data = 41,
  expected_text = 53,
  output_exists = 59,
  missing_input = 61,
  key_is_protected = 67,
  unsupported_subcommand = 69,
  unsupported_special_prefix = 71,
  ambiguous_input = 73,
  key_cannot_sign = 79,
  incompatible_options = 83,
  unsupported_profile = 89,
};

[[nodiscard]] Trouble errc_trouble(SopErrc errc);
[[nodiscard]] std::string_view errc_name(SopErrc errc);

// The exit status of `error`: 1 if it is none of ours.
[[nodiscard]] int exit_status(const Error& error);

// The same failure, named as the draft names it where it comes from another room.
template <class T>
[[nodiscard]] Result<T> as(SopErrc errc, Result<T> result) {
  if (result.ok() || exit_status(result.error()) != 1) return result;
  return Error(errc, result.error().message());
}

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_ERRORS_H_
