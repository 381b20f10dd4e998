// SPDX-License-Identifier: Apache-2.0
//
// nightmail protected list, revoke, open: password-protected mail, which people without keys read.
// (`nightmail send --password` makes it.)

#include <CLI/CLI.hpp>
#include <algorithm>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/text_width.h"
#include "client/errors.h"
#include "client/protected_message.h"

namespace nightmail::app {
namespace {

struct ProtectedOptions {
  std::string id, link, password_file, message_file = "-";
  std::vector<std::string> to;
  std::int64_t days = 0, tries = 0;
  bool no_answer = false;
};

Result<SecretBytes> message_password(Program& program, const ProtectedOptions& options) {
  SecretBytes typed;
  if (!options.password_file.empty()) {
    TRY_ASSIGN(typed, read_secret_file(options.password_file));
  } else {
    TRY_ASSIGN(typed, program.terminal.ask_secret("Password of the message: ",
                                                  "Use --message-password-file FILE."));
  }
  return normalised(typed);
}

Result<> run_new(Program& program, const ProtectedOptions& options) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  client::NewProtected wish;
  TRY_ASSIGN(wish.password, message_password(program, options));
  TRY_ASSIGN(const SecretBytes message, read_whole_secret_file(options.message_file));
  wish.payload.message = message.expose();
  wish.payload.from = connected.session.address;
  wish.payload.to = options.to;
  if (!options.no_answer && !connected.session.keys.empty()) {
    wish.payload.answer_certificate = connected.session.keys.front().certificate().bytes();
  }
  if (options.days > 0) wish.days = options.days;
  if (options.tries > 0) wish.max_tries = options.tries;
  TRY_ASSIGN(const client::ProtectedLink link,
             client::make_protected(connected.service, connected.session, wish, program.tools()));
  program.terminal.print_bytes(link.url.expose());
  program.terminal.print("\n");
  program.terminal.say("The link works until " + link.expires_at.substr(0, 10) +
                       ". Say the password another way than by the same mail. To withdraw it: "
                       "nightmail protected revoke " +
                       link.id);
  return {};
}

Result<> run_list(Program& program) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const auto rows, client::list_protected(connected.service, connected.session));
  if (rows.empty()) {
    program.terminal.say("No password-protected messages wait for their readers.");
    return {};
  }
  std::size_t widest = 2;
  for (const client::ProtectedRow& row : rows) widest = std::max(widest, row.id.size());
  const Look look = program.terminal.look();
  std::string text =
      look.styled(Style::dim, fit("ID", widest) + "  MADE        EXPIRES     TRIES LEFT") + "\n";
  for (const client::ProtectedRow& row : rows) {
    const std::string tries =
        row.tries_left > 0 ? std::to_string(row.tries_left) : "none: it is locked";
    text += fit(row.id, widest) + "  " + fit(row.created_at.substr(0, 10), 10) + "  " +
            fit(row.expires_at.substr(0, 10), 10) + "  " + tries + "\n";
  }
  program.terminal.print(text);
  return {};
}

Result<> run_revoke(Program& program, const std::string& id) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY(client::revoke_protected(connected.service, connected.session, id));
  program.terminal.say("Withdrawn. The link opens nothing from now on.");
  return {};
}

// Needs no account: the link says where the message is.
Result<> run_open(Program& program, const ProtectedOptions& options) {
  TRY_ASSIGN(const client::ParsedLink link, client::parse_link(options.link));
  TRY_ASSIGN(const SecretBytes password, message_password(program, options));
  TRY_ASSIGN(client::Service service, client::Service::open(link.server));
  TRY_ASSIGN(const client::ProtectedPayload payload,
             client::open_protected_link(service, link, password));
  program.terminal.print_bytes(payload.message);
  return {};
}

using Action = Result<> (*)(Program&, const ProtectedOptions&);

void choose(CLI::App* command, Program& program, std::shared_ptr<ProtectedOptions> options,
            Action action) {
  command->callback([&program, options, action] {
    program.chosen = [&program, options, action] {
      return status_of(program, action(program, *options));
    };
  });
}

void add_password_option(CLI::App* command, ProtectedOptions& options) {
  command
      ->add_option("--message-password-file", options.password_file,
                   "First line is the message's password; - is stdin")
      ->type_name("FILE");
}

void add_new(CLI::App* group, Program& program, const std::shared_ptr<ProtectedOptions>& options) {
  CLI::App* make =
      group->add_subcommand("new", "Protect a whole message (RFC 5322) and print its link");
  make->add_option("--to", options->to, "Who is to read it")->required()->type_name("ADDRESS");
  make->add_option("--days", options->days, "Until it expires (28)")->type_name("N");
  make->add_option("--tries", options->tries, "Wrong passwords until it locks (10)")
      ->type_name("N");
  make->add_option("--message-file", options->message_file, "The message; - is stdin")
      ->type_name("FILE");
  make->add_flag("--no-answer", options->no_answer, "Offer no way to answer");
  add_password_option(make, *options);
  choose(make, program, options, run_new);
}

}  // namespace

void add_protected(CLI::App& app, Program& program) {
  CLI::App* group =
      app.add_subcommand("protected", "Password-protected mail, for people without keys");
  group->require_subcommand(1);
  group->footer(
      "The message waits on your server, sealed under the password, and opens in any browser by\n"
      "its link. `nightmail send --password` makes one and mails the link.\n\n"
      "Examples:\n"
      "  nightmail protected list\n"
      "  nightmail protected revoke pX2k…\n"
      "  nightmail protected open 'https://mail.example.org/m/p…#…'\n");
  auto options = std::make_shared<ProtectedOptions>();
  add_new(group, program, options);
  CLI::App* list = group->add_subcommand("list", "Which wait, and until when");
  choose(list, program, options,
         [](Program& running, const ProtectedOptions&) { return run_list(running); });
  CLI::App* revoke = group->add_subcommand("revoke", "Withdraw one");
  revoke->add_option("ID", options->id, "As `nightmail protected list` says it")->required();
  choose(revoke, program, options, [](Program& running, const ProtectedOptions& chosen) {
    return run_revoke(running, chosen.id);
  });
  CLI::App* open = group->add_subcommand("open", "Print one by its link; needs no account");
  open->add_option("LINK", options->link, "The whole link, quoted")->required();
  add_password_option(open, *options);
  choose(open, program, options, run_open);
}

}  // namespace nightmail::app
