// SPDX-License-Identifier: Apache-2.0
//
// nightmail export

#include <CLI/CLI.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/progress.h"
#include "client/errors.h"
#include "client/export_mail.h"
#include "crypto/hash.h"

namespace nightmail::app {
namespace {

using client::Errc;

struct ExportOptions {
  std::string directory;
  bool sealed = false;
  std::string passphrase_file;
};

// Nothing if the person wants none.
Result<std::optional<SecretBytes>> key_passphrase(Program& program, const ExportOptions& options) {
  if (!options.sealed) return std::optional<SecretBytes>();
  if (!options.passphrase_file.empty()) {
    TRY_ASSIGN(SecretBytes given, read_secret_file(options.passphrase_file));
    return std::optional(std::move(given));
  }
  if (!program.terminal.can_ask()) return std::optional<SecretBytes>();
  program.terminal.say(
      "A passphrase protects the exported secret key. Enter alone: no secret key.");
  for (;;) {
    TRY_ASSIGN(SecretBytes first, program.terminal.ask_secret("Passphrase: ", ""));
    if (first.expose().empty()) return std::optional<SecretBytes>();
    TRY_ASSIGN(const SecretBytes second, program.terminal.ask_secret("The same again: ", ""));
    if (crypto::equal_constant_time(first.expose(), second.expose())) {
      return std::optional(std::move(first));
    }
    program.terminal.say("The two are not the same. Once more:");
  }
}

void explain(Program& program, const ExportOptions& options, bool with_secret_key) {
  if (!options.sealed) return;
  if (with_secret_key) {
    program.terminal.say("To open one: gpg --import " + options.directory +
                         "/secret-key.asc, then gpg --decrypt FILE.pgp");
  } else {
    program.terminal.say(
        "Without the secret key nothing opens them. To have it too, run this again with "
        "--key-passphrase-file FILE (or at a terminal).");
  }
}

std::string summary_of(const client::Exported& done, const std::string& directory) {
  return std::to_string(done.messages) +
         (done.messages == 1 ? " message is in " : " messages are in ") + directory + " (" +
         std::to_string(done.written) + " new).";
}

Result<> run_export(Program& program, const ExportOptions& options) {
  TRY_ASSIGN(OpenAccount account, OpenAccount::open(program));
  client::ExportWish wish{options.directory, options.sealed, {}};
  TRY_ASSIGN(wish.key_passphrase, key_passphrase(program, options));
  Progress bar(program.terminal, "Exporting");
  client::ExportHooks hooks;
  hooks.progress = [&](std::size_t done, std::size_t total) { bar.show(done, total); };
  hooks.failed = [&](const std::string& id, const Error& why) {
    bar.finish();
    program.terminal.say("nightmail: " + id + ": " + why.context());
  };
  TRY_ASSIGN(const client::Exported done,
             client::export_mail(account.connected.service, account.connected.session,
                                 account.cache, account.synced.mailboxes, wish, hooks));
  bar.finish();
  program.terminal.say(summary_of(done, options.directory));
  explain(program, options, wish.key_passphrase.has_value());
  if (done.failed == 0) return {};
  return Error(Errc::damaged, std::to_string(done.failed) + " could not be exported.");
}

}  // namespace

void add_export(CLI::App& app, Program& program) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand("export", "Write all messages to files");
  command->add_option("DIR", options->directory, "Where to; made if it is not there")->required();
  CLI::Option* sealed = command->add_flag("--sealed", options->sealed,
                                          "As OpenPGP messages, still sealed, with the keys");
  command
      ->add_option("--key-passphrase-file", options->passphrase_file,
                   "First line protects the secret key in DIR/secret-key.asc; - is stdin")
      ->type_name("FILE")
      ->needs(sealed);
  command->footer(
      "Makes a folder for each mailbox and in it a file for each message: .eml, which every mail\n"
      "program opens, or with --sealed .pgp, which GnuPG opens. Run again, it adds what is "
      "missing\n"
      "and overwrites nothing.\n\n"
      "Examples:\n"
      "  nightmail export ~/mail-backup\n"
      "  nightmail export /media/usb/mail --sealed\n");
  command->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_export(program, *options));
    };
  });
}

}  // namespace nightmail::app
