// SPDX-License-Identifier: Apache-2.0
//
// nightmail signup

#include <CLI/CLI.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/password.h"
#include "apps/nightmail/phrase.h"
#include "client/account.h"
#include "client/errors.h"
#include "client/new_file.h"

namespace nightmail::app {
namespace {

using client::Errc;

struct SignUpOptions {
  std::string address;
  std::string name;
  std::string invite;
  std::string phrase_file;
};

Result<> check(Program& program, const SignUpOptions& options) {
  TRY_ASSIGN(const bool exists, program.store().exists());
  if (exists) {
    return Error(Errc::already_logged_in,
                 "This device is logged in already (`nightmail whoami`). Run `nightmail logout` "
                 "first, or use another --home DIR.");
  }
  if (options.address.find('@') == std::string::npos) {
    return Error(Errc::bad_input, "An address has an @, such as anna@example.org.");
  }
  if (!options.phrase_file.empty() && client::is_there(options.phrase_file)) {
    return Error(Errc::file, options.phrase_file + " is there already. Choose another name.");
  }
  return {};
}

Result<> hand_over(Program& program, const SignUpOptions& options, const SecretBytes& phrase) {
  if (options.phrase_file.empty()) {
    hand_over_phrase(program, phrase);
    return {};
  }
  SecretBytes line = phrase.copy();
  line.expose().push_back('\n');
  auto written = client::write_new_file(options.phrase_file, line.expose());
  if (!written.ok()) {
    hand_over_phrase(program, phrase);  // it exists nowhere else
    return written;
  }
  program.terminal.say("The recovery phrase is in " + options.phrase_file +
                       ". Move it off this device.");
  return {};
}

Result<> run_signup(Program& program, const SignUpOptions& options) {
  TRY(check(program, options));
  TRY_ASSIGN(client::Service service, client::Service::open(program.server_for_login()));
  TRY_ASSIGN(const SecretBytes password, get_new_password(program));
  if (program.terminal.error_is_terminal()) program.terminal.say("Making your keys ...");
  const client::SignUp wish{options.address, options.name, options.invite, device_label()};
  TRY_ASSIGN(client::SignedUp made, client::sign_up(service, program.tools(), wish, password));
  const auto saved = program.store().save(made.session);
  TRY(hand_over(program, options, made.phrase));
  if (!saved.ok()) return saved.error();
  program.terminal.say("\nWelcome, " + made.session.address +
                       ". You are logged in; `nightmail list` shows your mail.");
  return {};
}

}  // namespace

void add_signup(CLI::App& app, Program& program) {
  auto options = std::make_shared<SignUpOptions>();
  CLI::App* signup = app.add_subcommand("signup", "Make an account");
  signup->add_option("ADDRESS", options->address, "The address you want")->required();
  signup->add_option("--name", options->name, "Your name, as your OpenPGP key will say it")
      ->type_name("NAME");
  signup->add_option("--invite", options->invite, "Code, if the server asks for one")
      ->type_name("CODE");
  signup
      ->add_option("--phrase-file", options->phrase_file,
                   "Write the recovery phrase to this new file instead of showing it")
      ->type_name("FILE");
  signup->footer(
      "Your keys are made on this device. The server never sees your password and cannot read\n"
      "your mail, so nobody can reset it: if you lose the password, only the recovery phrase of\n"
      "24 words brings you back.\n\n"
      "Examples:\n"
      "  nightmail signup anna@example.org --server https://mail.example.org\n"
      "  nightmail signup anna@example.org --name 'Anna Berg' --invite k3Hx\n");
  signup->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_signup(program, *options));
    };
  });
}

}  // namespace nightmail::app
