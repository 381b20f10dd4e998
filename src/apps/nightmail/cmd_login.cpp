// SPDX-License-Identifier: Apache-2.0
//
// nightmail login, logout, recover, whoami

#include <CLI/CLI.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/phrase.h"
#include "client/account.h"
#include "client/errors.h"

namespace nightmail::app {
namespace {

using client::Errc;

// A session of the same address gives way; another person's stays.
Result<> make_way(Program& program, const std::string& address) {
  TRY_ASSIGN(const bool exists, program.store().exists());
  if (!exists) return {};
  const auto session = program.store().load();
  if (session.ok() && session->address != address) {
    return Error(Errc::already_logged_in,
                 "This device is logged in as " + session->address +
                     ". Run `nightmail logout` first, or use another --home DIR.");
  }
  return {};
}

// The session that is about to be replaced: its end on the server is a courtesy.
void end_old_session(Program& program) {
  const auto exists = program.store().exists();
  if (!exists.ok() || !*exists) return;
  auto old = Connected::open(program);
  if (old.ok()) (void)client::log_out(old->service);
  (void)program.store().clear();
}

Result<> keep(Program& program, const client::Session& session) {
  end_old_session(program);
  TRY(program.store().save(session));
  program.terminal.say("Logged in as " + session.address + ". `nightmail list` shows your mail.");
  return {};
}

struct LoginOptions {
  std::string address;
  std::string code_file;
};

client::AskCode code_source(Program& program, const LoginOptions& options) {
  return [&program, &options]() -> Result<std::string> {
    if (options.code_file.empty()) {
      return program.terminal.ask("Code of the authenticator, or a recovery code: ",
                                  "This account has a second factor: use --code-file FILE.");
    }
    TRY_ASSIGN(const SecretBytes line, read_secret_file(options.code_file));
    return to_string(line.expose());
  };
}

Result<> run_login(Program& program, const LoginOptions& options) {
  const std::string& address = options.address;
  TRY(make_way(program, address));
  TRY_ASSIGN(client::Service service, client::Service::open(program.server_for_login()));
  TRY_ASSIGN(const SecretBytes password, get_password(program, "Password: "));
  TRY_ASSIGN(const client::Session session,
             client::log_in(service, program.tools(), address, password, device_label(),
                            code_source(program, options)));
  return keep(program, session);
}

struct RecoverOptions {
  std::string address;
  std::string phrase_file;
};

Result<> run_recover(Program& program, const RecoverOptions& options) {
  TRY(make_way(program, options.address));
  TRY_ASSIGN(client::Service service, client::Service::open(program.server_for_login()));
  TRY_ASSIGN(const SecretBytes phrase, get_phrase(program, options.phrase_file));
  TRY_ASSIGN(const SecretBytes password, get_new_password(program));
  TRY_ASSIGN(
      const client::Session session,
      client::recover(service, program.tools(), options.address, phrase, password, device_label()));
  program.terminal.say(
      "The new password is set. All other devices and app tokens were logged out; the recovery "
      "phrase stays the same.");
  return keep(program, session);
}

Result<> run_logout(Program& program, bool only_here) {
  TRY_ASSIGN(const bool exists, program.store().exists());
  if (!exists) {
    program.terminal.say("This device is not logged in.");
    return {};
  }
  if (!only_here) {
    TRY_ASSIGN(Connected connected, Connected::open(program));
    const auto ended = client::log_out(connected.service);
    if (!ended.ok() && !ended.error().is(Errc::session_ended)) {
      return Error(ended.error().is(Errc::unreachable) ? Errc::unreachable : Errc::refused,
                   ended.error().context() +
                       " Nothing was removed; `nightmail logout --forget` forgets the account on "
                       "this device alone.");
    }
  }
  TRY(program.store().clear());
  program.terminal.say("Logged out. Nothing of the account is left on this device.");
  return {};
}

Result<> run_whoami(Program& program) {
  const client::SessionStore store = program.store();
  TRY_ASSIGN(const client::Session session, store.load());
  TRY_ASSIGN(const client::KeyPlace place, store.key_place());
  const std::string where = place == client::KeyPlace::keyring
                                ? "the system's keyring"
                                : "a file in that directory, readable by you alone";
  std::string text = "address      " + session.address + "\nserver       " + session.server + "\n";
  for (const pgp::SecretKey& key : session.keys) text += "OpenPGP key  " + key.fingerprint() + "\n";
  text += "kept in      " + store.home() + "\nunder a key  in " + where + "\n";
  program.terminal.print(text);
  return {};
}

void add_login_alone(CLI::App& app, Program& program) {
  auto options = std::make_shared<LoginOptions>();
  CLI::App* login = app.add_subcommand("login", "Log in to your account on this device");
  login->add_option("ADDRESS", options->address, "The address the account was made with")
      ->required();
  login
      ->add_option("--code-file", options->code_file,
                   "Read the code of the second factor from this file; - is stdin")
      ->type_name("FILE");
  login->footer(
      "The server and the session are remembered until `nightmail logout`.\n\n"
      "Examples:\n"
      "  nightmail login anna@example.org --server https://mail.example.org\n"
      "  nightmail login anna@example.org --password-file ~/.secret\n");
  login->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_login(program, *options));
    };
  });
}

void add_logout(CLI::App& app, Program& program) {
  auto only_here = std::make_shared<bool>(false);
  CLI::App* logout = app.add_subcommand("logout", "End the session and forget the account here");
  logout->add_flag("--forget", *only_here, "Only here, without telling the server");
  logout->footer("Your mail stays on the server. `nightmail login ADDRESS` brings it back.\n");
  logout->callback([&program, only_here] {
    program.chosen = [&program, only_here] {
      return status_of(program, run_logout(program, *only_here));
    };
  });
}

void add_recover(CLI::App& app, Program& program) {
  auto options = std::make_shared<RecoverOptions>();
  CLI::App* recover = app.add_subcommand("recover", "Set a new password with the 24 words");
  recover->add_option("ADDRESS", options->address, "The address the account was made with")
      ->required();
  recover
      ->add_option("--phrase-file", options->phrase_file,
                   "Read the words from this file; - is stdin")
      ->type_name("FILE");
  recover->footer(
      "Asks for the recovery phrase and a new password, then logs in. Case, line breaks and\n"
      "numbers between the words do not matter; four letters of a word are enough. With\n"
      "--password-file or NIGHTMAIL_PASSWORD, that is the new password.\n\n"
      "Example:\n"
      "  nightmail recover anna@example.org --server https://mail.example.org\n");
  recover->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_recover(program, *options));
    };
  });
}

void add_whoami(CLI::App& app, Program& program) {
  CLI::App* whoami = app.add_subcommand("whoami", "Say who is logged in, where, with which key");
  whoami->callback([&program] {
    program.chosen = [&program] { return status_of(program, run_whoami(program)); };
  });
}

}  // namespace

void add_login(CLI::App& app, Program& program) {
  add_login_alone(app, program);
  add_logout(app, program);
  add_recover(app, program);
  add_whoami(app, program);
}

}  // namespace nightmail::app
