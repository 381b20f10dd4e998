// SPDX-License-Identifier: Apache-2.0
//
// nightmail move, mark, delete

#include <CLI/CLI.hpp>

#include "apps/nightmail/commands.h"
#include "client/errors.h"
#include "client/message_set.h"

namespace nightmail::app {
namespace {

using client::Errc;

using Ids = std::vector<std::string>;

// All of them must be there before any is touched.
Result<std::vector<client::CachedMessage>> find_all(const OpenAccount& account, const Ids& ids) {
  std::vector<client::CachedMessage> messages;
  for (const std::string& id : ids) {
    TRY_ASSIGN(const client::CachedMessage message, account.message(id));
    messages.push_back(message);
  }
  return messages;
}

Result<> all_done(const std::vector<client::NotDone>& refused) {
  if (refused.empty()) return {};
  std::string text;
  for (const client::NotDone& one : refused) {
    text += (text.empty() ? "" : "\n") + one.id + " stays as it is: " + one.reason + ".";
  }
  return Error(Errc::refused, text);
}

std::string count_of(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " message" : " messages");
}

Result<> update(OpenAccount& account, const Ids& ids, const client::json::object& patch) {
  TRY_ASSIGN(const auto refused,
             client::update_messages(account.connected.service,
                                     account.connected.session.account_id, ids, patch));
  return all_done(refused);
}

Result<> destroy(OpenAccount& account, const Ids& ids) {
  TRY_ASSIGN(const auto refused,
             client::destroy_messages(account.connected.service,
                                      account.connected.session.account_id, ids));
  return all_done(refused);
}

// Into a folder, out of all others; labels stay. Onto a label, and nothing else changes.
Result<> move_to(OpenAccount& account, const Ids& ids, const client::Mailbox& mailbox) {
  client::json::object patch;
  for (const client::Mailbox& other : account.synced.mailboxes.all()) {
    if (mailbox.label.empty() && other.label.empty()) patch["mailboxIds/" + other.id] = nullptr;
  }
  patch["mailboxIds/" + mailbox.id] = true;
  return update(account, ids, patch);
}

// The last word is the mailbox.
Result<> run_move(Program& program, const Ids& words) {
  if (words.size() < 2) {
    return Error(Errc::bad_input, "Say which messages and where to: nightmail move ID... MAILBOX");
  }
  const Ids ids(words.begin(), words.end() - 1);
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::Mailbox mailbox, account.synced.mailboxes.find(words.back()));
  TRY(find_all(account, ids));
  TRY(move_to(account, ids, mailbox));
  const std::string_view done = mailbox.label.empty() ? "Moved " : "Added ";
  program.terminal.say(std::string(done) + count_of(ids.size()) + " to " + mailbox.name + ".");
  return {};
}

struct MarkOptions {
  Ids ids;
  bool seen = false, unseen = false, flagged = false, unflagged = false;
  Ids keywords, no_keywords;
};

client::json::object patch_of(const MarkOptions& options) {
  client::json::object patch;
  const auto set = [&](const std::string& keyword, bool on) {
    client::json::value value = nullptr;
    if (on) value = true;
    patch["keywords/" + keyword] = std::move(value);
  };
  if (options.seen) set("$seen", true);
  if (options.unseen) set("$seen", false);
  if (options.flagged) set("$flagged", true);
  if (options.unflagged) set("$flagged", false);
  for (const std::string& keyword : options.keywords) set(keyword, true);
  for (const std::string& keyword : options.no_keywords) set(keyword, false);
  return patch;
}

// RFC 8621 §4.1.1; "/" and "~" would have another meaning in a patch (RFC 8620 §5.3).
Result<> check_keywords(const Ids& keywords) {
  for (const std::string& keyword : keywords) {
    const bool good = !keyword.empty() && keyword.size() <= 100 &&
                      keyword.find_first_not_of(
                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                          "YZ0123456789$_-.+") == std::string::npos;
    if (!good) {
      return Error(Errc::bad_input,
                   "'" + keyword + "' is no keyword: letters, digits and $ _ - . + make one.");
    }
  }
  return {};
}

Result<> run_mark(Program& program, const MarkOptions& options) {
  TRY(check_keywords(options.keywords));
  TRY(check_keywords(options.no_keywords));
  const client::json::object patch = patch_of(options);
  if (patch.empty()) {
    return Error(Errc::bad_input,
                 "Say how to mark: --seen, --unseen, --flagged, --unflagged, --keyword K or "
                 "--no-keyword K.");
  }
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY(find_all(account, options.ids));
  TRY(update(account, options.ids, patch));
  program.terminal.say("Marked " + count_of(options.ids.size()) + ".");
  return {};
}

struct DeleteOptions {
  Ids ids;
  bool forever = false;
};

Result<> run_delete(Program& program, const DeleteOptions& options) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const auto messages, find_all(account, options.ids));
  const client::Mailbox* const trash = account.synced.mailboxes.by_role("trash");
  Ids to_trash;
  Ids for_good;
  for (const client::CachedMessage& message : messages) {
    const bool final = options.forever || trash == nullptr || message.mailboxes.has(trash->id);
    (final ? for_good : to_trash).emplace_back(message.id);
  }
  if (!to_trash.empty()) {
    TRY(move_to(account, to_trash, *trash));
    program.terminal.say("Moved " + count_of(to_trash.size()) + " to " + trash->name + ".");
  }
  if (!for_good.empty()) {
    TRY(destroy(account, for_good));
    program.terminal.say("Deleted " + count_of(for_good.size()) + " for good.");
  }
  return {};
}

void add_move(CLI::App& app, Program& program) {
  auto words = std::make_shared<Ids>();
  CLI::App* move = app.add_subcommand("move", "Move messages to a mailbox");
  move->add_option("ID... MAILBOX", *words, "Messages, and where to")->required();
  move->footer(
      "Examples:\n"
      "  nightmail move e12 Archive\n"
      "  nightmail move e12 e15 'Tax 2026'\n");
  move->callback([&program, words] {
    program.chosen = [&program, words] { return status_of(program, run_move(program, *words)); };
  });
}

void add_mark(CLI::App& app, Program& program) {
  auto options = std::make_shared<MarkOptions>();
  CLI::App* mark = app.add_subcommand("mark", "Mark messages as read, unread, flagged, ...");
  mark->add_option("ID", options->ids, "As `nightmail list` says them")->required();
  CLI::Option* seen = mark->add_flag("--seen", options->seen, "Read");
  mark->add_flag("--unseen", options->unseen, "Not read yet")->excludes(seen);
  CLI::Option* flagged = mark->add_flag("--flagged", options->flagged, "Flagged");
  mark->add_flag("--unflagged", options->unflagged, "Not flagged")->excludes(flagged);
  mark->add_option("--keyword", options->keywords, "With this keyword; may be repeated")
      ->type_name("K")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  mark->add_option("--no-keyword", options->no_keywords, "Without this keyword; may be repeated")
      ->type_name("K")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  mark->footer(
      "The server sees keywords: choose them accordingly.\n\n"
      "Examples:\n"
      "  nightmail mark e12 e15 --seen\n"
      "  nightmail mark e12 --flagged --keyword todo\n");
  mark->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_mark(program, *options));
    };
  });
}

void add_delete(CLI::App& app, Program& program) {
  auto options = std::make_shared<DeleteOptions>();
  CLI::App* remove =
      app.add_subcommand("delete", "Move messages to the trash; from there, destroy");
  remove->add_option("ID", options->ids, "As `nightmail list` says them")->required();
  remove->add_flag("--forever", options->forever, "Destroy them at once, wherever they are");
  remove->footer(
      "Examples:\n"
      "  nightmail delete e12\n"
      "  nightmail delete e12 e15 --forever\n");
  remove->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_delete(program, *options));
    };
  });
}

}  // namespace

void add_change(CLI::App& app, Program& program) {
  add_move(app, program);
  add_mark(app, program);
  add_delete(app, program);
}

}  // namespace nightmail::app
