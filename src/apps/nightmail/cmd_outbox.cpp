// SPDX-License-Identifier: Apache-2.0
//
// nightmail outbox, undo

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/text_width.h"
#include "client/errors.h"
#include "client/mailboxes.h"
#include "client/message_set.h"
#include "client/send/submission.h"

namespace nightmail::app {
namespace {

namespace json = boost::json;
using client::Errc;
using client::OutboxEntry;

void print_json(Program& program, const std::vector<OutboxEntry>& entries) {
  for (const OutboxEntry& entry : entries) {
    json::array recipients;
    for (const std::string& one : entry.recipients) recipients.emplace_back(one);
    program.terminal.print(json::serialize(json::object{{"id", entry.id},
                                                        {"emailId", entry.email_id},
                                                        {"recipients", std::move(recipients)},
                                                        {"sendAt", entry.send_at},
                                                        {"canUndo", entry.can_undo},
                                                        {"lastReply", entry.state}}) +
                           "\n");
  }
}

std::string state_words(const OutboxEntry& entry) {
  if (entry.can_undo) return "leaves at " + entry.send_at;
  return entry.state.empty() ? "on its way" : "tried again; last answer: " + entry.state;
}

void print_table(Program& program, const std::vector<OutboxEntry>& entries) {
  const Look look = program.terminal.look();
  std::size_t widest = 4;
  for (const OutboxEntry& entry : entries) widest = std::max(widest, entry.email_id.size());
  std::string text =
      look.styled(Style::dim, fit("MAIL", widest) + "  TO                              STATE") +
      "\n";
  for (const OutboxEntry& entry : entries) {
    std::string to = entry.recipients.empty() ? "" : entry.recipients.front();
    if (entry.recipients.size() > 1) {
      to += " and " + std::to_string(entry.recipients.size() - 1) + " more";
    }
    text += fit(entry.email_id, widest) + "  " + fit(to, 30) + "  " + state_words(entry) + "\n";
  }
  program.terminal.print(text);
}

Result<> run_outbox(Program& program, bool as_json) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const auto entries, client::get_outbox(connected.service, connected.session));
  if (as_json) {
    print_json(program, entries);
  } else if (entries.empty()) {
    program.terminal.say("Nothing is on its way.");
  } else {
    print_table(program, entries);
  }
  return {};
}

Result<> move_to_drafts(Connected& connected, const std::string& email_id) {
  TRY_ASSIGN(const auto mailboxes, client::get_mailboxes(connected.service, connected.session));
  const auto* const drafts = mailboxes.by_role("drafts");
  if (drafts == nullptr) return {};
  TRY_ASSIGN(
      const auto refused,
      client::update_messages(connected.service, connected.session.account_id, {email_id},
                              {{"mailboxIds", {{drafts->id, true}}}, {"keywords/$draft", true}}));
  if (!refused.empty()) return Error(Errc::refused, "The server refused: " + refused[0].reason);
  return {};
}

Result<> run_undo(Program& program, const std::string& id) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(const auto entries, client::get_outbox(connected.service, connected.session));
  std::vector<std::string> pending;
  std::size_t too_late = 0;
  for (const OutboxEntry& entry : entries) {
    if (entry.id != id && entry.email_id != id) continue;
    if (entry.can_undo) {
      pending.push_back(entry.id);
    } else {
      ++too_late;
    }
  }
  if (pending.empty()) {
    return Error(Errc::not_found,
                 "There is nothing to stop: '" + id +
                     "' has left already, or is no mail of yours. `nightmail outbox` shows what "
                     "waits.");
  }
  TRY_ASSIGN(const std::size_t stopped,
             client::cancel_submissions(connected.service, connected.session, pending));
  if (too_late > 0 || stopped < pending.size()) {
    program.terminal.say("Stopped for some recipients; for others it has left already.");
    return {};
  }
  TRY(move_to_drafts(connected, id));
  program.terminal.say("Stopped. Nobody got it; it is among your drafts.");
  return {};
}

}  // namespace

void add_outbox(CLI::App& app, Program& program) {
  auto as_json = std::make_shared<bool>(false);
  CLI::App* outbox = app.add_subcommand("outbox", "List mail that has not been delivered yet");
  outbox->add_flag("--json", *as_json, "One JSON object a line, for other programs");
  outbox->footer("What could not be delivered in the end comes back as a mail that says why.\n");
  outbox->callback([&program, as_json] {
    program.chosen = [&program, as_json] {
      return status_of(program, run_outbox(program, *as_json));
    };
  });
  auto id = std::make_shared<std::string>();
  CLI::App* undo = app.add_subcommand("undo", "Stop a mail that has not left yet");
  undo->add_option("ID", *id, "As `nightmail send` or `nightmail outbox` said it")->required();
  undo->footer(
      "It goes back among the drafts.\n\n"
      "Example:\n"
      "  nightmail undo e15\n");
  undo->callback([&program, id] {
    program.chosen = [&program, id] { return status_of(program, run_undo(program, *id)); };
  });
}

}  // namespace nightmail::app
