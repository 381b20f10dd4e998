// SPDX-License-Identifier: Apache-2.0
//
// nightmail factor list, add, remove, codes: what a login asks for besides the password.

#include <CLI/CLI.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/text_width.h"
#include "client/second_factor.h"

namespace nightmail::app {
namespace {

struct FactorOptions {
  std::string id, label, code_file;
};

void print_codes(Program& program, const std::vector<std::string>& codes) {
  if (codes.empty()) return;
  program.terminal.say(
      "Recovery codes. Each lets you in once when the authenticator is not at hand: write them "
      "down, or print them. They are shown this once.");
  std::string text;
  for (const std::string& code : codes) text += code + "\n";
  program.terminal.print(text);
}

Result<std::string> typed_code(Program& program, const FactorOptions& options) {
  if (options.code_file.empty()) {
    return program.terminal.ask("Code that it shows now: ", "Use --code-file FILE.");
  }
  TRY_ASSIGN(const SecretBytes line, read_secret_file(options.code_file));
  return to_string(line.expose());
}

Result<> run_list(Program& program, const FactorOptions&) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const auto found, client::list_factors(connected.service, connected.session));
  if (found.factors.empty()) {
    program.terminal.say("The password alone lets you in. `nightmail factor add` changes that.");
    return {};
  }
  std::string text =
      program.terminal.look().styled(Style::dim, fit("ID", 33) + "  KIND     MADE        LABEL") +
      "\n";
  for (const client::FactorRow& row : found.factors) {
    text += fit(row.id, 33) + "  " + fit(row.kind, 7) + "  " + row.created_at.substr(0, 10) + "  " +
            row.label + "\n";
  }
  program.terminal.print(text);
  program.terminal.say("Recovery codes left: " + std::to_string(found.recovery_codes_left));
  return {};
}

Result<> run_add(Program& program, const FactorOptions& options) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const client::TotpSetup setup, client::begin_totp(connected.service));
  program.terminal.print(setup.uri + "\n");
  program.terminal.flush();
  program.terminal.say("Add this to your authenticator program, or type its secret there: " +
                       setup.secret);
  TRY_ASSIGN(const std::string code, typed_code(program, options));
  TRY_ASSIGN(const SecretBytes password, get_password(program, "Password: "));
  TRY_ASSIGN(const auto codes,
             client::finish_totp(connected.service, connected.session, program.tools(), setup, code,
                                 options.label, password));
  program.terminal.say("From now on a login asks for a code, too.");
  print_codes(program, codes);
  return {};
}

Result<> run_remove(Program& program, const FactorOptions& options) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const SecretBytes password, get_password(program, "Password: "));
  TRY(client::remove_factor(connected.service, connected.session, program.tools(), options.id,
                            password));
  program.terminal.say("Removed.");
  return {};
}

Result<> run_codes(Program& program, const FactorOptions&) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const SecretBytes password, get_password(program, "Password: "));
  TRY_ASSIGN(const auto codes, client::renew_recovery_codes(connected.service, connected.session,
                                                            program.tools(), password));
  print_codes(program, codes);
  return {};
}

using Action = Result<> (*)(Program&, const FactorOptions&);

CLI::App* add_action(CLI::App* group, Program& program, std::shared_ptr<FactorOptions> options,
                     const char* name, const char* help, Action action) {
  CLI::App* command = group->add_subcommand(name, help);
  command->callback([&program, options, action] {
    program.chosen = [&program, options, action] {
      return status_of(program, action(program, *options));
    };
  });
  return command;
}

}  // namespace

void add_factor(CLI::App& app, Program& program) {
  CLI::App* group =
      app.add_subcommand("factor", "Second factors: what a login asks for besides the password");
  group->require_subcommand(1);
  group->footer(
      "One-time codes come from an authenticator program on your telephone. Passkeys are added in\n"
      "the web client. The 24 recovery words always let you in, without a second factor.\n");
  auto options = std::make_shared<FactorOptions>();
  add_action(group, program, options, "list", "List them", run_list);
  CLI::App* add = add_action(group, program, options, "add", "Add one-time codes (TOTP)", run_add);
  add->add_option("--label", options->label, "Which program or telephone; the server can't read it")
      ->type_name("L");
  add->add_option("--code-file", options->code_file, "Read the code from this file; - is stdin")
      ->type_name("FILE");
  CLI::App* remove = add_action(group, program, options, "remove", "Remove one", run_remove);
  remove->add_option("ID", options->id, "As `nightmail factor list` says it")->required();
  add_action(group, program, options, "codes", "New recovery codes; the old ones end", run_codes);
}

}  // namespace nightmail::app
