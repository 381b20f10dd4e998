// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "apps/nightmaild/errors.h"

namespace nightmail::nightmaild {
namespace {

Error wrong(const std::string& what) {
  return Error(Errc::bad_configuration, what);
}

std::string place(std::string_view origin, const toml::node& node) {
  std::ostringstream text;
  text << origin << " line " << node.source().begin.line;
  return text.str();
}

// Writes one TOML value into the member that a setting names.
struct Assign {
  Settings& settings;
  const Setting& setting;
  const toml::node& node;

  std::optional<std::string> operator()(std::string Settings::*member) const {
    const auto value = node.value_exact<std::string>();
    if (!value) return "must be text in quotes";
    settings.*member = *value;
    return std::nullopt;
  }
  std::optional<std::string> operator()(std::int64_t Settings::*member) const {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) return "must be a whole number";
    if (*value < setting.min) return "must be at least " + std::to_string(setting.min);
    settings.*member = *value;
    return std::nullopt;
  }
  std::optional<std::string> operator()(bool Settings::*member) const {
    const auto value = node.value_exact<bool>();
    if (!value) return "must be true or false";
    settings.*member = *value;
    return std::nullopt;
  }
  std::optional<std::string> operator()(Words Settings::*member) const {
    const toml::array* list = node.as_array();
    if (list == nullptr) return "must be a list of texts, such as [\"a\", \"b\"]";
    Words words;
    for (const toml::node& item : *list) {
      const auto word = item.value_exact<std::string>();
      if (!word) return "must be a list of texts, such as [\"a\", \"b\"]";
      words.push_back(*word);
    }
    settings.*member = std::move(words);
    return std::nullopt;
  }
};

const Setting* find(std::string_view key) {
  const auto table = setting_table();
  const auto found = std::ranges::find(table, key, &Setting::key);
  return found == table.end() ? nullptr : &*found;
}

Result<> read_section(Settings& settings, std::string_view section, const toml::table& values,
                      std::string_view origin) {
  for (const auto& [name, node] : values) {
    const std::string key = std::string(section) + "." + std::string(name.str());
    const Setting* setting = find(key);
    if (setting == nullptr) {
      return wrong(place(origin, node) + ": there is no setting '" + key +
                   "' (see docs/configuration.md or `nightmaild settings`)");
    }
    const auto trouble = std::visit(Assign{settings, *setting, node}, setting->member);
    if (trouble) return wrong(place(origin, node) + ": '" + key + "' " + *trouble);
  }
  return {};
}

Result<toml::table> parse_toml(std::string_view text, std::string_view origin) {
  try {
    return toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << origin << " line " << error.source().begin.line << ": " << error.description();
    return wrong(where.str());
  }
}

Result<> one_of(std::string_view key, const std::string& value,
                std::initializer_list<std::string_view> words) {
  if (std::ranges::find(words, value) != words.end()) return {};
  std::string text = "'" + std::string(key) + "' is \"" + value + "\"; it must be one of";
  for (const std::string_view word : words) text += " \"" + std::string(word) + "\"";
  return wrong(text);
}

}  // namespace

Result<Settings> parse_settings(std::string_view text, std::string_view origin) {
  TRY_ASSIGN(const toml::table document, parse_toml(text, origin));
  Settings settings;
  for (const auto& [section, node] : document) {
    const toml::table* values = node.as_table();
    if (values == nullptr) {
      return wrong(place(origin, node) + ": '" + std::string(section.str()) +
                   "' must stand below a section such as [service]");
    }
    TRY(read_section(settings, section.str(), *values, origin));
  }
  TRY(validate(settings));
  return settings;
}

Result<Settings> load_settings(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Error(Errc::unreadable_file,
                 "can't read " + path + " (`nightmaild setup DOMAIN` writes a configuration)");
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_settings(text, path);
}

Result<> validate(const Settings& settings) {
  if (settings.domains.empty()) return wrong("'service.domains' must name at least one domain");
  if (settings.http_listen.empty()) return wrong("'http.listen' must name at least one address");
  TRY(one_of("service.sign_up", settings.sign_up, {"open", "invite", "closed"}));
  TRY(one_of("service.log_level", settings.log_level, {"debug", "info", "warning", "error"}));
  if (settings.tls_certificate.empty() != settings.tls_key.empty()) {
    return wrong("'tls.certificate' and 'tls.key' must be given together");
  }
  if (settings.http_tls && settings.tls_certificate.empty()) {
    return wrong("'http.tls' needs 'tls.certificate' and 'tls.key'");
  }
  return {};
}

}  // namespace nightmail::nightmaild
