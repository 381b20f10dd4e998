// SPDX-License-Identifier: Apache-2.0
//
// The commands of `nightmail`, one file for each group. add_NAME() describes a command and its
// options to the command line; once the command is named, program.chosen is what it does.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_COMMANDS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_COMMANDS_H_

#include <functional>
#include <memory>
#include <string>

#include "apps/nightmail/program.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's
class App;
}  // namespace CLI

namespace nightmail::app {

void add_signup(CLI::App& app, Program& program);
void add_login(CLI::App& app, Program& program);      // login, logout, recover, whoami
void add_list(CLI::App& app, Program& program);       // list
void add_show(CLI::App& app, Program& program);       // show, save
void add_change(CLI::App& app, Program& program);     // move, mark, delete
void add_mailbox(CLI::App& app, Program& program);    // mailbox list, new, rename, remove
void add_watch(CLI::App& app, Program& program);      // watch
void add_token(CLI::App& app, Program& program);      // token new, list, revoke
void add_protected(CLI::App& app, Program& program);  // protected new, list, revoke, open
void add_factor(CLI::App& app, Program& program);     // factor list, add, remove, codes
void add_export(CLI::App& app, Program& program);     // export
void add_send(CLI::App& app, Program& program);       // send, reply, forward
void add_outbox(CLI::App& app, Program& program);     // outbox, undo
void add_keys(CLI::App& app, Program& program);  // keys list, find, import, export, verify, ...

// Runs what returns Result<>, complains, and gives the exit status.
int status_of(Program& program, const Result<>& result);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_COMMANDS_H_
