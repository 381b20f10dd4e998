// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_store.h"

#include "store/sqlite/disk_errors.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

// No account has this number: stands for the whole queue.
constexpr AccountId kQueue{0};

Result<std::vector<Segments::Known>> known_segments(Database& database) {
  std::vector<Segments::Known> known;
  auto rows = database.use("SELECT segment, end_position FROM segments");
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return known;
    known.push_back({rows.integer(0), rows.integer(1)});
  }
}

// The file is made here, not by SQLite, so that it is nobody else's to read; the write-ahead log
// takes over its mode.
Result<> make_private_file(FileSystem& files, const std::string& directory,
                           const std::string& path) {
  TRY(on_disk(files.open(path, OpenMode::create)));
  return on_disk(files.sync_directory(directory));
}

Result<SqliteStore::Parts> open_parts(const SqliteOptions& options) {
  FileSystem& files = options.files;
  const std::string path = options.directory + "/mail.db";
  TRY(on_disk(files.make_directory(options.directory)));
  TRY_ASSIGN(auto lock, on_disk(files.lock(options.directory + "/lock")));
  TRY(make_private_file(files, options.directory, path));
  auto vfs = std::make_unique<DiskVfs>(files);
  TRY_ASSIGN(auto writer, Database::open(path, vfs->name(), Database::Use::write));
  TRY(migrate(*writer));
  auto segments =
      std::make_unique<Segments>(files, options.directory + "/segments", options.segment_octets);
  TRY_ASSIGN(const auto known, known_segments(*writer));
  TRY(segments->recover(known));
  std::vector<std::unique_ptr<Database>> readers;
  for (int i = 0; i < options.readers; ++i) {
    TRY_ASSIGN(auto reader, Database::open(path, vfs->name(), Database::Use::read));
    readers.push_back(std::move(reader));
  }
  return SqliteStore::Parts{std::move(lock), std::move(vfs), std::move(segments), std::move(writer),
                            std::move(readers)};
}

}  // namespace

SqliteStore::SqliteStore(const SqliteOptions& options, Parts parts)
    : options_(options),
      lock_(std::move(parts.lock)),
      vfs_(std::move(parts.vfs)),
      segments_(std::move(parts.segments)),
      readers_(std::move(parts.readers)),
      writer_(options, std::move(parts.writer), *segments_,
              [this](const WriteContext& context) { committed(context); }) {}

void SqliteStore::committed(const WriteContext& context) {
  if (context.recipients_changed) recipients_.clear();
  if (context.queue_changed) queue_watchers_.notify(kQueue, {});
  for (const auto& [account, states] : context.changed) notifier_.notify(account, states);
}

std::unique_ptr<Subscription> SqliteStore::subscribe(AccountId account,
                                                     std::function<void(AccountStates)> changed) {
  return notifier_.subscribe(account, std::move(changed));
}

std::unique_ptr<Subscription> SqliteStore::watch_queue(std::function<void()> changed) {
  return queue_watchers_.subscribe(
      kQueue, [changed = std::move(changed)](const AccountStates&) { changed(); });
}

StoreStatistics SqliteStore::statistics() const {
  return {writer_.commits(), writer_.deliveries(), options_.files.syncs()};
}

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options) {
  TRY_ASSIGN(auto parts, open_parts(options));
  auto store = std::make_unique<SqliteStore>(options, std::move(parts));
  TRY(store->finish_deletions());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace nightmail::store
