// SPDX-License-Identifier: Apache-2.0
//
// Making an account, logging in, recovering. The password and the phrase stay in this process: the
// server sees OPAQUE messages and sealed bytes (docs/formats/account.md, docs/protocol.md).

#ifndef NIGHTMAIL_CLIENT_ACCOUNT_H_
#define NIGHTMAIL_CLIENT_ACCOUNT_H_

#include <functional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

struct Tools {
  Random& random;
  const Clock& clock;
};

struct SignUp {
  std::string address;
  std::string name;    // for the OpenPGP user id; may be empty
  std::string invite;  // may be empty
  std::string device_label;
};

struct SignedUp {
  Session session;
  SecretBytes phrase;  // 24 words with one space between; shown once
};

// Makes keys, phrase and account. Errc::bad_input (password), Errc::refused (address taken,
// closed).
Result<SignedUp> sign_up(Service& service, const Tools& tools, const SignUp& wish,
                         const SecretBytes& password);

// Gives the code of a second factor when the server asks for one: six digits of an authenticator
// program, or a recovery code. Null: there is nobody to ask.
using AskCode = std::function<Result<std::string>()>;

// Errc::wrong_password, Errc::too_many_attempts, Errc::damaged (the server gave false sealed
// bytes).
Result<Session> log_in(Service& service, const Tools& tools, const std::string& address,
                       const SecretBytes& password, const std::string& device_label,
                       const AskCode& ask_code = nullptr);

// {loginId, ke3}: shows the server that this is somebody who knows the password.
// Errc::wrong_password.
Result<json::object> prove_password(Service& service, const Tools& tools,
                                    const std::string& address, const SecretBytes& password);

// Sets a new password by the recovery phrase and logs in. Errc::wrong_phrase, Errc::bad_input (a
// mistyped phrase: the context says which word).
Result<Session> recover(Service& service, const Tools& tools, const std::string& address,
                        const SecretBytes& phrase, const SecretBytes& new_password,
                        const std::string& device_label);

// Ends the session on the server.
Result<> log_out(Service& service);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_ACCOUNT_H_
