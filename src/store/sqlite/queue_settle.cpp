// SPDX-License-Identifier: Apache-2.0
//
// How attempts ended, written as one commit: local copies, notices, what is left to do.
#include <map>

#include "store/errors.h"
#include "store/sqlite/queue_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

using Results = std::vector<Result<>>;
using Changes = std::map<AccountId, AccountChange>;

Result<bool> is_open(Database& database, const PartKey& key) {
  auto row = database.use(
      "SELECT 1 FROM parts WHERE account = ? AND submission = ? AND part = ? AND done = 0");
  row.bind(key.account).bind(key.submission).bind(key.part);
  return row.step();
}

// A refused delivery has changed nothing yet, so the settlement can still be refused as a whole.
Result<> store_mail(WriteContext& context, const Settlement& settlement) {
  TRY_ASSIGN(const bool open, is_open(context.database, settlement.key));
  if (!open) return Error(Errc::not_found, "part of a submission");
  if (settlement.delivery) TRY(context.deliveries.add(context, *settlement.delivery));
  for (const Delivery& one : settlement.notices) {
    const auto stored = context.deliveries.add(context, one);
    if (!stored.ok() && fails_group(stored.error())) return stored.error();
  }
  return {};
}

Result<AccountChange*> change_of(WriteContext& context, Changes& changes, AccountId account) {
  const auto found = changes.find(account);
  if (found != changes.end()) return &found->second;
  TRY_ASSIGN(auto change, AccountChange::open(context.database, account));
  return &changes.emplace(account, std::move(change)).first->second;
}

Result<> write_part(Database& database, const Settlement& settlement, bool held) {
  auto update = database.use(
      "UPDATE parts SET next_attempt = ?, attempts = attempts + 1, done = ?, sealed = ?"
      " WHERE account = ? AND submission = ? AND part = ?");
  const bool waits = settlement.next_attempt.has_value();
  waits && !held ? update.bind(settlement.next_attempt->unix_ms) : update.bind_null();
  update.bind(std::int64_t{waits ? 0 : 1}).bind(settlement.sealed);
  const PartKey& key = settlement.key;
  return update.bind(key.account).bind(key.submission).bind(key.part).run();
}

Result<> finish_part(WriteContext& context, AccountChange& change, const Settlement& settlement,
                     const SubmissionRow& row) {
  const PartKey& key = settlement.key;
  if (row.parts_left <= 1) {
    TRY(release_outgoing(context, change, row.blob));
    return destroy_submission(context, change, key.submission);
  }
  TRY(write_part(context.database, settlement, row.held));
  auto count = context.database.use(
      "UPDATE submissions SET parts_left = parts_left - 1 WHERE account = ? AND submission = ?");
  TRY(count.bind(key.account).bind(key.submission).run());
  return note_changed(context.database, change, key.submission);
}

Result<> settle_one(WriteContext& context, Changes& changes, const Settlement& settlement,
                    Timestamp now) {
  const PartKey& key = settlement.key;
  TRY_ASSIGN(AccountChange* const change, change_of(context, changes, key.account));
  TRY_ASSIGN(const SubmissionRow row,
             load_submission(context.database, key.account, key.submission));
  if (settlement.failed > 0)
    TRY(count_sent(context.database, key.account, day_of(now), {0, 0, settlement.failed}));
  if (!settlement.next_attempt) return finish_part(context, *change, settlement, row);
  TRY(write_part(context.database, settlement, row.held));
  return note_changed(context.database, *change, key.submission);
}

Result<Results> settle_all(WriteContext& context, const std::vector<Settlement>& settlements,
                           Timestamp now) {
  Results results;
  for (const Settlement& one : settlements) {
    results.push_back(store_mail(context, one));
    if (!results.back().ok() && fails_group(results.back().error())) return results.back().error();
  }
  // The batch holds rows of accounts that are changed below.
  TRY(context.deliveries.flush(context));
  Changes changes;
  for (std::size_t i = 0; i < settlements.size(); ++i) {
    if (!results[i].ok()) continue;
    results[i] = settle_one(context, changes, settlements[i], now);
    if (!results[i].ok() && fails_group(results[i].error())) return results[i].error();
  }
  for (auto& [account, change] : changes) TRY(change.save(context));
  return results;
}

std::int64_t octets_of(const std::vector<Settlement>& settlements) {
  std::size_t octets = 0;
  const auto add = [&octets](const Delivery& one) {
    octets += sizeof one + one.sealed_message.size() + one.sealed_summary.size();
  };
  for (const Settlement& one : settlements) {
    octets += sizeof one + one.sealed.size();
    if (one.delivery) add(*one.delivery);
    for (const Delivery& notice : one.notices) add(notice);
  }
  return static_cast<std::int64_t>(octets);
}

// A call whose answer is told, not waited for.
class SettleJob final : public WriteJob {
 public:
  SettleJob(std::vector<Settlement> settlements, Timestamp now, Queue::Settled done)
      : settlements_(std::move(settlements)),
        now_(now),
        done_(std::move(done)),
        octets_(octets_of(settlements_)) {}

  [[nodiscard]] std::int64_t octets() const override { return octets_; }
  [[nodiscard]] int deliveries() const override { return 0; }
  [[nodiscard]] Result<> run(WriteContext& context) override {
    auto results = settle_all(context, settlements_, now_);
    if (results.ok()) {
      results_ = *std::move(results);
      return {};
    }
    results_.assign(settlements_.size(), Result<>(results.error()));
    return results.error();
  }
  void finish(const std::optional<Error>& failure) override {
    if (failure) results_.assign(settlements_.size(), Result<>(*failure));
    settlements_.clear();
    done_(std::move(results_));
  }

 private:
  std::vector<Settlement> settlements_;
  Timestamp now_;
  Queue::Settled done_;
  std::int64_t octets_;
  Results results_;
};

}  // namespace

void SqliteStore::settle(std::vector<Settlement> settlements, Timestamp now, Settled done) {
  if (settlements.empty()) return done({});
  auto job = std::make_unique<SettleJob>(std::move(settlements), now, std::move(done));
  if (auto refused = writer_.offer(std::move(job))) refused->job->finish(refused->why);
}

}  // namespace nightmail::store
