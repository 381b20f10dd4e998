// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/judgement.h"

#include <algorithm>

#include "proto/smtp/text.h"

namespace nightmail::outbound {
namespace {

using queue::Recipient;
using Kind = RecipientOutcome::Kind;

constexpr std::size_t kMostReply = 500;

// RFC 3461 §4.1: failures are reported unless something else is asked for.
bool asks_for(const Recipient& recipient, std::string_view what) {
  std::string_view notify = recipient.address.parameter("NOTIFY");
  if (notify.empty()) return what == "FAILURE";
  while (!notify.empty()) {
    const auto comma = std::min(notify.find(','), notify.size());
    if (smtp::equal_ignoring_case(notify.substr(0, comma), what)) return true;
    notify.remove_prefix(std::min(comma + 1, notify.size()));
  }
  return false;
}

std::string print(const smtp::EnhancedStatus& status) {
  return std::to_string(status.status_class) + "." + std::to_string(status.subject) + "." +
         std::to_string(status.detail);
}

// Of the class that the action has (RFC 3464 §2.3.4), from the reply if it fits.
std::string status_for(const smtp::Reply& reply, int status_class) {
  if (reply.status.status_class == status_class) return print(reply.status);
  return std::to_string(status_class) + ".0.0";
}

class Judge {
 public:
  Judge(const Attempt& attempt, const RetrySchedule& schedule, Random& random)
      : attempt_(attempt),
        schedule_(schedule),
        next_(schedule.next(attempt.since, attempt.attempts + 1, attempt.now, random)) {}

  void recipient(Recipient& one, const RecipientOutcome& outcome) {
    one.last_reply = reply_text(outcome.reply);
    one.remote_mta = outcome.remote_mta;
    switch (outcome.kind) {
      case Kind::delivered:
      case Kind::relayed:
        return taken(one, outcome);
      case Kind::failed:
        return failed(one, status_for(outcome.reply, 5));
      case Kind::deferred:
        if (!next_) return failed(one, "4.4.7");  // RFC 3463: delivery time expired
        return deferred(one, outcome);
    }
  }

  [[nodiscard]] Judgement take() { return std::move(result_); }

 private:
  dsn::ReportedRecipient& report(const Recipient& one, dsn::Action action, std::string status) {
    dsn::ReportedRecipient report;
    report.address = one.address.email;
    report.original = one.address.parameter("ORCPT");
    report.action = action;
    report.status = std::move(status);
    report.reply = one.last_reply;
    report.remote_mta = one.remote_mta;
    report.last_attempt = attempt_.now;
    return result_.reports.emplace_back(std::move(report));
  }

  void taken(Recipient& one, const RecipientOutcome& outcome) {
    const bool here = outcome.kind == Kind::delivered;
    one.state = here ? Recipient::State::delivered : Recipient::State::relayed;
    if (outcome.remote_dsn || !asks_for(one, "SUCCESS")) return;
    report(one, here ? dsn::Action::delivered : dsn::Action::relayed, status_for(outcome.reply, 2));
  }

  void failed(Recipient& one, std::string status) {
    one.state = Recipient::State::failed;
    ++result_.failed;
    if (asks_for(one, "FAILURE")) report(one, dsn::Action::failed, std::move(status));
  }

  void deferred(Recipient& one, const RecipientOutcome& outcome) {
    result_.next_attempt = next_;
    const bool late = attempt_.now.unix_ms - attempt_.since.unix_ms >= schedule_.delay_notice_ms;
    if (one.delay_told || !late || !asks_for(one, "DELAY")) return;
    one.delay_told = true;
    report(one, dsn::Action::delayed, status_for(outcome.reply, 4)).retry_until =
        schedule_.give_up_at(attempt_.since);
  }

  const Attempt& attempt_;
  const RetrySchedule& schedule_;
  const std::optional<Timestamp> next_;
  Judgement result_;
};

}  // namespace

std::string reply_text(const smtp::Reply& reply) {
  std::string text = std::to_string(reply.code);
  const std::string status = print(reply.status);
  // Of other servers the text is as they wrote it, enhanced code and all.
  if (reply.status.status_class != 0 && !reply.text.starts_with(status)) text += " " + status;
  if (!reply.text.empty()) text += " " + reply.text;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  if (text.size() > kMostReply) text.resize(kMostReply);
  return text;
}

Judgement judge(queue::PartRecord& part, const std::vector<RecipientOutcome>& outcomes,
                const Attempt& attempt, const RetrySchedule& schedule, Random& random) {
  Judge judge(attempt, schedule, random);
  auto outcome = outcomes.begin();
  for (Recipient& one : part.recipients) {
    if (one.state != Recipient::State::waiting) continue;
    NM_ASSERT(outcome != outcomes.end());
    judge.recipient(one, *outcome++);
  }
  return judge.take();
}

}  // namespace nightmail::outbound
