// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/errors.h"

#include <array>
#include <utility>

namespace nightmail::sop {
namespace {

constexpr std::array<std::pair<SopErrc, std::string_view>, 19> kNames = {{
    {SopErrc::no_signature, "NO_SIGNATURE"},
    {SopErrc::unsupported_asymmetric_algo, "UNSUPPORTED_ASYMMETRIC_ALGO"},
    {SopErrc::cert_cannot_encrypt, "CERT_CANNOT_ENCRYPT"},
    {SopErrc::missing_arg, "MISSING_ARG"},
    {SopErrc::incomplete_verification, "INCOMPLETE_VERIFICATION"},
    {SopErrc::cannot_decrypt, "CANNOT_DECRYPT"},
    {SopErrc::password_not_human_readable, "PASSWORD_NOT_HUMAN_READABLE"},
    {SopErrc::unsupported_option, "UNSUPPORTED_OPTION"},
    {SopErrc::bad_data, "BAD_DATA"},
    {SopErrc::expected_text, "EXPECTED_TEXT"},
    {SopErrc::output_exists, "OUTPUT_EXISTS"},
    {SopErrc::missing_input, "MISSING_INPUT"},
    {SopErrc::key_is_protected, "KEY_IS_PROTECTED"},
    {SopErrc::unsupported_subcommand, "UNSUPPORTED_SUBCOMMAND"},
    {SopErrc::unsupported_special_prefix, "UNSUPPORTED_SPECIAL_PREFIX"},
    {SopErrc::ambiguous_input, "AMBIGUOUS_INPUT"},
    {SopErrc::key_cannot_sign, "KEY_CANNOT_SIGN"},
    {SopErrc::incompatible_options, "INCOMPATIBLE_OPTIONS"},
    {SopErrc::unsupported_profile, "UNSUPPORTED_PROFILE"},
}};

}  // namespace

Trouble errc_trouble(SopErrc /*errc*/) {
  return Trouble::peer;
}

std::string_view errc_name(SopErrc errc) {
  for (const auto& [known, name] : kNames) {
    if (known == errc) return name;
  }
  return "SOP";
}

int exit_status(const Error& error) {
  for (const auto& [errc, name] : kNames) {
    if (error.is(errc)) return static_cast<int>(errc);
  }
  return 1;
}

}  // namespace nightmail::sop
