// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/profiles.h"

#include <array>

#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

constexpr std::array<Profile, 2> kGenerate = {
    {{kCurveProfile, "version 4, Ed25519 and Curve25519 (aliases: default, security, performance)"},
     {kRsaProfile, "version 4, RSA with 3072 bits (alias: compatibility)"}}};
constexpr std::array<Profile, 1> kEncrypt = {
    {{kRsaProfile, "AES-256 with modification detection, not compressed (alias: default)"}}};

}  // namespace

std::span<const Profile> profiles_of(std::string_view subcommand) {
  if (subcommand == "generate-key") return kGenerate;
  if (subcommand == "encrypt") return kEncrypt;
  return {};
}

Result<std::string_view> find_profile(std::string_view subcommand, std::string_view name) {
  const auto profiles = profiles_of(subcommand);
  if (name.empty() || name == "default" || name == "security" || name == "performance")
    return profiles.front().name;
  if (name == "compatibility") return profiles.back().name;
  for (const Profile& profile : profiles) {
    if (profile.name == name) return profile.name;
  }
  return Error(SopErrc::unsupported_profile);
}

}  // namespace nightmail::sop
