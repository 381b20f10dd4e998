// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/client_session.h"

#include <utility>

#include "base/assert.h"

namespace nightmail::smtp {
namespace {

constexpr std::size_t kContentPiece = 64 * 1024;

}  // namespace

ClientSession::ClientSession(ClientOptions options)
    : options_(std::move(options)), tls_(options_.tls_active) {
  asked_.push_back({Asked::greeting});
}

ClientStep ClientSession::next() {
  if (last_ == ClientStep::write) out_.clear();
  if (last_ == ClientStep::sent) {
    phase_ = closing_ ? Phase::closed : Phase::ready;
    outcomes_.clear();
  }
  while (true) {
    if (phase_ == Phase::closed) return last_ = ClientStep::close;
    if (phase_ == Phase::sent) return last_ = ClientStep::sent;
    if (!out_.empty()) return last_ = ClientStep::write;
    if (phase_ == Phase::await_tls) return last_ = ClientStep::start_tls;
    if (phase_ == Phase::ready) return last_ = ClientStep::ready;
    if (advance()) continue;
    ByteView input(in_);
    const auto reply = replies_.take(input);
    in_.erase(in_.begin(), in_.end() - static_cast<std::ptrdiff_t>(input.size()));
    if (replies_.broken()) {
      lose("The server does not speak SMTP");
    } else if (reply) {
      take_reply(*reply);
    } else {
      return last_ = ClientStep::need_read;
    }
  }
}

// The next commands of a transaction, or the next piece of content.
bool ClientSession::advance() {
  if (in_content_ && !content_.done()) {
    content_.append_to(out_, kContentPiece);
    return true;
  }
  if (data_asked_ || open_.empty()) return false;
  // With pipelining DATA goes out before the answers; they may all be refusals (RFC 2920 §3.1).
  if (!any(Open::undecided) && !any(Open::taken)) {
    if (!asked_.empty()) return false;
    end_transaction(true);
    return true;
  }
  const bool alone = !offer_.pipelining && !asked_.empty();
  if (alone || asked_.size() >= kWindow) return false;
  if (next_rcpt_ < mail_.recipients.size()) {
    say_rcpt();
    return true;
  }
  data_asked_ = true;
  say("DATA", Asked::data);
  return true;
}

void ClientSession::feed(ByteView received) {
  NM_ASSERT(last_ == ClientStep::need_read);
  append(in_, received);
}

void ClientSession::feed_end(std::string_view why) {
  if (phase_ != Phase::closed && phase_ != Phase::sent) lose(why);
}

// The connection is of no more use. What has not been decided may be tried again.
void ClientSession::lose(std::string_view why) {
  const Reply reply{451, {4, 4, 2}, std::string(why)};
  if (!failure_) failure_ = {ClientFailure::Stage::connection, reply, true};
  closing_ = true;
  out_.clear();
  in_.clear();
  if (outcomes_.empty()) {
    phase_ = Phase::closed;
    return;
  }
  conclude(reply, true);
  end_transaction(false);
}

void ClientSession::say(std::string_view line, Asked what, std::size_t index) {
  out_ += line;
  out_ += "\r\n";
  asked_.push_back({what, index});
}

void ClientSession::take_reply(const Reply& reply) {
  if (asked_.empty()) return lose("The server answers what was not asked");
  const Question question = asked_.front();
  asked_.pop_front();
  if (reply.code == 421) closing_ = true;
  switch (question.what) {
    case Asked::greeting:
      return on_greeting(reply);
    case Asked::ehlo:
      return on_ehlo(reply);
    case Asked::helo:
      return on_helo(reply);
    case Asked::starttls:
      return on_starttls(reply);
    case Asked::auth:
      return on_auth(reply);
    case Asked::mail:
      return on_mail(reply);
    case Asked::rcpt:
      return on_rcpt(question.index, reply);
    case Asked::data:
      return on_data(reply);
    case Asked::content:
      return on_content(reply);
    case Asked::rset:
      closing_ |= !reply.positive();
      phase_ = resetting_ ? Phase::sent : closing_ ? Phase::closed : Phase::ready;
      return;
    case Asked::quit:
      phase_ = Phase::closed;
      return;
  }
}

std::chrono::seconds ClientSession::patience() const {
  using std::chrono::minutes;
  if (asked_.empty()) return minutes(3);
  switch (asked_.front().what) {
    case Asked::data:
      return minutes(2);
    case Asked::content:
      return minutes(10);
    case Asked::quit:
      return std::chrono::seconds(5);
    case Asked::rset:
      return std::chrono::seconds(20);
    default:
      return minutes(5);
  }
}

void ClientSession::check() {
  NM_ASSERT(phase_ == Phase::ready);
  phase_ = Phase::talking;
  say("RSET", Asked::rset);
}

void ClientSession::quit() {
  NM_ASSERT(phase_ == Phase::ready);
  phase_ = Phase::talking;
  closing_ = true;
  say("QUIT", Asked::quit);
}

}  // namespace nightmail::smtp
