// SPDX-License-Identifier: Apache-2.0
//
// Data of every released version must open. Each testdata/store/vN.sql is a dump of a store as
// version N wrote it; a new version adds a file and a line here, and never changes an old file.
#include "store/sqlite/schema.h"

#include <sqlite3.h>

#include "store/errors.h"
#include "support/store_fixture.h"
#include "support/testdata.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

class ReleasedSchema : public ::testing::TestWithParam<std::string> {};

TEST_P(ReleasedSchema, DataOpen) {
  StoreEnvironment env;
  std::filesystem::create_directory(env.directory.path() + "/data");
  run_sql(env.directory.path() + "/data/mail.db", read_testdata("store/" + GetParam()));
  auto store = env.open();
  const auto account = store->account_by_address("anna@a.test");
  ASSERT_TRUE(account.ok());
  EXPECT_EQ(store->credentials(*account)->opaque_record.size(), 192U);
  const auto mailboxes = *store->mailboxes(*account);
  ASSERT_EQ(mailboxes.size(), 3U);
  EXPECT_EQ(mailboxes[0].total, 1);
  const auto found = *store->query_messages(*account, {}, {}, {});
  ASSERT_EQ(found.ids.size(), 1U);
  const auto messages = *store->messages(*account, found.ids);
  EXPECT_EQ(messages[0].keywords, Keywords{"$seen"});
  EXPECT_EQ(*store->read_blob(*account, messages[0].blob, 0, 100), to_bytes("sealed message"));
  EXPECT_EQ(store->summaries(*account, found.ids)->front(), to_bytes("sealed summary"));
  EXPECT_TRUE(deliver_one(*store, delivery(*account, Bytes(10, 1))).ok());
  // The hash of "anna", which versions before 2 did not keep.
  const auto hashed = store->address_by_wkd_hash("a.test", "fxy63pyohfbm34b533z1nk4bhfhbkpsh");
  ASSERT_TRUE(hashed.ok());
  EXPECT_EQ(*hashed, "anna@a.test");
}

INSTANTIATE_TEST_SUITE_P(Versions, ReleasedSchema,
                         ::testing::Values("v1.sql", "v2.sql", "v3.sql", "v4.sql", "v5.sql"));

TEST(Schema, WhatVersion5WasAboutToSendIsStillSent) {
  StoreEnvironment env;
  std::filesystem::create_directory(env.directory.path() + "/data");
  run_sql(env.directory.path() + "/data/mail.db", read_testdata("store/v5.sql"));
  auto store = env.open();
  const auto due = *store->due_parts(env.clock.now(), AccountId{0}, 10, 10);
  ASSERT_EQ(due.parts.size(), 1U);
  const QueuedPart& part = due.parts.front();
  EXPECT_EQ(part.part.sealed, to_bytes("encrypted part"));
  EXPECT_EQ(part.envelope, to_bytes("encrypted envelope"));
  EXPECT_EQ(*store->read_outgoing(part.key.account, part.blob, 0, 100),
            to_bytes("encrypted message"));
  EXPECT_EQ(store->sent_since(part.key.account, env.clock.now(), 1)->messages, 1);
}

TEST(Schema, NewerDataAreRefused) {
  StoreEnvironment env;
  { const auto store = env.open(); }
  run_sql(env.directory.path() + "/data/mail.db", "PRAGMA user_version = 999");
  const auto opened = open_sqlite_store(env.options());
  ASSERT_FALSE(opened.ok());
  EXPECT_TRUE(opened.error().is(Errc::newer_schema)) << opened.error().message();
}

TEST(Schema, AFileThatIsNoDatabaseIsCorrupt) {
  StoreEnvironment env;
  { const auto store = env.open(); }
  auto file = *env.files.open(env.directory.path() + "/data/mail.db", OpenMode::write);
  const Bytes noise(8192, 0x55);
  const ByteView parts[] = {noise};
  ASSERT_TRUE(file.write_at(0, parts).ok());
  const auto opened = open_sqlite_store(env.options());
  ASSERT_FALSE(opened.ok());
  EXPECT_TRUE(opened.error().is(Errc::corrupt)) << opened.error().message();
}

TEST(Schema, FilesAreTheOwnersAlone) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  ASSERT_TRUE(deliver_one(*store, delivery(account, Bytes(100'000, 1))).ok());
  using std::filesystem::perms;
  const auto others = perms::group_all | perms::others_all;
  int files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(env.directory.path() + "/data")) {
    EXPECT_EQ(entry.status().permissions() & others, perms::none) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 5);  // lock, mail.db, -wal, -shm, segments/, a segment
}

}  // namespace
}  // namespace nightmail::store
