// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/attempt.h"

#include <algorithm>
#include <utility>

#include "crypto/encoding.h"
#include "server/inbox/seal_message.h"
#include "server/outbound/judgement.h"
#include "server/outbound/notice.h"
#include "server/outbound/xtext.h"
#include "server/queue/recipient_parts.h"
#include "store/address.h"
#include "store/errors.h"

namespace nightmail::outbound {
namespace {

using Kind = RecipientOutcome::Kind;
using Outcomes = std::vector<RecipientOutcome>;
using queue::Recipient;

constexpr std::chrono::seconds kPause{1};

const smtp::Reply kUnreadable{554, {5, 3, 0}, "The message can't be read any more"};
const smtp::Reply kRemoved{554, {5, 7, 0}, "The operator of this server removed it"};
const RecipientOutcome kStored{Kind::delivered, {250, {2, 1, 5}, "Sealed and stored"}, {}, false};

// GCC 12 takes no initializer list next to a co_await.
Outcomes single(RecipientOutcome outcome) {
  Outcomes outcomes;
  outcomes.push_back(std::move(outcome));
  return outcomes;
}

// What is in memory of a part while it is tried.
struct Opened {
  queue::Envelope envelope;
  PlainBytes message;
};

Result<Opened> open_part(const OutboundContext& context, const Job& job) {
  const store::AccountId account = job.queued.key.account;
  TRY_ASSIGN(const PlainBytes record,
             context.cipher.open_record(queue::kEnvelopePurpose, account, job.queued.envelope));
  Opened opened;
  TRY_ASSIGN(opened.envelope, queue::decode_envelope(record));
  const auto read = [&](std::int64_t offset, std::int64_t length) {
    return context.store.read_outgoing(account, job.queued.blob, offset, length);
  };
  TRY_ASSIGN(opened.message, context.cipher.open_message(account, job.queued.blob_size, read,
                                                         job.queued.blob_size));
  return opened;
}

std::string sender_domain(const queue::Envelope& envelope) {
  const auto canonical = store::canonical_address(envelope.mail_from.email);
  return canonical.ok() ? std::string(store::domain_part(*canonical)) : std::string();
}

void sign(const OutboundContext& context, Opened& opened) {
  if (context.signer == nullptr) return;
  const std::string fields = context.signer->sign(sender_domain(opened.envelope), opened.message);
  const ByteView octets = as_bytes(fields);
  opened.message.insert(opened.message.begin(), octets.begin(), octets.end());
}

OutgoingMail mail_for(const Job& job, const Opened& opened) {
  const queue::Address& from = opened.envelope.mail_from;
  OutgoingMail mail;
  mail.mail_from = queue::wire_address(from.email).text;
  mail.domain = job.record.domain;
  mail.message = opened.message;
  mail.smtputf8 = opened.envelope.smtputf8;
  mail.requiretls = from.has("REQUIRETLS");
  mail.ret = from.parameter("RET");
  mail.envid = to_xtext(from.parameter("ENVID"));
  for (const Recipient& one : job.record.recipients) {
    if (one.state != Recipient::State::waiting) continue;
    const queue::WireAddress wire = queue::wire_address(one.address.email);
    mail.smtputf8 = mail.smtputf8 || wire.utf8;
    mail.recipients.push_back({wire.text, std::string(one.address.parameter("NOTIFY")),
                               orcpt_to_xtext(one.address.parameter("ORCPT"))});
  }
  return mail;
}

std::size_t waiting(const queue::PartRecord& record) {
  return static_cast<std::size_t>(
      std::ranges::count(record.recipients, Recipient::State::waiting, &Recipient::state));
}

Outcomes all(const queue::PartRecord& record, Kind kind, const smtp::Reply& reply) {
  return Outcomes(waiting(record), RecipientOutcome{kind, reply, {}, false});
}

std::string local_trace(const OutboundContext& context, const queue::Envelope& envelope,
                        Timestamp now) {
  return "Return-Path: <" + queue::wire_address(envelope.mail_from.email).text +
         ">\r\nReceived: by " + context.hostname + " with JMAP id " +
         crypto::hex_encode(context.random.array<8>()) + ";\r\n\t" + format_rfc5322(now) + "\r\n";
}

// The copy of a local recipient, or why there is none. Runs on a worker.
std::variant<store::Delivery, RecipientOutcome> seal_local(const OutboundContext& context,
                                                           const Job& job, const Opened& opened) {
  const auto refused = [](const smtp::Reply& reply) {
    return RecipientOutcome{reply.permanent() ? Kind::failed : Kind::deferred, reply, {}, false};
  };
  const Recipient& recipient = job.record.recipients.front();
  const auto mailbox = smtp::parse_mailbox(recipient.address.email);
  if (!mailbox.ok()) return refused({550, {5, 1, 3}, "Not an address"});
  const auto found = context.recipients.find(*mailbox, opened.message.size());
  if (const auto* reply = std::get_if<smtp::Reply>(&found)) return refused(*reply);
  const Timestamp now = context.clock.now();
  inbox::SealJob seal(context.sealer, opened.message, local_trace(context, opened.envelope, now),
                      now);
  auto delivery = seal.seal_for(std::get<inbox::LocalRecipient>(found));
  if (!delivery.ok()) return refused({450, {4, 2, 1}, "This mailbox can't receive at the moment"});
  return *std::move(delivery);
}

// What the store says against a local copy.
RecipientOutcome refusal_of(const Error& error) {
  if (error.is(store::Errc::over_quota))
    return {Kind::deferred, {452, {4, 2, 2}, "Mailbox full"}, {}, false};
  return {Kind::failed, {550, {5, 1, 1}, "No such mailbox here"}, {}, false};
}

bool is_passing(const Error& error) {
  return error.is(store::Errc::busy) || error.is(store::Errc::disk_full);
}

class AttemptRun {
 public:
  AttemptRun(const OutboundContext& context, net::Loop& loop, Job& job)
      : context_(context), loop_(loop), job_(job) {}

  net::Task<void> run() {
    auto opened = co_await context_.workers.run(loop_, [this] { return open(); });
    if (!opened.ok()) {
      context_.log.error("outbound.unreadable", {{"submission", raw(job_.queued.key.submission)},
                                                 {"error", opened.error().message()}});
      // Gone: canceled meanwhile. What may pass stays due. Of damage the sender hears.
      if (opened.error().trouble() != Trouble::environment) {
        (void)co_await loop_.sleep(kPause);
        co_return;
      }
      Outcomes unreadable = all(job_.record, Kind::failed, kUnreadable);
      co_await finish(std::move(unreadable));
      co_return;
    }
    opened_ = *std::move(opened);
    if (job_.queued.dropped) {
      Outcomes removed = all(job_.record, Kind::failed, kRemoved);
      co_await finish(std::move(removed));
    } else if (job_.record.local) {
      co_await run_local();
    } else {
      co_await run_remote();
    }
  }

 private:
  Result<Opened> open() {
    TRY_ASSIGN(Opened opened, open_part(context_, job_));
    if (!job_.record.local && !job_.queued.dropped) sign(context_, opened);
    return opened;
  }

  net::Task<void> run_remote() {
    Outcomes outcomes = co_await context_.transport.send(loop_, mail_for(job_, opened_));
    NM_ASSERT(outcomes.size() == waiting(job_.record));
    const bool all_deferred = std::ranges::all_of(
        outcomes, [](const RecipientOutcome& one) { return one.kind == Kind::deferred; });
    // Interrupted by our own end: the next start tries at once.
    if (loop_.stopping() && all_deferred) co_return;
    co_await finish(std::move(outcomes));
  }

  net::Task<void> run_local() {
    auto sealed = co_await context_.workers.run(
        loop_, [this] { return seal_local(context_, job_, opened_); });
    if (!sealed.ok()) {  // no worker is free: it stays due
      (void)co_await loop_.sleep(kPause);
      co_return;
    }
    if (const auto* refused = std::get_if<RecipientOutcome>(&*sealed)) {
      Outcomes refusal = single(*refused);
      co_await finish(std::move(refusal));
      co_return;
    }
    store::Delivery delivery = std::get<store::Delivery>(*std::move(sealed));
    Outcomes stored = single(kStored);
    co_await finish(std::move(stored), std::move(delivery));
  }

  // Judges and writes down. A local copy that the store refuses is judged anew as refused.
  net::Task<void> finish(Outcomes outcomes,
                         std::optional<store::Delivery> delivery = std::nullopt) {
    const queue::PartRecord before = job_.record;
    auto made = co_await context_.workers.run(loop_, [&] { return settlement_of(outcomes); });
    if (!made.ok()) {
      // No worker is free: nothing was sent that must be written down, or it is done right here.
      made = settlement_of(outcomes);
    }
    store::Settlement settlement = *std::move(made);
    const bool has_copy = delivery.has_value();
    settlement.delivery = std::move(delivery);
    Result<> settled = co_await write_down(std::move(settlement));
    if (settled.ok()) co_return;
    const Error& error = settled.error();
    const bool refused = error.is(store::Errc::over_quota) || error.is(store::Errc::not_found) ||
                         error.is(store::Errc::no_mailbox);
    if (!has_copy || !refused) co_return;
    job_.record = before;
    const Outcomes again = single(refusal_of(error));
    (void)co_await write_down(settlement_of(again));
  }

  [[nodiscard]] store::Settlement settlement_of(const Outcomes& outcomes) {
    const store::PartKey& key = job_.queued.key;
    const Attempt attempt{job_.queued.since, context_.clock.now(), job_.queued.part.attempts};
    const Judgement judgement =
        judge(job_.record, outcomes, attempt, context_.schedule, context_.random);
    store::Settlement settlement;
    settlement.key = key;
    settlement.sealed =
        context_.cipher.seal_record(queue::kPartPurpose, key.account, queue::encode(job_.record));
    settlement.next_attempt = judgement.next_attempt;
    settlement.failed = judgement.failed;
    settlement.notices = make_notices(context_, opened_.envelope, job_.queued.created,
                                      judgement.reports, opened_.message);
    return settlement;
  }

  // A disk that is full, or a store that is busy, must not make us send it again: wait for it.
  net::Task<Result<>> write_down(store::Settlement settlement) {
    for (;;) {
      Result<> settled = co_await context_.settler.settle(settlement);
      if (settled.ok() || !is_passing(settled.error())) co_return settled;
      context_.log.warning(
          "outbound.not_written_down",
          {{"submission", raw(job_.queued.key.submission)}, {"error", settled.error().message()}});
      const Result<> slept = co_await loop_.sleep(kPause);
      if (!slept.ok()) co_return settled;
    }
  }

  const OutboundContext& context_;
  net::Loop& loop_;
  Job& job_;
  Opened opened_;
};

}  // namespace

net::Task<void> attempt_part(const OutboundContext& context, net::Loop& loop, Job job) {
  AttemptRun run(context, loop, job);
  co_await run.run();
}

}  // namespace nightmail::outbound
