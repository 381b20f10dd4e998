// SPDX-License-Identifier: Apache-2.0
//
// An embedded store in a directory of its own that goes with the test, and small helpers. Users
// link the room `store_sqlite`.

#ifndef NIGHTMAIL_TESTS_SUPPORT_STORE_FIXTURE_H_
#define NIGHTMAIL_TESTS_SUPPORT_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <string>

#include "store/sqlite/sqlite_store.h"

namespace nightmail::testing_support {

// In memory where the system has such a place: these tests judge what is stored, not the disk, and
// some of them sync thousands of times.
class TempDirectory {
 public:
  TempDirectory() {
    std::filesystem::path base = "/dev/shm";
    if (!std::filesystem::is_directory(base)) base = std::filesystem::temp_directory_path();
    std::string name = (base / "nightmail-XXXXXX").string();
    NM_ASSERT(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct StoreEnvironment {
  TempDirectory directory;
  ManualClock clock;
  SystemRandom random;
  NullLog log;
  FileSystem files;

  [[nodiscard]] store::SqliteOptions options() { return options(files); }
  [[nodiscard]] store::SqliteOptions options(FileSystem& with) {
    return {directory.path() + "/data", clock, random, log, with};
  }
  [[nodiscard]] std::unique_ptr<store::Store> open() {
    auto opened = store::open_sqlite_store(options());
    EXPECT_TRUE(opened.ok()) << opened.error().message();
    NM_ASSERT(opened.ok());
    return *std::move(opened);
  }
};

inline store::NewAccount new_account(const std::string& address) {
  store::NewAccount account;
  account.address = address;
  account.credentials = {Bytes(192, 1), Bytes(72, 2), Bytes(72, 3), Bytes(32, 4)};
  account.key = {"aa11", Bytes(400, 5), true};
  account.items = {{"openpgp/aa11", Bytes(300, 6)}};
  account.mailboxes = {{store::Role::inbox, {}}, {store::Role::sent, {}}, {store::Role::trash, {}}};
  account.created = {1'700'000'000'000};
  return account;
}

inline store::Delivery delivery(store::AccountId account, Bytes sealed,
                                std::int64_t received = 1'700'000'000'000) {
  store::Delivery one;
  one.account = account;
  one.received = {received};
  one.sealed_message = std::move(sealed);
  one.sealed_summary = Bytes(1200, 7);
  return one;
}

// Delivers in one transaction and waits until it is durable.
inline std::vector<Result<store::MessageId>> deliver_all(store::Store& store,
                                                         std::vector<store::Delivery> all) {
  std::promise<std::vector<Result<store::MessageId>>> promise;
  store.deliver(std::move(all), [&](std::vector<Result<store::MessageId>> results) {
    promise.set_value(std::move(results));
  });
  return promise.get_future().get();
}

inline Result<store::MessageId> deliver_one(store::Store& store, store::Delivery one) {
  std::vector<store::Delivery> all;
  all.push_back(std::move(one));
  return deliver_all(store, std::move(all)).front();
}

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_STORE_FIXTURE_H_
