// SPDX-License-Identifier: Apache-2.0
//
// RSET, NOOP, QUIT, VRFY, HELP (RFC 5321 §4.1.1.5 to §4.1.1.10), and what is not offered.

#include "proto/smtp/session.h"

namespace nightmail::smtp {

void Session::cmd_rset(std::string_view argument) {
  if (!argument.empty()) return mistake(501, {5, 5, 4}, "RSET takes no argument");
  reset_transaction();
  reply(250, {2, 0, 0}, "OK");
}

void Session::cmd_noop(std::string_view) {
  reply(250, {2, 0, 0}, "OK");
}

void Session::cmd_quit(std::string_view) {
  end({221, {2, 0, 0}, config_.hostname + " closing the connection"});
}

// RFC 5321 §7.3: 252 tells nothing about who has a mailbox here.
void Session::cmd_vrfy(std::string_view argument) {
  if (argument.empty()) return mistake(501, {5, 5, 4}, "VRFY takes an address");
  reply(252, {2, 0, 0}, "Cannot verify; send it and see");
}

void Session::cmd_help(std::string_view) {
  reply(214, {2, 0, 0}, "Commands: RFC 5321. This server receives mail for its own users only");
}

void Session::cmd_not_offered(std::string_view) {
  mistake(502, {5, 5, 1}, "Command not offered");
}

// A browser that was led to this port (cross-protocol attack) must get no further.
void Session::cmd_foreign(std::string_view) {
  close_with({4, 7, 0}, "this is not a web server");
}

}  // namespace nightmail::smtp
