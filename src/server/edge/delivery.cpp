// SPDX-License-Identifier: Apache-2.0
#include "server/edge/delivery.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "crypto/encoding.h"
#include "net/async_call.h"
#include "proto/smtp/trace.h"
#include "server/edge/mail_loop.h"
#include "server/inbox/seal_message.h"
#include "store/errors.h"

namespace nightmail::edge {
namespace {

using inbox::SealJob;

using smtp::Reply;
using Delivered = std::vector<Result<store::MessageId>>;

// Up to this many octets are sealed on the loop's own thread: about half a millisecond.
constexpr std::size_t kSealInline = 128 * 1024;
// Sealed copies held in memory at once for one transaction, beyond the first.
constexpr std::size_t kSliceOctets = 8 * 1024 * 1024;

const Reply kNoUsableKey{
    450, {4, 2, 1}, "This mailbox can't receive at the moment, try again later"};
const Reply kLooping{554, {5, 4, 6}, "Too many hops: this message goes round in circles"};
const Reply kBusy{451, {4, 3, 1}, "Too busy at the moment, please try again later"};
const Reply kTrouble{451, {4, 3, 0}, "Mail system trouble, please try again later"};

Reply reply_for(const Result<store::MessageId>& stored, const std::string& id) {
  if (stored.ok()) return {250, {2, 0, 0}, "Sealed and stored as " + id};
  const Error& error = stored.error();
  if (error.is(store::Errc::over_quota)) return {452, {4, 2, 2}, "Mailbox full"};
  if (error.is(store::Errc::not_found)) return {550, {5, 1, 1}, "No such mailbox here"};
  if (error.trouble() == Trouble::transient) return kBusy;
  return kTrouble;
}

std::string new_id(Random& random) {
  return crypto::hex_encode(random.array<8>());
}

std::string trace_for(const EdgeContext& context, const Transaction& transaction,
                      const std::string& id, Timestamp now) {
  return smtp::make_trace(transaction.envelope, {context.hostname, transaction.client_ip, id,
                                                 transaction.tls_cipher, now});
}

// The recipients of a transaction, each account once, and which reply belongs to whom.
class Plan {
 public:
  explicit Plan(const std::vector<LocalRecipient>& recipients) {
    std::map<store::AccountId, std::size_t> seen;
    for (const LocalRecipient& recipient : recipients) {
      const auto [place, is_new] = seen.emplace(recipient.account, unique_.size());
      if (is_new) unique_.push_back(&recipient);
      of_recipient_.push_back(place->second);
    }
    replies_.resize(unique_.size());
  }

  [[nodiscard]] std::size_t size() const { return unique_.size(); }
  [[nodiscard]] const LocalRecipient& recipient(std::size_t index) const { return *unique_[index]; }
  void set_reply(std::size_t index, Reply reply) { replies_[index] = std::move(reply); }
  void set_all(const Reply& reply) { std::ranges::fill(replies_, reply); }

  [[nodiscard]] std::vector<Reply> replies() const {
    std::vector<Reply> all;
    for (const std::size_t index : of_recipient_) all.push_back(replies_[index]);
    return all;
  }

 private:
  std::vector<const LocalRecipient*> unique_;
  std::vector<std::size_t> of_recipient_;
  std::vector<Reply> replies_;
};

// Sealed copies of some of the recipients, ready for one commit.
struct Slice {
  std::size_t end = 0;               // first recipient of the next slice
  std::vector<std::size_t> indices;  // into the plan, one for each delivery
  std::vector<store::Delivery> deliveries;
  bool failed = false;  // someone's key could not be used
};

Slice seal_slice(const EdgeContext& context, SealJob& job, Plan& plan, std::size_t begin) {
  Slice slice;
  std::size_t octets = 0;
  for (slice.end = begin; slice.end < plan.size() && octets < kSliceOctets; ++slice.end) {
    const LocalRecipient& recipient = plan.recipient(slice.end);
    auto delivery = job.seal_for(recipient);
    if (!delivery.ok()) {
      context.log.warning("edge.seal_failed", {{"account", store::raw(recipient.account)},
                                               {"error", delivery.error().message()}});
      plan.set_reply(slice.end, kNoUsableKey);
      slice.failed = true;
      continue;
    }
    octets += delivery->sealed_message.size() + delivery->sealed_summary.size();
    slice.indices.push_back(slice.end);
    slice.deliveries.push_back(*std::move(delivery));
  }
  return slice;
}

net::Task<void> commit(const EdgeContext& context, net::Loop& loop, Slice& slice, Plan& plan,
                       const std::string& id, ExpectedDelivery& expected) {
  if (slice.deliveries.empty()) co_return;
  store::Messages& messages = context.messages;
  slice.deliveries.front().announced = expected.arrive();
  const Delivered stored = co_await net::async_call<Delivered>(
      loop,
      [&](net::Callback<Delivered> done) { messages.deliver(std::move(slice.deliveries), done); });
  NM_ASSERT(stored.size() == slice.indices.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (!stored[i].ok()) {
      context.log.warning("edge.store_failed",
                          {{"id", id}, {"error", stored[i].error().message()}});
    }
    plan.set_reply(slice.indices[i], reply_for(stored[i], id));
  }
}

}  // namespace

net::Task<std::vector<Reply>> deliver(const EdgeContext& context, net::Loop& loop,
                                      Transaction transaction, ExpectedDelivery& expected) {
  Plan plan(transaction.recipients);
  if (count_received_fields(transaction.message.original()) > kMostReceivedFields) {
    expected.set(false);
    plan.set_all(kLooping);
    co_return plan.replies();
  }
  const std::string id = new_id(context.random);
  const Timestamp now = context.clock.now();
  const std::size_t size = transaction.message.size();
  std::optional<SealJob> job;
  std::size_t next = 0;
  while (next < plan.size()) {
    Slice slice;
    const auto seal = [&] {
      if (!job) {
        job.emplace(context.sealer, transaction.message.original(),
                    trace_for(context, transaction, id, now), now);
      }
      slice = seal_slice(context, *job, plan, next);
    };
    if (size * (plan.size() - next) <= kSealInline) {
      seal();
    } else {
      const Result<void> ran = co_await context.workers.run(loop, seal);
      if (!ran.ok()) {
        plan.set_all(kBusy);
        break;
      }
    }
    if (slice.failed && !transaction.envelope.lmtp) {
      plan.set_all(kNoUsableKey);
      break;
    }
    next = slice.end;
    if (next == plan.size()) transaction.message.release();
    co_await commit(context, loop, slice, plan, id, expected);
  }
  expected.set(false);
  context.log.debug("edge.delivered", {{"id", id}, {"recipients", plan.size()}, {"size", size}});
  co_return plan.replies();
}

}  // namespace nightmail::edge
