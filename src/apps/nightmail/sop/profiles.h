// SPDX-License-Identifier: Apache-2.0
//
// The profiles of generate-key and encrypt; the first of each is its default. Values.
// draft-dkg-openpgp-stateless-cli §"list-profiles".

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_PROFILES_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_PROFILES_H_

#include <span>
#include <string_view>

#include "base/result.h"

namespace nightmail::sop {

struct Profile {
  std::string_view name;
  std::string_view description;
};

// None: the subcommand has no profiles.
[[nodiscard]] std::span<const Profile> profiles_of(std::string_view subcommand);

// The full name of a profile that was asked for; `default` (also said empty), `security`,
// `performance` and `compatibility` stand for one. Error: unsupported_profile.
[[nodiscard]] Result<std::string_view> find_profile(std::string_view subcommand,
                                                    std::string_view name);

inline constexpr std::string_view kCurveProfile = "curve25519";
inline constexpr std::string_view kRsaProfile = "rfc4880";

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_PROFILES_H_
