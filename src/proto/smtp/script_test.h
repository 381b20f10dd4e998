// SPDX-License-Identifier: Apache-2.0
//
// Peer: a driver for tests. It feeds a text to a session in pieces, answers every policy step, and
// keeps what was said and delivered. Local parts steer it: "no..." 550, "later..." 451, "bye..."
// 421.

#ifndef NIGHTMAIL_PROTO_SMTP_SCRIPT_TEST_H_
#define NIGHTMAIL_PROTO_SMTP_SCRIPT_TEST_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "proto/smtp/session.h"

namespace nightmail::smtp {

class TestBudget final : public MemoryBudget {
 public:
  explicit TestBudget(std::size_t limit = ~std::size_t{0}) : limit_(limit) {}
  bool take(std::size_t bytes) override {
    if (bytes > limit_ - taken_) return false;
    taken_ += bytes;
    peak_ = std::max(peak_, taken_);
    return true;
  }
  void give_back(std::size_t bytes) override { taken_ -= bytes; }
  [[nodiscard]] std::size_t taken() const { return taken_; }
  [[nodiscard]] std::size_t peak() const { return peak_; }

 private:
  std::size_t limit_;
  std::size_t taken_ = 0;
  std::size_t peak_ = 0;
};

struct Delivered {
  Envelope envelope;
  std::string content;
};

inline Config test_config(bool lmtp = false) {
  Config config;
  config.hostname = "mx.test";
  config.lmtp = lmtp;
  return config;
}

class Peer {
 public:
  explicit Peer(Config config = test_config(), std::size_t budget = ~std::size_t{0})
      : config_(std::move(config)), budget_(budget), session_(config_, budget_) {}

  // Everything at once, or in pieces of `piece` bytes.
  Peer& say(std::string_view text, std::size_t piece = ~std::size_t{0}) {
    for (; !text.empty() && !closed_; text.remove_prefix(std::min(piece, text.size())))
      feed(text.substr(0, piece));
    return *this;
  }
  // What was written since the last call; "\r\n" shown as "\n".
  std::string heard() {
    pump();
    std::string text;
    std::copy_if(said_.begin(), said_.end(), std::back_inserter(text),
                 [](char c) { return c != '\r'; });
    said_.clear();
    return text;
  }
  // The codes of the replies, continuation lines apart: "250 354 250".
  std::string codes() {
    std::string codes;
    const std::string text = heard();
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      if (text[at + 3] != ' ') continue;
      codes.append(codes.empty() ? "" : " ").append(text, at, 3);
    }
    return codes;
  }
  std::string ask(std::string_view text) { return say(text).heard(); }

  // The session's own view of things.
  Session& session() { return session_; }
  TestBudget& budget() { return budget_; }
  std::vector<Delivered> delivered;
  std::size_t writes = 0;
  std::vector<Step> steps;
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] bool wants_tls() const { return wants_tls_; }
  void tls_done() {
    wants_tls_ = false;
    session_.tls_started();
  }
  void pump() {
    while (!closed_ && !wants_tls_ && pump_once()) {
    }
  }

 private:
  void feed(std::string_view text) {
    pump();
    if (closed_) return;
    piece_.assign(text);
    session_.feed(as_bytes(piece_));
    pump();
  }
  bool pump_once() {
    const Step step = session_.next();
    steps.push_back(step);
    switch (step) {
      case Step::need_read:
        return false;
      case Step::write:
        ++writes;
        said_ += session_.output();
        return true;
      case Step::check_sender:
        session_.answer(
            verdict(session_.envelope().sender ? session_.envelope().sender->local : ""));
        return true;
      case Step::check_recipient:
        session_.answer(verdict(session_.candidate().local));
        return true;
      case Step::deliver:
        deliver();
        return true;
      case Step::start_tls:
        wants_tls_ = true;
        return false;
      case Step::close:
        closed_ = true;
        return false;
    }
    return false;
  }
  void deliver() {
    const MessageBuffer message = session_.take_message();
    delivered.push_back({session_.envelope(), to_string(message.original())});
    if (!config_.lmtp) return session_.answer({250, {2, 0, 0}, "Delivered"});
    std::vector<Reply> replies;
    for (const Mailbox& recipient : session_.envelope().recipients)
      replies.push_back(recipient.local == "full" ? Reply{452, {4, 2, 2}, "Mailbox full"}
                                                  : Reply{250, {2, 0, 0}, "Delivered"});
    session_.answer_each(replies);
  }
  static Reply verdict(std::string_view local) {
    if (local.starts_with("no")) return {550, {5, 1, 1}, "No such user"};
    if (local.starts_with("later")) return {451, {4, 7, 1}, "Try later"};
    if (local.starts_with("bye")) return {421, {4, 3, 2}, "Shutting down"};
    return {250, {2, 1, 5}, "OK"};
  }

  Config config_;
  TestBudget budget_;
  Session session_;
  std::string piece_;
  std::string said_;
  bool closed_ = false;
  bool wants_tls_ = false;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_SCRIPT_TEST_H_
