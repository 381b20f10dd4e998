// SPDX-License-Identifier: Apache-2.0
//
// nightmail mailbox list, new, rename, remove

#include <CLI/CLI.hpp>
#include <algorithm>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/text_width.h"
#include "client/errors.h"
#include "client/mailboxes.h"

namespace nightmail::app {
namespace {

using client::Errc;

Result<> run_list(Program& program) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const client::MailboxList mailboxes,
             client::get_mailboxes(connected.service, connected.session));
  std::size_t widest = 4;
  for (const auto& mailbox : mailboxes.all()) {
    widest = std::max(widest, std::min<std::size_t>(40, text_width(mailbox.name)));
  }
  const Look look = program.terminal.look();
  std::string text = look.styled(Style::dim, fit("NAME", widest) + "  MESSAGES  UNREAD") + "\n";
  for (const auto& mailbox : mailboxes.all()) {
    const std::string total = std::to_string(mailbox.total);
    const std::string unread = mailbox.unread == 0 ? "" : std::to_string(mailbox.unread);
    text += fit(mailbox.name, widest) + "  " +
            std::string(8 - std::min<std::size_t>(8, total.size()), ' ') + total + "  " +
            std::string(6 - std::min<std::size_t>(6, unread.size()), ' ') +
            look.styled(Style::bold, unread) + "\n";
  }
  program.terminal.print(text);
  return {};
}

Result<> run_new(Program& program, const std::string& name) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const client::MailboxList mailboxes,
             client::get_mailboxes(connected.service, connected.session));
  if (mailboxes.find(name).ok()) {
    return Error(Errc::bad_input, "There is a mailbox '" + name + "' already.");
  }
  TRY(client::make_mailbox(connected.service, connected.session, name, program.random));
  program.terminal.say("Made the mailbox " + name + ".");
  return {};
}

Result<> run_rename(Program& program, const std::string& old_name, const std::string& name) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const client::MailboxList mailboxes,
             client::get_mailboxes(connected.service, connected.session));
  TRY_ASSIGN(const client::Mailbox mailbox, mailboxes.find(old_name));
  const auto same = mailboxes.find(name);
  if (same.ok() && same->id != mailbox.id) {
    return Error(Errc::bad_input, "There is a mailbox '" + name + "' already.");
  }
  TRY(client::rename_mailbox(connected.service, connected.session, mailbox, name, program.random));
  program.terminal.say("Renamed " + mailbox.name + " to " + name + ".");
  return {};
}

Result<> run_remove(Program& program, const std::string& name) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const client::MailboxList mailboxes,
             client::get_mailboxes(connected.service, connected.session));
  TRY_ASSIGN(const client::Mailbox mailbox, mailboxes.find(name));
  if (mailbox.total > 0) {
    return Error(Errc::bad_input,
                 mailbox.name +
                     " still holds messages. Move or delete them first (`nightmail list "
                     "--mailbox NAME`).");
  }
  TRY(client::remove_mailbox(connected.service, connected.session, mailbox));
  program.terminal.say("Removed the mailbox " + mailbox.name + ".");
  return {};
}

}  // namespace

void add_mailbox(CLI::App& app, Program& program) {
  CLI::App* group = app.add_subcommand("mailbox", "List, make, rename and remove mailboxes");
  group->require_subcommand(1);
  group->footer(
      "Names of mailboxes are sealed: the server does not know them.\n\n"
      "Examples:\n"
      "  nightmail mailbox list\n"
      "  nightmail mailbox new 'Tax 2026'\n"
      "  nightmail mailbox rename 'Tax 2026' Tax\n");
  group->add_subcommand("list", "List the mailboxes")->callback([&program] {
    program.chosen = [&program] { return status_of(program, run_list(program)); };
  });
  auto name = std::make_shared<std::string>();
  auto new_name = std::make_shared<std::string>();
  CLI::App* make = group->add_subcommand("new", "Make a mailbox");
  make->add_option("NAME", *name, "Its name")->required();
  make->callback([&program, name] {
    program.chosen = [&program, name] { return status_of(program, run_new(program, *name)); };
  });
  CLI::App* rename = group->add_subcommand("rename", "Give a mailbox another name");
  rename->add_option("NAME", *name, "The mailbox")->required();
  rename->add_option("NEW_NAME", *new_name, "How it shall be called")->required();
  rename->callback([&program, name, new_name] {
    program.chosen = [&program, name, new_name] {
      return status_of(program, run_rename(program, *name, *new_name));
    };
  });
  CLI::App* remove = group->add_subcommand("remove", "Remove an empty mailbox");
  remove->add_option("NAME", *name, "The mailbox")->required();
  remove->callback([&program, name] {
    program.chosen = [&program, name] { return status_of(program, run_remove(program, *name)); };
  });
}

}  // namespace nightmail::app
