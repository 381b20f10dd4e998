// SPDX-License-Identifier: Apache-2.0
//
// nightmail list

#include <CLI/CLI.hpp>
#include <algorithm>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/message_row.h"

namespace nightmail::app {
namespace {

struct ListOptions {
  std::string mailbox = "inbox";
  bool everywhere = false;
  bool unread = false;
  bool json = false;
  std::optional<std::size_t> limit;
};

constexpr std::size_t kDefaultLimit = 50;

using Messages = std::vector<const client::CachedMessage*>;

Messages matching(const OpenAccount& account, const ListOptions& options,
                  const std::string& mailbox_id) {
  Messages found;
  for (const client::CachedMessage& message : account.cache.messages()) {
    if (!options.everywhere && !message.mailboxes.has(mailbox_id)) continue;
    if (options.unread && message.keywords.has("$seen")) continue;
    found.push_back(&message);
  }
  return found;
}

// The newest first; of equal times, the one that the server numbered later.
bool newer(const client::CachedMessage* a, const client::CachedMessage* b) {
  return std::tuple(b->received_ms, b->id.size(), b->id) <
         std::tuple(a->received_ms, a->id.size(), a->id);
}

void keep_newest(Messages& messages, std::size_t limit) {
  const auto end = messages.begin() + static_cast<std::ptrdiff_t>(std::min(limit, messages.size()));
  std::partial_sort(messages.begin(), end, messages.end(), newer);
  messages.erase(end, messages.end());
}

void print_json(Program& program, const OpenAccount& account, const Messages& messages) {
  for (const client::CachedMessage* message : messages) {
    if (!program.terminal.print(json_line(*message, account.synced.mailboxes))) return;
  }
}

void print_table(Program& program, const Messages& messages) {
  std::vector<MessageRow> rows;
  rows.reserve(messages.size());
  for (const client::CachedMessage* message : messages) rows.push_back(message_row(*message));
  program.terminal.print(format_table(rows, program.clock.now(), program.terminal.look()));
}

Result<> run_list(Program& program, const ListOptions& options) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  account.open_new_mail(program);
  client::Mailbox mailbox;
  if (!options.everywhere) {
    TRY_ASSIGN(mailbox, account.synced.mailboxes.find(options.mailbox));
  }
  Messages messages = matching(account, options, mailbox.id);
  const std::size_t all = messages.size();
  std::size_t limit = options.limit.value_or(options.json ? 0 : kDefaultLimit);
  keep_newest(messages, limit == 0 ? all : limit);
  if (options.json) {
    print_json(program, account, messages);
    return {};
  }
  if (messages.empty()) {
    const std::string where = options.everywhere ? "There are" : mailbox.name + " has";
    program.terminal.say(where + (options.unread ? " no unread messages." : " no messages."));
    return {};
  }
  print_table(program, messages);
  if (messages.size() < all && program.terminal.output_is_terminal()) {
    program.terminal.say("\n" + std::to_string(messages.size()) + " of " + std::to_string(all) +
                         " messages. `--limit 0` shows all.");
  }
  return {};
}

}  // namespace

void add_list(CLI::App& app, Program& program) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* list = app.add_subcommand("list", "List messages, the newest first");
  list->add_option("--mailbox,-m", options->mailbox, "Name of the mailbox (default: the inbox)")
      ->type_name("NAME");
  list->add_flag("--all,-a", options->everywhere, "Messages of all mailboxes");
  list->add_flag("--unread,-u", options->unread, "Only messages that were not read yet");
  list->add_option("--limit,-n", options->limit,
                   "How many at most; 0 for all (default: 50; with --json, all)")
      ->type_name("N");
  list->add_flag("--json", options->json, "One JSON object a line, for other programs");
  list->footer(
      "The first column says: • not read yet, ! flagged.\n\n"
      "Examples:\n"
      "  nightmail list\n"
      "  nightmail list --mailbox Archive --limit 0\n"
      "  nightmail list --json | jq -r .subject\n");
  list->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_list(program, *options));
    };
  });
}

}  // namespace nightmail::app
