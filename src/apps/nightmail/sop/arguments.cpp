// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/arguments.h"

#include <algorithm>
#include <optional>

#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

enum class Kind { flag, valued };

std::optional<Kind> find(std::string_view name, std::span<const std::string_view> options) {
  for (const std::string_view option : options) {
    if (option == name) return Kind::flag;
    if (option.ends_with('=') && option.substr(0, option.size() - 1) == name) return Kind::valued;
  }
  return std::nullopt;
}

}  // namespace

Result<Arguments> Arguments::parse(std::span<const std::string> args,
                                   std::span<const std::string_view> options) {
  Arguments parsed;
  bool ended = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (ended || arg.size() < 2 || arg[0] != '-') {
      parsed.positional_.push_back(arg);
      continue;
    }
    if ((ended = arg == "--")) continue;
    const std::size_t equals = std::min(arg.find('='), arg.size());
    const std::string name = arg.substr(0, equals);
    const auto kind = find(name, options);
    if (!kind || (*kind == Kind::flag && equals != arg.size()))
      return Error(SopErrc::unsupported_option, name);
    std::vector<std::string>& values = parsed.options_[name];
    if (*kind == Kind::flag) continue;
    if (equals == arg.size() && ++i == args.size()) return Error(SopErrc::missing_arg, name);
    values.push_back(equals == arg.size() ? args[i] : arg.substr(equals + 1));
  }
  return parsed;
}

bool Arguments::has(std::string_view option) const {
  return options_.find(option) != options_.end();
}

const std::vector<std::string>& Arguments::all(std::string_view option) const {
  static const std::vector<std::string> kNone;
  const auto found = options_.find(option);
  return found == options_.end() ? kNone : found->second;
}

std::string Arguments::last(std::string_view option, std::string_view otherwise) const {
  const auto& values = all(option);
  return values.empty() ? std::string(otherwise) : values.back();
}

}  // namespace nightmail::sop
