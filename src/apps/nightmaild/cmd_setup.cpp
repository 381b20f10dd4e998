// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "apps/nightmaild/commands.h"
#include "apps/nightmaild/errors.h"
#include "apps/nightmaild/setup.h"

namespace nightmail::nightmaild {
namespace {

// Never overwrites: an operator's changes are worth more than our defaults.
Result<> write_new_file(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) {
    return Error(Errc::would_overwrite, path + " is there already; choose another with --output");
  }
  if (file < 0) return Error(Errc::unreadable_file, path + ": " + std::strerror(errno));
  const ssize_t written = write(file, text.data(), text.size());
  const bool ok = close(file) == 0 && written == static_cast<ssize_t>(text.size());
  if (!ok) return Error(Errc::unreadable_file, path + ": " + std::strerror(errno));
  return {};
}

}  // namespace

int run_setup(const SetupOptions& options) {
  const auto plan = plan_setup(options.domain, options.data);
  if (!plan.ok()) return complain(plan.error());
  const auto written = write_new_file(options.output, plan->configuration);
  if (!written.ok()) return complain(written.error());
  fmt::print(
      "Wrote {0}. Look it through, then start the server with\n\n"
      "  nightmaild serve --config {0}\n\n{1}",
      options.output, plan->dns_records);
  return 0;
}

}  // namespace nightmail::nightmaild
