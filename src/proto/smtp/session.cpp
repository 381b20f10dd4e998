// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/session.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "proto/smtp/errors.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

// Replies are gathered while input is at hand (RFC 2920 §3.2), up to this many bytes.
constexpr std::size_t kFlushAt = 4096;

bool is_policy_step(Step step) {
  return step == Step::check_sender || step == Step::check_recipient || step == Step::deliver;
}

}  // namespace

Session::Session(const Config& config, MemoryBudget& budget, bool tls_active)
    : config_(config),
      budget_(budget),
      lines_(config.limits.command_line),
      decoder_(config.limits.data_line),
      chunk_lines_(config.limits.data_line) {
  envelope_.lmtp = config.lmtp;
  envelope_.tls = tls_active;
  reply(220, {}, config.hostname + (config.lmtp ? " LMTP Nightmail" : " ESMTP Nightmail"));
}

Step Session::next() {
  if (last_ == Step::write) out_.clear();
  last_ = run();
  return last_;
}

Step Session::run() {
  while (true) {
    if (out_.size() >= kFlushAt) return Step::write;
    if (const auto step = run_phase()) return *step;
  }
}

// One unit of work, or the step that must come first.
std::optional<Step> Session::run_phase() {
  const auto after_output = [this](Step step) { return out_.empty() ? step : Step::write; };
  switch (phase_) {
    case Phase::await_sender:
      return Step::check_sender;
    case Phase::await_recipient:
      return Step::check_recipient;
    case Phase::await_delivery:
      return Step::deliver;
    case Phase::await_tls:
      return after_output(Step::start_tls);
    case Phase::closing:
      return after_output(Step::close);
    case Phase::closed:
      return Step::close;
    case Phase::command:
      if (input_.empty()) return after_output(Step::need_read);
      consume_command();
      return std::nullopt;
    case Phase::data:
    case Phase::chunk:
      if (input_.empty()) return after_output(Step::need_read);
      consume_data();
      return std::nullopt;
  }
  return Step::close;
}

void Session::feed(ByteView received) {
  NM_ASSERT(last_ == Step::need_read && input_.empty());
  input_ = received;
}

void Session::feed_end() {
  NM_ASSERT(last_ == Step::need_read);
  reset_transaction();
  phase_ = Phase::closed;
}

void Session::consume_command() {
  const auto line = lines_.take(input_);
  if (!line) return;
  switch (line->flaw) {
    case LineFlaw::none:
      return dispatch(line->text);
    case LineFlaw::bare_lf:
      return mistake(500, {5, 5, 2}, "A line must end in CRLF, not a bare LF");
    case LineFlaw::control:
      return mistake(500, {5, 5, 2}, "Control character in a command");
    case LineFlaw::too_long:
      return mistake(500, {5, 5, 2}, "Command line too long");
  }
}

void Session::dispatch(std::string_view line) {
  // RFC 5321 §4.1.1: trailing white space before the CRLF SHOULD be tolerated.
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  const std::size_t space = line.find(' ');
  const Command* command = find_command(line.substr(0, space));
  if (command == nullptr) return mistake(500, {5, 5, 1}, "Command not recognised");
  if (!command->mail && ++idle_commands_ > config_.limits.idle_commands)
    return close_with({4, 7, 0}, "too many commands without mail");
  std::string_view argument = space == std::string_view::npos ? "" : line.substr(space + 1);
  while (argument.starts_with(' ')) argument.remove_prefix(1);
  (this->*command->run)(argument);
}

const Session::Command* Session::find_command(std::string_view verb) {
  static constexpr Command kCommands[] = {
      {"MAIL", &Session::cmd_mail, true},          {"RCPT", &Session::cmd_rcpt, true},
      {"DATA", &Session::cmd_data, true},          {"BDAT", &Session::cmd_bdat, true},
      {"EHLO", &Session::cmd_ehlo, false},         {"HELO", &Session::cmd_helo, false},
      {"LHLO", &Session::cmd_lhlo, false},         {"RSET", &Session::cmd_rset, false},
      {"NOOP", &Session::cmd_noop, false},         {"QUIT", &Session::cmd_quit, true},
      {"STARTTLS", &Session::cmd_starttls, false}, {"VRFY", &Session::cmd_vrfy, false},
      {"HELP", &Session::cmd_help, false},         {"EXPN", &Session::cmd_not_offered, false},
      {"AUTH", &Session::cmd_not_offered, false},  {"TURN", &Session::cmd_not_offered, false},
      {"ETRN", &Session::cmd_not_offered, false},  {"GET", &Session::cmd_foreign, false},
      {"POST", &Session::cmd_foreign, false},      {"PUT", &Session::cmd_foreign, false},
      {"CONNECT", &Session::cmd_foreign, false},
  };
  for (const Command& command : kCommands) {
    if (equal_ignoring_case(command.verb, verb)) return &command;
  }
  return nullptr;
}

void Session::answer(const Reply& given) {
  NM_ASSERT(is_policy_step(last_));
  switch (phase_) {
    case Phase::await_sender:
      answer_sender(given);
      break;
    case Phase::await_recipient:
      answer_recipient(given);
      break;
    case Phase::await_delivery:
      answer_delivery(given);
      break;
    default:
      return;  // end() came in between
  }
  if (given.code == 421) phase_ = Phase::closing;
}

void Session::answer_each(std::span<const Reply> replies) {
  NM_ASSERT(is_policy_step(last_));
  if (phase_ != Phase::await_delivery) return;
  NM_ASSERT(replies.size() == envelope_.recipients.size() && !replies.empty());
  if (!config_.lmtp) {
    auto worst =
        std::find_if(replies.begin(), replies.end(), [](auto& r) { return r.transient(); });
    if (worst == replies.end())
      worst = std::find_if(replies.begin(), replies.end(), [](auto& r) { return r.permanent(); });
    return answer(worst == replies.end() ? replies.front() : *worst);
  }
  for (const Reply& each : replies) reply(each);
  if (std::any_of(replies.begin(), replies.end(), [](auto& r) { return r.positive(); }))
    idle_commands_ = 0;
  reset_transaction();
  phase_ = Phase::command;
}

void Session::answer_delivery(const Reply& given) {
  reply_for_content(given);
  if (given.positive()) idle_commands_ = 0;
  reset_transaction();
  phase_ = Phase::command;
}

void Session::end(const Reply& given) {
  if (phase_ == Phase::closing || phase_ == Phase::closed) return;
  reply(given);
  reset_transaction();
  input_ = {};
  phase_ = Phase::closing;
}

void Session::reply(const Reply& given) {
  append_reply(out_, given, config_.offer.enhanced_status);
}

void Session::reply(int code, EnhancedStatus status, std::string_view text) {
  reply(Reply{code, status, std::string(text)});
}

void Session::mistake(int code, EnhancedStatus status, std::string_view text) {
  if (++mistakes_ > config_.limits.errors) return close_with({4, 7, 0}, "too many errors");
  reply(code, status, text);
}

void Session::mistake(const Error& error, bool sender) {
  const std::uint16_t address = sender ? 7 : 3;  // RFC 3463 §3.2: bad sender, bad destination
  if (error.is(Errc::bad_address)) return mistake(501, {5, 1, address}, "Address not understood");
  if (error.is(Errc::address_too_long)) return mistake(501, {5, 1, address}, "Address too long");
  if (error.is(Errc::unknown_parameter)) return mistake(555, {5, 5, 4}, "Parameter not recognised");
  if (error.is(Errc::bad_parameter)) return mistake(501, {5, 5, 4}, "Bad value of a parameter");
  mistake(501, {5, 5, 4}, "Argument not understood");
}

// What is said after the content: once in SMTP, once for each recipient in LMTP (RFC 2033 §4.2).
void Session::reply_for_content(const Reply& given) {
  const std::size_t times = config_.lmtp ? envelope_.recipients.size() : 1;
  for (std::size_t i = 0; i < times; ++i) reply(given);
}

// RFC 5321 §3.8: a server that closes unasked says 421 first, with its name.
void Session::close_with(EnhancedStatus status, std::string_view text) {
  end({421, status, config_.hostname + " closing: " + std::string(text)});
}

void Session::reset_transaction() {
  in_transaction_ = false;
  envelope_.sender.reset();
  envelope_.recipients.clear();
  envelope_.refused_recipients = 0;
  envelope_.declared_size.reset();
  envelope_.body = BodyType::unsaid;
  envelope_.smtputf8 = false;
  chunks_begun_ = false;
  message_ = MessageBuffer();
}

}  // namespace nightmail::smtp
