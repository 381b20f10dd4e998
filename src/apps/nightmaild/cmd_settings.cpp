// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>

#include "apps/nightmaild/commands.h"

namespace nightmail::nightmaild {

// Prints the table as docs/configuration.md holds it; tools/check_config_docs compares the two.
int run_settings() {
  std::string_view section;
  for (const Setting& setting : setting_table()) {
    const auto dot = setting.key.find('.');
    if (setting.key.substr(0, dot) != section) {
      section = setting.key.substr(0, dot);
      fmt::print("\n## `[{}]`\n\n| setting | default | meaning |\n|---|---|---|\n", section);
    }
    fmt::print("| `{}` | `{}` | {} |\n", setting.key.substr(dot + 1), default_text(setting),
               setting.help);
  }
  return 0;
}

}  // namespace nightmail::nightmaild
