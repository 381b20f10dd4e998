// SPDX-License-Identifier: Apache-2.0

#include "server/api/keywords.h"

#include <algorithm>

namespace nightmail::api {

std::optional<std::string> parse_keyword(std::string_view text) {
  if (text.empty() || text.size() > store::kMaxKeywordLength) return std::nullopt;
  std::string keyword(text);
  for (char& c : keyword) {
    constexpr std::string_view kForbidden = "(){]%*\"\\";
    if (c < 0x21 || c > 0x7e || kForbidden.find(c) != std::string_view::npos) return std::nullopt;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return keyword;
}

std::optional<store::Keywords> parse_keywords(const jmap::Json& json) {
  const auto* object = json.if_object();
  if (object == nullptr || object->size() > store::kMaxKeywords) return std::nullopt;
  store::Keywords keywords;
  for (const auto& member : *object) {
    auto keyword = parse_keyword({member.key().data(), member.key().size()});
    const bool* set = member.value().if_bool();
    if (!keyword || set == nullptr || !*set) return std::nullopt;
    keywords.push_back(*std::move(keyword));
  }
  normalise_keywords(keywords);
  return keywords;
}

void normalise_keywords(store::Keywords& keywords) {
  std::sort(keywords.begin(), keywords.end());
  keywords.erase(std::unique(keywords.begin(), keywords.end()), keywords.end());
}

}  // namespace nightmail::api
