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
#include "proto/mime/message_view.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

using client::Errc;

struct ShowOptions {
  std::string id;
  bool raw = false;
  bool original = false;
  bool peek = false;
};

// Best effort: to have read a message is more than to have it marked.
void mark_seen(OpenAccount& account, const client::CachedMessage& message) {
  if (message.keywords.has("$seen")) return;
  (void)client::update_messages(account.connected.service, account.connected.session.account_id,
                                {std::string(message.id)}, {{"keywords/$seen", true}});
}

Result<> print_message(Program& program, const ShowOptions& options,
                       const client::OpenedMessage& message) {
  if (options.original) {
    TRY_ASSIGN(const ByteView original, message.original());
    program.terminal.print_bytes(original);
  } else if (options.raw) {
    program.terminal.print_bytes(message.raw());
  } else {
    program.terminal.print(
        message_text(options.id, mime::view_message(message.raw()), program.terminal.look()));
  }
  return {};
}

Result<> run_show(Program& program, const ShowOptions& options) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::CachedMessage message, account.message(options.id));
  TRY_ASSIGN(const client::OpenedMessage opened,
             client::open_message(account.connected.service, account.connected.session, message));
  TRY(print_message(program, options, opened));
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
  const mime::MessageView view = mime::view_message(opened.raw());
  TRY_ASSIGN(const std::size_t index, find_attachment(view, options.attachment));
  TRY_ASSIGN(const PlainBytes content, mime::attachment_bytes(opened.raw(), index));
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
  show->add_flag("--original", options->original, "Exactly the bytes that came over SMTP")
      ->excludes(raw);
  show->add_flag("--peek", options->peek, "Do not mark it as read");
  show->footer(
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
