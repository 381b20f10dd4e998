// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/sop.h"

#include <unistd.h>

#include <array>
#include <initializer_list>
#include <string_view>

#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

struct Command {
  std::string_view name;
  Run run;
  std::vector<std::string_view> options;
};

const std::vector<Command>& commands() {
  static const std::vector<Command> kCommands = {
      {"version", run_version, {"--backend", "--extended", "--sop-spec", "--sopv"}},
      {"list-profiles", run_list_profiles, {}},
      {"generate-key",
       run_generate_key,
       {"--armor", "--no-armor", "--with-key-password=", "--profile=", "--signing-only"}},
      {"change-key-password",
       run_change_key_password,
       {"--armor", "--no-armor", "--new-key-password=", "--old-key-password="}},
      {"revoke-key", run_revoke_key, {"--armor", "--no-armor", "--with-key-password="}},
      {"extract-cert", run_extract_cert, {"--armor", "--no-armor"}},
      {"sign",
       run_sign,
       {"--armor", "--no-armor", "--as=", "--micalg-out=", "--with-key-password="}},
      {"verify", run_verify, {"--not-before=", "--not-after="}},
      {"encrypt",
       run_encrypt,
       {"--armor", "--no-armor", "--as=", "--with-password=", "--sign-with=",
        "--with-key-password=", "--profile=", "--for="}},
      {"decrypt",
       run_decrypt,
       {"--session-key-out=", "--with-session-key=", "--with-password=", "--verifications-out=",
        "--verify-out=", "--verify-with=", "--verify-not-before=", "--verify-not-after=",
        "--with-key-password="}},
      {"inline-sign", run_inline_sign, {"--armor", "--no-armor", "--as=", "--with-key-password="}},
      {"inline-verify",
       run_inline_verify,
       {"--not-before=", "--not-after=", "--verifications-out="}},
      {"inline-detach", run_inline_detach, {"--armor", "--no-armor", "--signatures-out="}},
      {"armor", run_armor, {"--label="}},
      {"dearmor", run_dearmor, {}},
  };
  return kCommands;
}

Result<void> run_command(std::span<const std::string> args, const Clock& clock) {
  if (args.empty()) return Error(SopErrc::unsupported_subcommand, "none was named");
  for (const Command& command : commands()) {
    if (command.name != args[0]) continue;
    TRY_ASSIGN(const Arguments parsed, Arguments::parse(args.subspan(1), command.options));
    Context context{{}, clock.now()};
    return command.run(parsed, context);
  }
  return Error(SopErrc::unsupported_subcommand, args[0]);
}

}  // namespace

int run(std::span<const std::string> args, const Clock& clock) {
  const Result<void> result = run_command(args, clock);
  if (result.ok()) return 0;
  const std::string line = "nightmail sop: " + result.error().message() + "\n";
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return 1;
  return exit_status(result.error());
}

}  // namespace nightmail::sop
