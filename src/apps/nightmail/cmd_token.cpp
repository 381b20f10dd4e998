// SPDX-License-Identifier: Apache-2.0
//
// nightmail token new, list, revoke

#include <CLI/CLI.hpp>
#include <algorithm>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/text_width.h"
#include "client/tokens.h"

namespace nightmail::app {
namespace {

Result<> run_new(Program& program, const std::string& label) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const client::NewAppToken made,
             client::make_token(connected.service, connected.session, label, program.random));
  program.terminal.print_bytes(made.token.expose());
  program.terminal.print("\n");
  program.terminal.say("This is the only time the token is shown. Its id, to revoke it: " +
                       made.id);
  return {};
}

Result<> run_list(Program& program) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const auto tokens, client::list_tokens(connected.service, connected.session));
  if (tokens.empty()) {
    program.terminal.say("There are no app tokens. `nightmail token new` makes one.");
    return {};
  }
  std::size_t widest = 2;
  for (const client::AppToken& token : tokens) widest = std::max(widest, token.id.size());
  const Look look = program.terminal.look();
  std::string text =
      look.styled(Style::dim, fit("ID", widest) + "  MADE        LAST USED   LABEL") + "\n";
  for (const client::AppToken& token : tokens) {
    const std::string used = token.last_used.empty() ? "never" : token.last_used.substr(0, 10);
    text += fit(token.id, widest) + "  " + fit(token.created_at.substr(0, 10), 10) + "  " +
            fit(used, 10) + "  " + token.label + "\n";
  }
  program.terminal.print(text);
  return {};
}

Result<> run_revoke(Program& program, const std::string& id) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY(client::revoke_token(connected.service, connected.session, id));
  program.terminal.say("Revoked. Programs that use it are locked out from now on.");
  return {};
}

}  // namespace

void add_token(CLI::App& app, Program& program) {
  CLI::App* group = app.add_subcommand("token", "App tokens: let other programs in, and out again");
  group->require_subcommand(1);
  group->footer(
      "With an app token, another JMAP program reads your mailboxes as the server sees them: the\n"
      "mail in them stays sealed.\n\n"
      "Examples:\n"
      "  nightmail token new --label 'backup on the NAS'\n"
      "  nightmail token list\n");
  auto word = std::make_shared<std::string>();
  CLI::App* make = group->add_subcommand("new", "Make a token and print it");
  make->add_option("--label", *word, "What it is for; the server can't read it")->type_name("L");
  make->callback([&program, word] {
    program.chosen = [&program, word] { return status_of(program, run_new(program, *word)); };
  });
  group->add_subcommand("list", "List the tokens")->callback([&program] {
    program.chosen = [&program] { return status_of(program, run_list(program)); };
  });
  CLI::App* revoke = group->add_subcommand("revoke", "Make a token worthless");
  revoke->add_option("ID", *word, "As `nightmail token list` says it")->required();
  revoke->callback([&program, word] {
    program.chosen = [&program, word] { return status_of(program, run_revoke(program, *word)); };
  });
}

}  // namespace nightmail::app
