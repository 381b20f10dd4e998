// SPDX-License-Identifier: Apache-2.0
// rooms: proto_smtp base
//
// A hostile peer and a moody driver: the input says how the talk is split into packets and how each
// policy step is answered. The first bytes choose the kind of session; then follow blocks of one
// length byte and that many bytes of talk. The same talk in one packet must have the same effect.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "proto/smtp/session.h"
#include "proto/smtp/trace.h"

namespace {

using namespace nightmail;
using namespace nightmail::smtp;

constexpr std::size_t kBudget = 64 * 1024;

void require(bool condition) {
  if (!condition) std::abort();
}

class Budget final : public MemoryBudget {
 public:
  bool take(std::size_t bytes) override {
    if (bytes > kBudget - taken_) return false;
    taken_ += bytes;
    return true;
  }
  void give_back(std::size_t bytes) override {
    require(bytes <= taken_);
    taken_ -= bytes;
  }
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  std::size_t taken_ = 0;
};

Config make_config(std::uint8_t flags) {
  Config config;
  config.hostname = "mx.test";
  config.lmtp = (flags & 1) != 0;
  config.offer.starttls = (flags & 2) != 0;
  config.offer.chunking = (flags & 4) == 0;
  config.limits.message_size = (flags & 8) != 0 ? 100 : 100'000;
  config.limits.data_line = 100;
  config.limits.command_line = (flags & 16) != 0 ? 64 : 2048;
  config.limits.recipients = 4;
  config.limits.errors = (flags & 32) != 0 ? 3 : 1000;
  config.trace_room = (flags & 64) != 0 ? 0 : 200;
  return config;
}

class Driver {
 public:
  Driver(const Config& config, std::uint8_t moods)
      : config_(config), session_(config, budget_), moods_(moods) {}

  void feed(ByteView packet) {
    pump();
    if (done_) return;
    session_.feed(packet);
    pump();
  }
  void finish() {
    pump();
    if (!done_) session_.feed_end();
    pump();
    require(done_ && budget_.taken() == 0);
  }
  std::string said;
  std::string delivered;
  bool tls = false;

 private:
  void pump() {
    for (int steps = 0; !done_; ++steps) {
      require(steps < 1'000'000);
      const Step step = session_.next();
      if (step == Step::need_read) return;
      act(step);
    }
  }
  void act(Step step) {
    require(session_.envelope().recipients.size() <= config_.limits.recipients);
    switch (step) {
      case Step::write:
        require(!session_.output().empty() && session_.output().size() < 16'384);
        require(session_.output().ends_with("\r\n"));
        said += session_.output();
        break;
      case Step::check_sender:
        session_.answer(mood());
        break;
      case Step::check_recipient:
        require(parse_mailbox(session_.candidate().to_string()).ok() ||
                session_.candidate().domain.empty());
        session_.answer(mood());
        break;
      case Step::deliver:
        deliver();
        break;
      case Step::start_tls:
        tls = true;
        session_.tls_started();
        break;
      case Step::close:
        done_ = true;
        break;
      case Step::need_read:
        break;
    }
  }
  void deliver() {
    require(!session_.envelope().recipients.empty());
    MessageBuffer message = session_.take_message();
    check_content(as_text(message.original()));
    delivered += as_text(message.original());
    const std::string before(as_text(message.original()));
    const std::string trace = make_trace(session_.envelope(), {"mx.test", "::1", "id", "", {0}});
    if (message.prepend(as_bytes(trace))) require(as_text(message.view()) == trace + before);
    require(as_text(message.original()) == before);
    std::vector<Reply> replies;
    for (std::size_t i = 0; i < session_.envelope().recipients.size(); ++i)
      replies.push_back(mood());
    session_.answer_each(replies);
  }
  // What is delivered has clean line ends and keeps the limit, whatever was sent.
  void check_content(std::string_view text) const {
    require(text.size() <= config_.limits.message_size);
    for (std::size_t i = 0; i < text.size(); ++i) {
      require(text[i] != '\0');
      if (text[i] == '\n') require(i > 0 && text[i - 1] == '\r');
      if (text[i] == '\r') require(i + 1 < text.size() && text[i + 1] == '\n');
    }
  }
  Reply mood() {
    moods_ = static_cast<std::uint8_t>(moods_ * 5 + 3);
    if (moods_ < 160) return {250, {2, 0, 0}, "OK"};
    if (moods_ < 200) return {451, {4, 0, 0}, "Later"};
    if (moods_ < 250) return {550, {5, 0, 0}, "Never\r\nForged"};
    return {421, {4, 3, 2}, "Bye"};
  }

  const Config& config_;
  Budget budget_;
  Session session_;
  std::uint8_t moods_;
  bool done_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const Config config = make_config(data[0]);
  Driver split(config, data[1]);
  Bytes talk;
  for (std::size_t at = 2; at < size;) {
    const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
    const Bytes packet(data + at + 1, data + at + 1 + length);
    at += 1 + length;
    if (packet.empty()) continue;
    append(talk, packet);
    split.feed(packet);
  }
  split.finish();
  // Behind STARTTLS the packets matter on purpose; growth of the buffer depends on them as well, so
  // only messages far below the budget are compared.
  if (split.tls || config.offer.starttls || talk.size() > 4096) return 0;
  Driver whole(config, data[1]);
  if (!talk.empty()) whole.feed(talk);
  whole.finish();
  require(whole.said == split.said && whole.delivered == split.delivered);
  return 0;
}
