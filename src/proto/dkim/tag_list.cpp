// SPDX-License-Identifier: Apache-2.0
#include "proto/dkim/tag_list.h"

#include <algorithm>

#include "proto/dkim/fields.h"

namespace nightmail::dkim {

std::vector<std::string> split_list(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string without_space(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out),
                       [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
  return out;
}

std::optional<TagList> TagList::parse(std::string_view text) {
  TagList list;
  for (const std::string& part : split_list(text, ';')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) return std::nullopt;
    const std::string name(trim(std::string_view(part).substr(0, equals)));
    if (name.empty()) return std::nullopt;
    if (list.tags_.empty()) list.first_ = name;
    const std::string value(trim(std::string_view(part).substr(equals + 1)));
    if (!list.tags_.emplace(name, value).second) return std::nullopt;
  }
  return list;
}

const std::string* TagList::find(std::string_view name) const {
  const auto found = tags_.find(name);
  return found == tags_.end() ? nullptr : &found->second;
}

std::string TagList::get(std::string_view name, std::string_view otherwise) const {
  const std::string* found = find(name);
  return found != nullptr ? *found : std::string(otherwise);
}

}  // namespace nightmail::dkim
