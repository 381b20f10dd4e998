// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/program.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "apps/nightmail/progress.h"
#include "client/errors.h"
#include "client/read/background.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

using client::Errc;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// XDG Base Directory Specification.
std::string default_home() {
  const std::string data = environment("XDG_DATA_HOME");
  if (data.starts_with('/')) return data + "/nightmail";
  return environment("HOME") + "/.local/share/nightmail";
}

int status_of(const Error& error) {
  if (error.is(Errc::not_logged_in) || error.is(Errc::session_ended)) return kNotLoggedIn;
  if (error.is(Errc::unreachable) || error.is(Errc::untrusted)) return kUnreachable;
  if (error.is(Errc::wrong_password) || error.is(Errc::wrong_phrase) ||
      error.is(Errc::too_many_attempts)) {
    return kWrongSecret;
  }
  if (error.is(Errc::bad_input) || error.is(Errc::no_answer_possible)) return kUsage;
  return kFailed;
}

}  // namespace

client::SessionStore Program::store() {
  std::string home = options.home;
  if (home.empty()) home = environment("NIGHTMAIL_HOME");
  if (home.empty()) home = default_home();
  return {std::move(home), random};
}

std::string Program::server_for_login() const {
  if (!options.server.empty()) return options.server;
  const std::string named = environment("NIGHTMAIL_SERVER");
  return named.empty() ? kDefaultServer : named;
}

int Program::complain(const Error& error) {
  const std::string& text = error.context().empty() ? error.message() : error.context();
  terminal.say("nightmail: " + mime::terminal_safe(text));
  return status_of(error);
}

Result<Connected> Connected::open(Program& program) {
  TRY_ASSIGN(client::Session session, program.store().load());
  std::string server = session.server;
  if (!program.options.server.empty() || std::getenv("NIGHTMAIL_SERVER") != nullptr) {
    server = program.server_for_login();
  }
  TRY_ASSIGN(client::Service service, client::Service::open(server));
  service.set_token(session.token);
  return Connected{std::move(session), std::move(service)};
}

Result<OpenAccount> OpenAccount::open(Program& program) {
  TRY_ASSIGN(Connected connected, Connected::open(program));
  auto cache =
      client::SummaryCache::load(program.store().cache_path(), connected.session.account_id,
                                 connected.session.account_secret, program.random);
  Progress bar(program.terminal, "Opening summaries");
  const auto progress = [&](std::size_t done, std::size_t total) {
    if (total >= 1000) bar.show(done, total);
  };
  TRY_ASSIGN(client::Synced synced, client::synchronize(client::jmap_call(connected.service),
                                                        connected.session, cache, progress));
  bar.finish();
  return OpenAccount{std::move(connected), std::move(cache), std::move(synced)};
}

Result<client::CachedMessage> OpenAccount::message(const std::string& id) const {
  const client::CachedMessage* found = cache.find(id);
  if (found == nullptr) {
    return Error(Errc::not_found,
                 "There is no message '" + id + "'. `nightmail list` shows the ids.");
  }
  return *found;
}

void OpenAccount::open_new_mail(Program& program) {
  const client::Mailbox* const junk = synced.mailboxes.by_role("junk");
  const client::ReadTools tools{connected.service, connected.session, program.random,
                                program.clock};
  const std::size_t opened =
      client::open_new_mail(tools, cache, junk == nullptr ? std::string_view() : junk->id);
  if (opened > 0) (void)cache.save();
}

std::string device_label() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "nightmail";
  return std::string("nightmail on ") + name.data();
}

}  // namespace nightmail::app
