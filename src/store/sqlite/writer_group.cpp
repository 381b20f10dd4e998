// SPDX-License-Identifier: Apache-2.0
//
// The writer's other half: what happens to one group, and what the thread does when it is idle.
#include "store/errors.h"
#include "store/sqlite/disk_errors.h"
#include "store/sqlite/writer.h"

namespace nightmail::store {
namespace {

constexpr std::size_t kGarbageAtOnce = 256;

}  // namespace

void Writer::run_group(Jobs jobs) {
  WriteContext context{*database_, segments_, options_.segment_from};
  if (const auto begun = database_->execute("BEGIN IMMEDIATE"); !begun.ok())
    context.failure = begun.error();
  for (auto& job : jobs) {
    if (!context.failure) run_job(context, *job);
  }
  if (!context.failure) {
    const auto committed = commit(context);
    if (!committed.ok()) context.failure = committed.error();
  }
  settle(context.failure);
  if (!context.failure) {
    garbage_ = garbage_ || context.garbage;
    for (const auto& job : jobs) deliveries_ += job->deliveries();
    committed_(context);
  }
  for (auto& job : jobs) job->finish(context.failure);
}

void Writer::run_job(WriteContext& context, WriteJob& job) {
  const auto done = job.deliveries() > 0 ? job.run(context) : run_in_savepoint(context, job);
  if (!done.ok() && fails_group(done.error())) context.failure = done.error();
}

// What the job did is undone if it fails; the other jobs of the group stand.
Result<> Writer::run_in_savepoint(WriteContext& context, WriteJob& job) {
  TRY(context.deliveries.flush(context));
  TRY(database_->execute("SAVEPOINT job"));
  auto done = job.run(context);
  if (!done.ok()) {
    if (fails_group(done.error())) return done;
    TRY(database_->execute("ROLLBACK TO job"));
  }
  TRY(database_->execute("RELEASE job"));
  return done;
}

// Segments first: a committed row never points to octets that are not on the disk.
Result<> Writer::commit(WriteContext& context) {
  TRY(context.deliveries.flush(context));
  TRY(save_growth());
  TRY(segments_.write());
  return database_->execute("COMMIT");
}

Result<> Writer::save_growth() {
  for (const Segments::Growth& growth : segments_.growth()) {
    auto save = database_->use(
        "INSERT INTO segments VALUES (?1, ?2, ?3) ON CONFLICT (segment) DO UPDATE"
        " SET end_position = ?2, live_records = live_records + ?3");
    TRY(save.bind(growth.segment).bind(growth.end).bind(growth.records).run());
  }
  return {};
}

void Writer::settle(const std::optional<Error>& failure) {
  if (!failure) {
    segments_.keep();
    ++commits_;
    log_filled_ = true;
    return;
  }
  segments_.discard();
  if (database_->in_transaction()) (void)database_->execute("ROLLBACK");
  if (failure->trouble() == Trouble::environment) stop_writing(*failure);
}

void Writer::checkpoint_if_long() {
  if (broken_ || database_->wal_frames() < options_.checkpoint_pages) return;
  const auto done = database_->checkpoint(false);
  if (!done.ok() && done.error().trouble() == Trouble::environment) stop_writing(done.error());
}

void Writer::idle() {
  Result<> done;
  if (garbage_) {
    done = collect_garbage();
  } else {
    log_filled_ = false;
    done = database_->checkpoint(true);
  }
  if (done.ok()) return;
  if (database_->in_transaction()) (void)database_->execute("ROLLBACK");
  garbage_ = false;  // until the next deletion or start
  if (done.error().trouble() == Trouble::environment) stop_writing(done.error());
}

// Holes first, then the rows that ask for them: a hole may be punched twice, as places are never
// used again.
Result<> Writer::collect_garbage() {
  TRY(forget_empty_segments());
  std::vector<std::pair<Place, std::int64_t>> ranges;
  {
    auto rows = database_->use("SELECT segment, position, length FROM garbage LIMIT 256");
    for (;;) {
      TRY_ASSIGN(const bool row, rows.step());
      if (!row) break;
      ranges.emplace_back(Place{rows.integer(0), rows.integer(1)}, rows.integer(2));
    }
  }
  garbage_ = ranges.size() == kGarbageAtOnce;
  if (ranges.empty()) return {};
  TRY(segments_.punch(ranges));
  TRY(database_->execute("BEGIN IMMEDIATE"));
  for (const auto& [place, length] : ranges) {
    auto remove = database_->use("DELETE FROM garbage WHERE segment = ? AND position = ?");
    TRY(remove.bind(place.segment).bind(place.position).run());
  }
  log_filled_ = true;
  return database_->execute("COMMIT");
}

Result<> Writer::forget_empty_segments() {
  std::vector<std::int64_t> empty;
  {
    auto rows =
        database_->use("SELECT segment FROM segments WHERE live_records <= 0 AND segment <> ?");
    rows.bind(segments_.current());
    for (;;) {
      TRY_ASSIGN(const bool row, rows.step());
      if (!row) break;
      empty.push_back(rows.integer(0));
    }
  }
  if (empty.empty()) return {};
  TRY(database_->execute("BEGIN IMMEDIATE"));
  for (const auto segment : empty) {
    auto remove = database_->use("DELETE FROM segments WHERE segment = ?");
    TRY(remove.bind(segment).run());
    auto places = database_->use("DELETE FROM garbage WHERE segment = ?");
    TRY(places.bind(segment).run());
  }
  TRY(database_->execute("COMMIT"));
  for (const auto segment : empty) TRY(segments_.remove(segment));
  return {};
}

}  // namespace nightmail::store
