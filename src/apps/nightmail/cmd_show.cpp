// SPDX-License-Identifier: Apache-2.0
//
// nightmail show, save

#include <CLI/CLI.hpp>
#include <charconv>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/message_text.h"
#include "client/errors.h"
#include "client/message.h"
#include "client/message_set.h"
#include "client/new_file.h"
#include "client/read/reading.h"
#include "proto/mime/message_view.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

using client::Errc;

struct ShowOptions {
  std::string id;
  bool raw = false;
  bool original = false;
  bool json = false;
  bool peek = false;
};

bool is_junk(const OpenAccount& account, const client::CachedMessage& message) {
  const client::Mailbox* const junk = account.synced.mailboxes.by_role("junk");
  return junk != nullptr && message.mailboxes.has(junk->id);
}

// Best effort: to have read a message is more than to have it marked.
void mark_seen(OpenAccount& account, const client::CachedMessage& message) {
  if (message.keywords.has("$seen")) return;
  (void)client::update_messages(account.connected.service, account.connected.session.account_id,
                                {std::string(message.id)}, {{"keywords/$seen", true}});
}

// What one's own sent copy says of how the mail travelled.
std::vector<std::string> words_for(const client::Reading& reading,
                                   const std::optional<mime::Summary>& summary, bool own) {
  if (!own) return client::protection_words(reading);
  if (!summary || !summary->e2e) return {"Written by you; kept sealed."};
  return {summary->e2e->encrypted ? "Sent by you, encrypted end to end to everybody."
                                  : "Sent by you; somebody got it clear."};
}

// Opens what is inside, shows it, and lets the list know of it.
Result<> print_reading(Program& program, OpenAccount& account, const ShowOptions& options,
                       const client::CachedMessage& message, const client::OpenedMessage& opened) {
  const client::ReadTools tools{account.connected.service, account.connected.session,
                                program.random, program.clock};
  TRY_ASSIGN(
      const client::Reading reading,
      client::read_message(tools, opened, {message.received_ms}, !is_junk(account, message)));
  const auto summary = client::read_summary(message);
  const bool own = message.keywords.has("$draft") ||
                   (reading.is_plain() && summary.has_value() && summary->e2e.has_value());
  const auto view = mime::view_message(reading.message());
  const auto words = words_for(reading, summary, own);
  if (options.json) {
    program.terminal.print(message_json(options.id, view, reading, words));
  } else {
    program.terminal.print(message_text(options.id, view, words, program.terminal.look()));
  }
  (void)client::renew_summary(tools, message, reading);  // the next device will do it
  return {};
}

Result<> print_message(Program& program, OpenAccount& account, const ShowOptions& options,
                       const client::CachedMessage& message, const client::OpenedMessage& opened) {
  if (options.original) {
    TRY_ASSIGN(const ByteView original, opened.original());
    program.terminal.print_bytes(original);
    return {};
  }
  if (options.raw) {
    program.terminal.print_bytes(opened.raw());
    return {};
  }
  return print_reading(program, account, options, message, opened);
}

Result<> run_show(Program& program, const ShowOptions& options) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::CachedMessage message, account.message(options.id));
  TRY_ASSIGN(const client::OpenedMessage opened,
             client::open_message(account.connected.service, account.connected.session, message));
  TRY(print_message(program, account, options, message, opened));
  if (!opened.checked()) {
    program.terminal.say(
        "nightmail: This message has no usable summary, so it could not be compared with one.");
  }
  if (!options.peek) mark_seen(account, message);
  return {};
}

struct SaveOptions {
  std::string id;
  std::string attachment;
  std::string output;
};

Error no_such_attachment(const mime::MessageView& view, const std::string& wanted) {
  if (view.attachments.empty()) {
    return Error(Errc::not_found, "This message has no attachments.");
  }
  std::string names;
  for (std::size_t i = 0; i < view.attachments.size(); ++i) {
    names += (i == 0 ? "" : ", ") + std::to_string(i + 1) + " " + view.attachments[i].name;
  }
  return Error(Errc::not_found, "There is no attachment '" + wanted +
                                    "' in this message. There are: " + names + ".");
}

Result<std::size_t> find_attachment(const mime::MessageView& view, const std::string& wanted) {
  for (std::size_t i = 0; i < view.attachments.size(); ++i) {
    if (view.attachments[i].name == wanted) return i;
  }
  std::size_t number = 0;
  const char* const end = wanted.data() + wanted.size();
  const auto [stop, problem] = std::from_chars(wanted.data(), end, number);
  const bool valid = problem == std::errc() && stop == end;
  if (!valid || number == 0 || number > view.attachments.size()) {
    return no_such_attachment(view, wanted);
  }
  return number - 1;
}

Result<> run_save(Program& program, const SaveOptions& options) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::CachedMessage message, account.message(options.id));
  TRY_ASSIGN(const client::OpenedMessage opened,
             client::open_message(account.connected.service, account.connected.session, message));
  const client::ReadTools tools{account.connected.service, account.connected.session,
                                program.random, program.clock};
  TRY_ASSIGN(const client::Reading reading,
             client::read_message(tools, opened, {message.received_ms}, false));
  const mime::MessageView view = mime::view_message(reading.message());
  TRY_ASSIGN(const std::size_t index, find_attachment(view, options.attachment));
  TRY_ASSIGN(const PlainBytes content, mime::attachment_bytes(reading.message(), index));
  if (options.output == "-") {
    program.terminal.print_bytes(content);
    return {};
  }
  const std::string& path = options.output.empty() ? view.attachments[index].name : options.output;
  TRY(client::write_new_file(path, content));
  program.terminal.say("Saved " + mime::terminal_safe_line(path) + " (" +
                       readable_size(content.size()) + ").");
  return {};
}

void add_show_alone(CLI::App& app, Program& program) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* show = app.add_subcommand("show", "Show a message and mark it as read");
  show->add_option("ID", options->id, "As `nightmail list` says it")->required();
  CLI::Option* raw =
      show->add_flag("--raw", options->raw, "All of it, under the headers that the server added");
  CLI::Option* original =
      show->add_flag("--original", options->original, "Exactly the bytes that came over SMTP")
          ->excludes(raw);
  show->add_flag("--json", options->json, "One JSON object, for other programs")
      ->excludes(raw)
      ->excludes(original);
  show->add_flag("--peek", options->peek, "Do not mark it as read");
  show->footer(
      "Encrypted mail is opened, and under the headers stands how it was protected, who signed it\n"
      "and why that is believed.\n\n"
      "Examples:\n"
      "  nightmail show e12\n"
      "  nightmail show e12 --original > message.eml\n");
  show->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_show(program, *options));
    };
  });
}

void add_save(CLI::App& app, Program& program) {
  auto options = std::make_shared<SaveOptions>();
  CLI::App* save = app.add_subcommand("save", "Save an attachment of a message");
  save->add_option("ID", options->id, "As `nightmail list` says it")->required();
  save->add_option("ATTACHMENT", options->attachment, "Its name, or its number in `nightmail show`")
      ->required();
  save->add_option("--output,-o", options->output,
                   "File to write, - for stdout (default: its own name, in this directory)")
      ->type_name("FILE");
  save->footer(
      "A file that is there already is never overwritten.\n\n"
      "Examples:\n"
      "  nightmail save e12 1\n"
      "  nightmail save e12 report.pdf --output ~/report-2026.pdf\n");
  save->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_save(program, *options));
    };
  });
}

}  // namespace

void add_show(CLI::App& app, Program& program) {
  add_show_alone(app, program);
  add_save(app, program);
}

}  // namespace nightmail::app
