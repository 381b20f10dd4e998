// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sending.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "apps/nightmail/input.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/progress.h"
#include "client/compose/own_copy.h"
#include "client/errors.h"
#include "client/mailboxes.h"
#include "client/message_set.h"
#include "client/send/delivery.h"
#include "client/send/identities.h"
#include "client/sync.h"
#include "proto/mime/address.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

using client::Errc;

constexpr std::size_t kShowProgress = 1'000'000;
constexpr std::size_t kMostListed = 20;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostListed); ++i) {
    text += "\n  " + mime::terminal_safe_line(names[i]);
  }
  if (names.size() > kMostListed) {
    text += "\n  and " + std::to_string(names.size() - kMostListed) + " more";
  }
  return text;
}

// "Anna Berg" of the key's "Anna Berg <anna@example.org>".
std::string name_in_key(const client::Session& session) {
  for (const std::string& id : session.keys.front().certificate().user_ids()) {
    std::vector<mime::Address> read;
    mime::parse_addresses(id, {}, read);
    if (!read.empty() && !read.front().name.empty()) return read.front().name;
  }
  return {};
}

Error not_yours(const std::vector<client::Identity>& identities) {
  std::vector<std::string> addresses;
  addresses.reserve(identities.size());
  for (const client::Identity& one : identities) addresses.push_back(one.email);
  return Error(Errc::bad_input, "--from must be one of your addresses:" + listed(addresses));
}

// Who sends it: fills in the From of the mail and gives the identity's id.
Result<std::string> choose_identity(Connected& connected, const SendOptions& options,
                                    mime::Mail& mail) {
  const client::Session& session = connected.session;
  TRY_ASSIGN(const auto identities, client::get_identities(connected.service, session));
  const std::string wanted = !options.from.empty()      ? options.from
                             : !mail.from.email.empty() ? mail.from.email
                                                        : session.address;
  TRY_ASSIGN(const std::string canonical, client::canonical_address(wanted));
  for (const client::Identity& one : identities) {
    const auto own = client::canonical_address(one.email);
    if (!own.ok() || *own != canonical) continue;
    TRY_ASSIGN(const auto names,
               client::fetch_own_identities(client::jmap_call(connected.service), session));
    const auto known = names.find(canonical);
    mail.from = {known == names.end() ? name_in_key(session) : known->second.name, one.email};
    return one.id;
  }
  return not_yours(identities);
}

Result<std::string> mailbox_of_role(Connected& connected, std::string_view role) {
  TRY_ASSIGN(const auto mailboxes, client::get_mailboxes(connected.service, connected.session));
  if (const auto* const found = mailboxes.by_role(role)) return found->id;
  if (const auto* const inbox = mailboxes.by_role("inbox")) return inbox->id;
  return Error(Errc::not_found, "There is no mailbox to keep it in.");
}

std::string clear_list(const std::vector<client::PlannedRecipient>& recipients) {
  std::vector<std::string> names;
  for (const client::PlannedRecipient& one : recipients) {
    if (one.key.certificate) continue;
    const std::string why = one.key.problem.empty() ? "" : " (" + one.key.problem + ")";
    names.push_back(one.key.address + why);
  }
  return names.empty() ? std::string() : listed(names);
}

bool wants_password(const SendOptions& options) {
  return options.password || !options.message_password_file.empty();
}

// The password of the mail, not of the account.
Result<SecretBytes> mail_password(Program& program, const SendOptions& options) {
  if (!options.message_password_file.empty()) {
    TRY_ASSIGN(const SecretBytes read, read_secret_file(options.message_password_file));
    TRY(check_new_password(read));
    return normalised(read);
  }
  constexpr const char* kOtherwise = "Give it with --message-password-file FILE.";
  TRY_ASSIGN(const SecretBytes first,
             program.terminal.ask_secret("Password for this mail: ", kOtherwise));
  TRY(check_new_password(first));
  TRY_ASSIGN(const SecretBytes again, program.terminal.ask_secret("Once more: ", kOtherwise));
  if (first.expose() != again.expose()) {
    return Error(Errc::bad_input, "These were two different passwords. Nothing was sent.");
  }
  return normalised(first);
}

// True if the mail may go out. Errc::bad_input where nobody can be asked.
Result<bool> may_send(Program& program, const SendOptions& options,
                      const std::vector<client::PlannedRecipient>& recipients) {
  const std::string list = clear_list(recipients);
  if (list.empty() || wants_password(options)) return true;
  const std::string told =
      "No key is known for these; every server on the way could read their mail:" + list;
  if (options.allow_clear) {
    program.terminal.say(told);
    return true;
  }
  const std::string otherwise = told +
                                "\nNothing was sent. --password lets them read it behind a link, "
                                "with a password that you tell them; `nightmail keys import FILE` "
                                "adds a key that you got from them; --allow-clear sends it so.";
  if (!program.terminal.can_ask()) return Error(Errc::bad_input, otherwise);
  program.terminal.say(told);
  TRY_ASSIGN(const std::string answer,
             program.terminal.ask("Send it clear to them? Type yes: ", otherwise));
  return answer == "yes";
}

Result<client::SendWish> make_wish(Program& program, const SendOptions& options,
                                   std::string identity, std::string mailbox, bool needs_password) {
  client::SendWish wish;
  wish.identity_id = std::move(identity);
  wish.sent_mailbox = std::move(mailbox);
  wish.allow_clear = true;
  if (needs_password) {
    TRY_ASSIGN(wish.password, mail_password(program, options));
  }
  if (!options.at.empty()) {
    TRY_ASSIGN(wish.hold_until, parse_time(options.at, program.clock.now()));
  }
  return wish;
}

std::string sent_words(const client::Sent& sent, const client::SendWish& wish) {
  const std::string count = std::to_string(sent.encrypted + sent.by_password + sent.clear);
  std::string text = "Sent to " + count + (count == "1" ? " recipient: " : " recipients: ");
  const auto part = [&](std::size_t number, const char* how) {
    if (number == 0) return;
    if (text.back() != ' ') text += ", ";
    text += (std::to_string(number) == count ? "" : std::to_string(number) + " ") + how;
  };
  part(sent.encrypted, "encrypted end to end");
  part(sent.by_password, "behind a password");
  part(sent.clear, "clear");
  text += ".";
  text += wish.hold_until ? " It leaves at " + format_utc(*wish.hold_until) + "; until then"
                          : " For " + std::to_string(wish.hold_seconds) + " seconds";
  return text + " `nightmail undo " + sent.email_id + "` stops it.";
}

void discard(Connected& connected, const std::string& email_id) {
  if (email_id.empty()) return;
  (void)client::destroy_messages(connected.service, connected.session.account_id, {email_id});
}

Result<> keep_draft(Program& program, Connected& connected, const mime::Mail& mail,
                    const std::string& replaces) {
  TRY_ASSIGN(const std::string drafts, mailbox_of_role(connected, "drafts"));
  TRY_ASSIGN(const auto copy,
             client::seal_own_copy(mail, client::CopyKind::draft, connected.session, program.random,
                                   program.clock));
  TRY_ASSIGN(const std::string id, client::import_copy(connected.service, connected.session, copy,
                                                       drafts, {"$draft", "$seen"}));
  discard(connected, replaces);
  program.terminal.print(id + "\n");
  program.terminal.say("Kept among your drafts. `nightmail send --draft-id " + id + "` sends it.");
  return {};
}

}  // namespace

void add_send_options(CLI::App& command, SendOptions& options) {
  const auto many = [&](const char* name, std::vector<std::string>& to, const char* what) {
    command.add_option(name, to, what)
        ->type_name("ADDRESS")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  many("--to", options.to, "Recipient; may be repeated, or a list with commas");
  many("--cc", options.cc, "Recipient of a copy");
  many("--bcc", options.bcc, "Recipient whom the others don't see; gets a mail of their own");
  command.add_option("--subject,-s", options.subject, "Subject")->type_name("TEXT");
  command.add_option("--attach,-a", options.attachments, "File to attach; may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--html", options.html, "HTML form of the text, beside the plain one")
      ->type_name("FILE");
  command.add_option("--from", options.from, "One of your addresses (default: the account's)")
      ->type_name("ADDRESS");
  command.add_option("--at", options.at, "Send later: +30m, +2h, +1d, '2026-11-23 16:00'")
      ->type_name("TIME");
  command.add_flag("--allow-clear", options.allow_clear,
                   "Send it unencrypted to those for whom no key is known");
  command.add_flag("--password", options.password,
                   "Those without a key get a link and need a password, which is asked for");
  command
      .add_option("--message-password-file", options.message_password_file,
                  "The same, with the password in the first line of this file")
      ->type_name("FILE");
  command.add_flag("--draft", options.draft, "Keep it among the drafts, sealed; send nothing");
}

Result<std::string> read_body(Program& program) {
  if (program.terminal.can_ask()) {
    program.terminal.say("Write the text. Ctrl-D on a line of its own ends it, Ctrl-C gives up.");
  }
  return read_text_input("-");
}

Result<> apply_options(const SendOptions& options, mime::Mail& mail) {
  const auto add = [](const std::vector<std::string>& words,
                      std::vector<mime::Address>& to) -> Result<> {
    TRY_ASSIGN(const auto some, parse_recipients(words));
    to.insert(to.end(), some.begin(), some.end());
    return {};
  };
  TRY(add(options.to, mail.to));
  TRY(add(options.cc, mail.cc));
  TRY(add(options.bcc, mail.bcc));
  if (!options.subject.empty()) mail.subject = options.subject;
  if (!options.html.empty()) {
    TRY_ASSIGN(mail.html, read_text_input(options.html));
  }
  for (const std::string& path : options.attachments) {
    TRY_ASSIGN(mime::MailFile file, read_attachment(path));
    mail.files.push_back(std::move(file));
  }
  return {};
}

Result<> deliver(Program& program, Connected& connected, mime::Mail mail,
                 const SendOptions& options, const std::string& replaces) {
  TRY_ASSIGN(std::string identity, choose_identity(connected, options, mail));
  mail.date = program.clock.now();
  mail.message_id = mime::new_message_id(mail.from, program.random);
  if (options.draft) return keep_draft(program, connected, mail, replaces);
  const client::SendTools tools{connected.service, connected.session, program.random,
                                program.clock};
  TRY_ASSIGN(const auto recipients, client::plan_recipients(tools, mail));
  TRY_ASSIGN(const bool agreed, may_send(program, options, recipients));
  if (!agreed) return Error(Errc::bad_input, "Nothing was sent.");
  TRY_ASSIGN(std::string mailbox, mailbox_of_role(connected, "sent"));
  TRY_ASSIGN(client::SendWish wish,
             make_wish(program, options, std::move(identity), std::move(mailbox),
                       wants_password(options) && !clear_list(recipients).empty()));
  Progress bar(program.terminal, "Uploading");
  wish.progress = [&](std::size_t done, std::size_t total) {
    if (total > kShowProgress) bar.show(done, total);
  };
  TRY_ASSIGN(const client::Sent sent, client::send_mail(tools, mail, recipients, wish));
  bar.finish();
  discard(connected, replaces);
  program.terminal.print(sent.email_id + "\n");
  program.terminal.say(sent_words(sent, wish));
  for (const std::string& link : sent.links) {
    program.terminal.say("The link that was mailed, should it get lost: " + link);
  }
  return {};
}

}  // namespace nightmail::app
