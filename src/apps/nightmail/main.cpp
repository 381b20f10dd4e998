// SPDX-License-Identifier: Apache-2.0
//
// nightmail: the client. This file knows the command line as a whole; see commands.h.

#include <CLI/CLI.hpp>
#include <csignal>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/sop/sop.h"
#include "base/private_process.h"

namespace {

using namespace nightmail::app;

constexpr const char* kFooter =
    "First steps:\n"
    "  nightmail signup anna@example.org --server https://mail.example.org\n"
    "  nightmail list\n"
    "  nightmail show ID\n"
    "  echo 'See you at eight.' | nightmail send --to bert@example.org --subject Dinner\n"
    "`nightmail COMMAND --help` tells more about each.\n\n"
    "Environment: NIGHTMAIL_HOME, NIGHTMAIL_SERVER, NIGHTMAIL_PASSWORD stand for the options;\n"
    "NO_COLOR turns colours off. Without a terminal nothing waits for an answer.\n\n"
    "Exit status: 0 done, 1 failed, 2 wrong usage, 3 not logged in, 4 server not reached,\n"
    "5 wrong password or recovery phrase, or too many attempts.\n\n"
    "`nightmail sop` is a Stateless OpenPGP command line (draft-dkg-openpgp-stateless-cli).\n";

void add_options(CLI::App& app, GlobalOptions& options) {
  const auto last = CLI::MultiOptionPolicy::TakeLast;  // an alias may hold a first one
  app.add_option(
         "--home", options.home,
         "Where this device keeps your session, sealed\n(default: ~/.local/share/nightmail)")
      ->type_name("DIR")
      ->multi_option_policy(last);
  app.add_option("--server", options.server,
                 "Address of the server; remembered from signup or login on\n"
                 "(default: http://localhost:8080)")
      ->type_name("URL")
      ->multi_option_policy(last);
  app.add_option("--password-file", options.password_file,
                 "Read the password from the first line of this file; - is stdin")
      ->type_name("FILE")
      ->multi_option_policy(last);
}

int parse_and_run(CLI::App& app, Program& program, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? kOk : kUsage;
  }
  const int status = program.chosen();
  if (program.terminal.finish()) return status;
  program.terminal.say("nightmail: The output could not be written.");
  return kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  nightmail::keep_memory_private();
  nightmail::silence_libraries();
  std::signal(SIGPIPE, SIG_IGN);  // `nightmail list | head` ends quietly
  Program program;
  // Its options and exit statuses are not ours to choose.
  if (argc > 1 && std::string_view(argv[1]) == "sop")
    return nightmail::sop::run(std::vector<std::string>(argv + 2, argv + argc), program.clock);
  CLI::App app("Mail that only you can read: the Nightmail client.", "nightmail");
  app.require_subcommand(1);
  app.fallthrough();  // global options may stand behind the command too
  app.footer(kFooter);
  add_options(app, program.options);
  add_signup(app, program);
  add_login(app, program);
  add_list(app, program);
  add_show(app, program);
  add_send(app, program);
  add_outbox(app, program);
  add_keys(app, program);
  add_change(app, program);
  add_mailbox(app, program);
  add_watch(app, program);
  add_token(app, program);
  add_factor(app, program);
  add_protected(app, program);
  add_export(app, program);
  return parse_and_run(app, program, argc, argv);
}
