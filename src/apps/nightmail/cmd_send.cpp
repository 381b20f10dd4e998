// SPDX-License-Identifier: Apache-2.0
//
// nightmail send, reply, forward

#include <CLI/CLI.hpp>
#include <algorithm>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/sending.h"
#include "client/compose/draft.h"
#include "client/compose/quote.h"
#include "client/errors.h"
#include "client/message.h"
#include "client/message_set.h"
#include "client/read/reading.h"
#include "client/send/submission.h"

namespace nightmail::app {
namespace {

using client::Errc;

constexpr const char* kHow =
    "To other users of the service, and to everybody whose OpenPGP key is known or can be found,\n"
    "the mail goes encrypted and signed. For anybody else you choose: --password leaves it sealed\n"
    "on your server, behind a link that opens in any browser with a password you tell them; clear\n"
    "it goes only after you were told who gets it so and agreed, or said --allow-clear.\n"
    "The sent mail's id is printed; for ten seconds `nightmail undo ID` stops it.\n\n";

struct SendCommand {
  SendOptions options;
  std::string draft_id;
};

// An opened message of the account, its protection taken off.
Result<client::Reading> opened(Program& program, OpenAccount& account, const std::string& id) {
  TRY_ASSIGN(const client::CachedMessage message, account.message(id));
  TRY_ASSIGN(const client::OpenedMessage plain,
             client::open_message(account.connected.service, account.connected.session, message));
  const client::ReadTools tools{account.connected.service, account.connected.session,
                                program.random, program.clock};
  return client::read_message(tools, plain, {message.received_ms}, false);
}

Result<> send_draft(Program& program, const SendCommand& command) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::CachedMessage message, account.message(command.draft_id));
  if (!message.keywords.has("$draft")) {
    return Error(Errc::bad_input,
                 command.draft_id + " is no draft. `nightmail list --mailbox drafts` shows them.");
  }
  TRY_ASSIGN(const client::Reading draft, opened(program, account, command.draft_id));
  mime::Mail mail = client::read_draft(draft.message());
  TRY(apply_options(command.options, mail));
  return deliver(program, account.connected, std::move(mail), command.options, command.draft_id);
}

Result<> run_send(Program& program, const SendCommand& command) {
  if (!command.draft_id.empty()) return send_draft(program, command);
  const SendOptions& options = command.options;
  mime::Mail mail;
  TRY(apply_options(options, mail));
  if (!options.draft && mail.to.empty() && mail.cc.empty() && mail.bcc.empty()) {
    return Error(Errc::bad_input, "Say to whom: nightmail send --to ADDRESS --subject TEXT < file");
  }
  TRY_ASSIGN(Connected connected, Connected::open(program));
  TRY_ASSIGN(mail.text, read_body(program));
  return deliver(program, connected, std::move(mail), options);
}

struct ReplyCommand {
  SendOptions options;
  std::string id;
  bool all = false;
};

Result<client::IsOwn> own_addresses(Connected& connected) {
  TRY_ASSIGN(const auto identities, client::get_identities(connected.service, connected.session));
  std::vector<std::string> own;
  for (const client::Identity& one : identities) {
    const auto canonical = client::canonical_address(one.email);
    if (canonical.ok()) own.push_back(*canonical);
  }
  return client::IsOwn([own](std::string_view address) {
    const auto canonical = client::canonical_address(address);
    return canonical.ok() && std::find(own.begin(), own.end(), *canonical) != own.end();
  });
}

// Best effort: the answer is out, whether the question is marked or not.
void mark(OpenAccount& account, const std::string& id, const char* keyword) {
  (void)client::update_messages(account.connected.service, account.connected.session.account_id,
                                {id}, {{std::string("keywords/") + keyword, true}});
}

Result<> run_reply(Program& program, const ReplyCommand& command) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::Reading reading, opened(program, account, command.id));
  TRY_ASSIGN(const client::IsOwn is_own, own_addresses(account.connected));
  mime::Mail mail = client::reply_to(client::read_original(reading.message()), command.all, is_own);
  TRY_ASSIGN(std::string text, read_body(program));
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  mail.text = text + "\n" + mail.text;
  TRY(apply_options(command.options, mail));
  TRY(deliver(program, account.connected, std::move(mail), command.options));
  if (!command.options.draft) mark(account, command.id, "$answered");
  return {};
}

Result<> run_forward(Program& program, const ReplyCommand& command) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  TRY_ASSIGN(const client::Reading reading, opened(program, account, command.id));
  mime::Mail mail = client::forward(client::read_original(reading.message()), reading.message());
  if (!program.terminal.can_ask()) {
    TRY_ASSIGN(const std::string text, read_body(program));
    if (!text.empty()) mail.text = text + "\n" + mail.text;
  }
  TRY(apply_options(command.options, mail));
  TRY(deliver(program, account.connected, std::move(mail), command.options));
  if (!command.options.draft) mark(account, command.id, "$forwarded");
  return {};
}

void add_send_alone(CLI::App& app, Program& program) {
  auto command = std::make_shared<SendCommand>();
  CLI::App* send = app.add_subcommand("send", "Write a mail; its text comes from stdin");
  add_send_options(*send, command->options);
  send->add_option("--draft-id", command->draft_id, "Send this draft instead of reading a text")
      ->type_name("ID");
  send->footer(std::string(kHow) +
               "Examples:\n"
               "  echo 'See you at eight.' | nightmail send --to bert@example.org -s Dinner\n"
               "  nightmail send --to 'Bert <bert@example.org>' --bcc carol@example.net \\\n"
               "      --subject 'The report' --attach report.pdf < letter.txt\n"
               "  nightmail send --draft --subject Ideas < notes.txt\n");
  send->callback([&program, command] {
    program.chosen = [&program, command] {
      return status_of(program, run_send(program, *command));
    };
  });
}

CLI::App* add_answer(CLI::App& app, const char* name, const char* what, ReplyCommand& command) {
  CLI::App* answer = app.add_subcommand(name, what);
  answer->add_option("ID", command.id, "As `nightmail list` says it")->required();
  add_send_options(*answer, command.options);
  return answer;
}

}  // namespace

void add_send(CLI::App& app, Program& program) {
  add_send_alone(app, program);
  auto reply = std::make_shared<ReplyCommand>();
  CLI::App* answer =
      add_answer(app, "reply", "Answer a message; your text comes from stdin", *reply);
  answer->add_flag("--all", reply->all, "To everybody who got it, not only its sender");
  answer->footer(std::string("The old text stands quoted under yours.\n\n") + kHow +
                 "Examples:\n"
                 "  echo 'With pleasure.' | nightmail reply e12\n"
                 "  nightmail reply e12 --all --attach map.png < answer.txt\n");
  answer->callback([&program, reply] {
    program.chosen = [&program, reply] { return status_of(program, run_reply(program, *reply)); };
  });
  auto pass = std::make_shared<ReplyCommand>();
  CLI::App* onward = add_answer(app, "forward", "Send a message on, with its attachments", *pass);
  onward->footer(std::string("What comes from stdin, if it is no terminal, stands above it.\n\n") +
                 kHow +
                 "Examples:\n"
                 "  nightmail forward e12 --to carol@example.net < /dev/null\n"
                 "  echo 'For you.' | nightmail forward e12 --to carol@example.net\n");
  onward->callback([&program, pass] {
    program.chosen = [&program, pass] { return status_of(program, run_forward(program, *pass)); };
  });
}

}  // namespace nightmail::app
