// SPDX-License-Identifier: Apache-2.0
//
// nightmaild: the server. This file knows the command line only; see commands.h.

#include <CLI/CLI.hpp>

#include "apps/nightmaild/commands.h"

namespace {

using nightmail::nightmaild::QueueOptions;
using nightmail::nightmaild::SettingOptions;
using nightmail::nightmaild::SetupOptions;

void add_config(CLI::App& command, SettingOptions& options) {
  command.add_option("--config", options.config, "Configuration file (docs/configuration.md)")
      ->type_name("FILE");
  command.add_option("--data", options.data, "Data directory, instead of service.data")
      ->type_name("DIR");
}

void add_serve(CLI::App& app, SettingOptions& options) {
  CLI::App* serve = app.add_subcommand("serve", "Run the server until SIGINT or SIGTERM");
  add_config(*serve, options);
  const auto port = CLI::Range(1, 65535);
  serve->add_option("--http", options.http_port, "HTTP on this port of 127.0.0.1")
      ->type_name("PORT")
      ->check(port);
  serve->add_option("--smtp", options.smtp_port, "SMTP on this port of 127.0.0.1")
      ->type_name("PORT")
      ->check(port);
  serve->add_option("--lmtp", options.lmtp_port, "LMTP on this port of 127.0.0.1")
      ->type_name("PORT")
      ->check(port);
  serve->add_option("--web", options.web, "Directory of the web client, instead of http.web_root")
      ->type_name("DIR");
  serve->add_option("--domain", options.domains, "Mail domain; may be given several times")
      ->type_name("NAME");
}

void add_setup(CLI::App& app, SetupOptions& options) {
  CLI::App* setup =
      app.add_subcommand("setup", "Write a configuration and print the DNS records to publish");
  setup->add_option("DOMAIN", options.domain, "The mail domain, such as example.org")->required();
  setup->add_option("--data", options.data, "Data directory")
      ->type_name("DIR")
      ->capture_default_str();
  setup->add_option("--output", options.output, "Configuration file to write")
      ->type_name("FILE")
      ->capture_default_str();
}

void add_queue(CLI::App& app, SettingOptions& options, QueueOptions& chosen) {
  CLI::App* queue = app.add_subcommand("queue", "Look at the running server's outgoing mail");
  queue->require_subcommand(1);
  const auto add = [&](const char* name, const char* help) {
    CLI::App* action = queue->add_subcommand(name, help);
    add_config(*action, options);
    action->callback([&chosen, name] { chosen.action = name; });
    return action;
  };
  add("list", "What waits to be delivered")
      ->add_flag("--show-addresses", chosen.show_addresses,
                 "Also the recipients and what their servers said");
  for (const auto& [name, help] : {std::pair{"retry", "Try again now"},
                                   {"hold", "Do not try until it is released"},
                                   {"release", "End a hold, and try"},
                                   {"drop", "Give it up: the sender gets a notice"}}) {
    add(name, help)->add_option("ID", chosen.ids, "As `list` shows it, or `all`")->required();
  }
}

void add_dkim(CLI::App& app, SettingOptions& options, bool& at_once) {
  CLI::App* dkim = app.add_subcommand("dkim", "Keys that sign outgoing mail");
  dkim->require_subcommand(1);
  CLI::App* show = dkim->add_subcommand("show", "Print the DNS records to publish");
  add_config(*show, options);
  CLI::App* rotate = dkim->add_subcommand(
      "rotate", "Make new keys, used in two days, and print their DNS records");
  add_config(*rotate, options);
  rotate->add_flag("--now", at_once, "Use the new keys at once");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The Nightmail server: end-to-end encrypted mail that anyone can run.",
               "nightmaild");
  app.require_subcommand(1);
  SettingOptions options;
  SetupOptions setup;
  QueueOptions queue;
  add_serve(app, options);
  add_setup(app, setup);
  add_queue(app, options, queue);
  CLI::App* invite = app.add_subcommand("invite", "Make a code with which one account can be made");
  add_config(*invite, options);
  bool at_once = false;
  add_dkim(app, options, at_once);
  app.add_subcommand("settings", "List every setting with its default");
  CLI11_PARSE(app, argc, argv);

  using namespace nightmail::nightmaild;
  if (app.got_subcommand("serve")) return run_serve(options);
  if (app.got_subcommand("setup")) return run_setup(setup);
  if (app.got_subcommand("queue")) return run_queue(options, queue);
  if (app.got_subcommand("invite")) return run_invite(options);
  if (app.got_subcommand("dkim")) {
    const bool rotate = app.get_subcommand("dkim")->got_subcommand("rotate");
    return rotate ? run_dkim_rotate(options, at_once) : run_dkim_show(options);
  }
  return run_settings();
}
