// SPDX-License-Identifier: Apache-2.0
#include "store/types.h"

#include <array>
#include <utility>

namespace nightmail::store {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 7> kRoles{{
    {Role::none, ""},
    {Role::inbox, "inbox"},
    {Role::archive, "archive"},
    {Role::drafts, "drafts"},
    {Role::sent, "sent"},
    {Role::trash, "trash"},
    {Role::junk, "junk"},
}};

}  // namespace

std::string_view role_name(Role role) {
  for (const auto& [known, name] : kRoles) {
    if (known == role) return name;
  }
  return "";
}

std::optional<Role> role_from_name(std::string_view name) {
  for (const auto& [role, known] : kRoles) {
    if (!name.empty() && known == name) return role;
  }
  return std::nullopt;
}

}  // namespace nightmail::store
