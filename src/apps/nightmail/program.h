// SPDX-License-Identifier: Apache-2.0
//
// Program: what every command leans on: the global options, the terminal, clock and randomness, the
// session on this device. main() builds one; a command gets it by reference.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_PROGRAM_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_PROGRAM_H_

#include <functional>
#include <string>

#include "apps/nightmail/terminal.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "client/account.h"
#include "client/service.h"
#include "client/session.h"
#include "client/summary_cache.h"
#include "client/sync.h"

namespace nightmail::app {

struct GlobalOptions {
  std::string home;           // empty: the default place
  std::string server;         // empty: the session's, else kDefaultServer
  std::string password_file;  // "-" is stdin
};

inline constexpr const char* kDefaultServer = "http://localhost:8080";

// Exit statuses; `nightmail --help` lists them.
inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kNotLoggedIn = 3;
inline constexpr int kUnreachable = 4;
inline constexpr int kWrongSecret = 5;

struct Program {
  GlobalOptions options;
  Terminal terminal;
  SystemRandom random;
  SystemClock clock;
  std::function<int()> chosen;  // the command that was named

  [[nodiscard]] client::Tools tools() { return {random, clock}; }
  [[nodiscard]] client::SessionStore store();
  // --server, else kDefaultServer.
  [[nodiscard]] std::string server_for_login() const;

  // Says what is wrong and returns the exit status.
  int complain(const Error& error);
};

// A session and the way to its server.
struct Connected {
  client::Session session;
  client::Service service;

  // Errc::not_logged_in, Errc::bad_input.
  static Result<Connected> open(Program& program);
};

// The same with all summaries, up to date.
struct OpenAccount {
  Connected connected;
  client::SummaryCache cache;
  client::Synced synced;

  // Draws a progress bar for what takes long.
  static Result<OpenAccount> open(Program& program);
  // The message of this id. Errc::not_found.
  [[nodiscard]] Result<client::CachedMessage> message(const std::string& id) const;
  // Opens some new end-to-end encrypted mail, so that its true subject is listed.
  void open_new_mail(Program& program);
};

// For `deviceLabel`: this computer's name, sealed on the way.
[[nodiscard]] std::string device_label();

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_PROGRAM_H_
