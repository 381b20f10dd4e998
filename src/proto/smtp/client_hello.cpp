// SPDX-License-Identifier: Apache-2.0
//
// From the greeting to readiness: EHLO or HELO (RFC 5321 §3.2), STARTTLS (RFC 3207), AUTH (RFC
// 4954).
#include <array>

#include "base/assert.h"
#include "crypto/encoding.h"
#include "proto/smtp/client_session.h"

namespace nightmail::smtp {
namespace {

using Stage = ClientFailure::Stage;
using Tls = ClientOptions::Tls;

}  // namespace

void ClientSession::fail(Stage stage, const Reply& reply, bool local) {
  failure_ = {stage, reply, local};
  phase_ = Phase::closed;
}

void ClientSession::on_greeting(const Reply& reply) {
  if (reply.code / 100 != 2) return fail(Stage::greeting, reply, false);
  say_hello();
}

void ClientSession::say_hello() {
  say("EHLO " + options_.hello, Asked::ehlo);
}

void ClientSession::on_ehlo(const Reply& reply) {
  // RFC 5321 §3.2: an old server refuses EHLO; it has no extensions, so no TLS either.
  const bool old = reply.permanent() && !tls_ && options_.tls != Tls::required;
  if (old) return say("HELO " + options_.hello, Asked::helo);
  if (reply.code / 100 != 2) return fail(Stage::hello, reply, false);
  offer_ = parse_offer(reply.text);
  if (tls_) return begin_auth();
  if (options_.tls != Tls::never && offer_.starttls) return say("STARTTLS", Asked::starttls);
  if (options_.tls != Tls::required) return begin_auth();
  fail(Stage::tls, {451, {4, 7, 5}, "The server does not offer STARTTLS, which is required"}, true);
}

void ClientSession::on_helo(const Reply& reply) {
  if (reply.code / 100 != 2) return fail(Stage::hello, reply, false);
  offer_ = {};
  begin_auth();
}

void ClientSession::on_starttls(const Reply& reply) {
  if (reply.code == 220) {
    // Whoever sits between could have put these bytes there, to be read as if they came over TLS.
    if (!in_.empty() || replies_.within()) return lose("The server spoke before the TLS handshake");
    phase_ = Phase::await_tls;
    return;
  }
  if (options_.tls == Tls::required || closing_) return fail(Stage::tls, reply, false);
  begin_auth();
}

void ClientSession::tls_started() {
  NM_ASSERT(last_ == ClientStep::start_tls);
  tls_ = true;
  offer_ = {};
  phase_ = Phase::talking;
  say_hello();
}

void ClientSession::begin_auth() {
  if (options_.user.empty()) {
    phase_ = Phase::ready;
    return;
  }
  const Reply unable{454, {4, 7, 0}, "The server does not offer a login that we know, over TLS"};
  if (!tls_ || (!offer_.auth_plain && !offer_.auth_login)) return fail(Stage::auth, unable, true);
  const auto password = as_text(options_.password.expose());
  const auto base64 = [](std::string_view text) { return crypto::base64_encode(as_bytes(text)); };
  if (offer_.auth_plain) {
    using namespace std::string_literals;
    const std::string both = "\0"s + options_.user + "\0"s + std::string(password);
    return say("AUTH PLAIN " + base64(both), Asked::auth);
  }
  auth_steps_ = {base64(password), base64(options_.user)};
  say("AUTH LOGIN", Asked::auth);
}

void ClientSession::on_auth(const Reply& reply) {
  if (reply.code == 334 && !auth_steps_.empty()) {
    const std::string answer = auth_steps_.back();
    auth_steps_.pop_back();
    return say(answer, Asked::auth);
  }
  auth_steps_.clear();
  if (reply.code != 235) return fail(Stage::auth, reply, false);
  phase_ = Phase::ready;
}

}  // namespace nightmail::smtp
