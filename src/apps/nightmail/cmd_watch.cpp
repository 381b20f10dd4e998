// SPDX-License-Identifier: Apache-2.0
//
// nightmail watch

#include <CLI/CLI.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/message_row.h"
#include "client/watch.h"

namespace nightmail::app {
namespace {

std::string plain_line(Program& program, const client::CachedMessage& message) {
  const MessageRow row = message_row(message);
  const Look look = program.terminal.look();
  return look.styled(Style::dim, short_date(row.received, program.clock.now())) + "  " + row.id +
         "  " + look.styled(Style::bold, row.from) + "  " +
         (row.subject.empty() ? "(no subject)" : row.subject) + "\n";
}

Result<> run_watch(Program& program, bool json) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(Connected listener, Connected::open(program));
  if (program.terminal.error_is_terminal()) {
    program.terminal.say("Waiting for new mail. Ctrl-C ends this.");
  }
  return client::watch(
      listener.service, account.connected.service, account.connected.session, account.cache,
      [&](const client::CachedMessage& message, const client::MailboxList& mailboxes) {
        program.terminal.print(json ? json_line(message, mailboxes) : plain_line(program, message));
        return program.terminal.flush();
      });
}

}  // namespace

void add_watch(CLI::App& app, Program& program) {
  auto json = std::make_shared<bool>(false);
  CLI::App* watch = app.add_subcommand("watch", "Wait for new messages and print each as it comes");
  watch->add_flag("--json", *json, "One JSON object a line, as `nightmail list --json`");
  watch->footer(
      "Connects again by itself when the connection is lost.\n\n"
      "Example:\n"
      "  nightmail watch --json | while read -r line; do notify-send 'New mail'; done\n");
  watch->callback([&program, json] {
    program.chosen = [&program, json] { return status_of(program, run_watch(program, *json)); };
  });
}

}  // namespace nightmail::app
