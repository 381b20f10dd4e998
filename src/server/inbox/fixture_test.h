// SPDX-License-Identifier: Apache-2.0
//
// A real embedded store with users whose keys the test holds, a log that remembers, a disk that can
// be told to fail or to wait. For tests of whoever brings mail into inboxes.

#ifndef NIGHTMAIL_SERVER_INBOX_FIXTURE_TEST_H_
#define NIGHTMAIL_SERVER_INBOX_FIXTURE_TEST_H_

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pgp/open/opener.h"
#include "pgp/open/secret_key.h"
#include "proto/mime/summary_json.h"
#include "support/store_fixture.h"
#include "support/testdata.h"

namespace nightmail::inbox {

class RememberingLog final : public Log {
 public:
  void write(LogLevel level, std::string_view event, Fields fields) override {
    const std::lock_guard lock(mutex_);
    if (level >= LogLevel::warning) ++warnings_[std::string(event)];
    text_ += event;
    for (const LogField& field : fields) {
      const auto* text = std::get_if<std::string_view>(&field.value);
      text_.append(" ").append(field.key).append("=");
      text_ += text != nullptr ? std::string(*text)
                               : std::to_string(std::get<std::int64_t>(field.value));
    }
    text_ += "\n";
  }
  [[nodiscard]] int warnings(const std::string& event) {
    const std::lock_guard lock(mutex_);
    return warnings_[event];
  }
  [[nodiscard]] std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> warnings_;
  std::string text_;
};

// Fails every change of the disk from fail_with(EIO) on; stands still between hold() and release().
class MoodyFiles final : public FileSystem {
 public:
  int admit(DiskOp op) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !held_; });
    if (number_ != 0) return number_;
    lock.unlock();
    return FileSystem::admit(op);
  }
  void fail_with(int number) {
    const std::lock_guard lock(mutex_);
    number_ = number;
  }
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int number_ = 0;
  bool held_ = false;
};

// After all certificates of testdata that expire have expired.
inline constexpr Timestamp kNow{1'750'000'000'000};

struct User {
  store::AccountId account{};
  pgp::SecretKey key;
};

// What lies in a mailbox, opened.
struct Opened {
  Bytes sealed;
  std::string text;  // trace headers and the message
  mime::Summary summary;
  [[nodiscard]] std::string trace() const { return text.substr(0, summary.trace_length); }
  [[nodiscard]] std::string original() const { return text.substr(summary.trace_length); }
};

class StoreWithUsers {
 public:
  StoreWithUsers() : clock(kNow) {
    auto opened =
        store::open_sqlite_store({directory_.path() + "/data", clock, random, log, files});
    NM_ASSERT(opened.ok());
    store = *std::move(opened);
  }

  User add(const std::string& address) {
    auto key = pgp::SecretKey::generate("", address, {kNow.unix_ms - 60'000}).value();
    const auto account = add(address, key.certificate().bytes());
    return {account, std::move(key)};
  }
  store::AccountId add(const std::string& address, ByteView certificate) {
    auto made = testing_support::new_account(address);
    made.key = {"aa11", to_bytes(certificate), true};
    made.created = clock.now();
    clock.advance(std::chrono::milliseconds(1));
    return store->create_account(made).value();
  }

  std::vector<Opened> mail_of(const User& user) {
    pgp::Opener opener;
    EXPECT_TRUE(opener.add(user.key).ok());
    const auto ids =
        store->query_messages(user.account, {}, {{store::SortBy::received, true}}, {})->ids;
    const auto messages = store->messages(user.account, ids).value();
    const auto summaries = store->summaries(user.account, ids).value();
    std::vector<Opened> all;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      Opened one;
      one.sealed = store->read_blob(user.account, messages[i].blob, 0, messages[i].size).value();
      const auto plain = opener.open(one.sealed);
      EXPECT_TRUE(plain.ok());
      one.text = std::string(as_text(*plain));
      one.summary = mime::from_json(*opener.open(summaries[i])).value();
      all.push_back(std::move(one));
    }
    return all;
  }
  std::size_t count(store::AccountId account) {
    return store->query_messages(account, {}, {}, {})->ids.size();
  }

  ManualClock clock;
  SystemRandom random;
  RememberingLog log;
  MoodyFiles files;
  std::unique_ptr<store::Store> store;

 private:
  testing_support::TempDirectory directory_;
};

}  // namespace nightmail::inbox

#endif  // NIGHTMAIL_SERVER_INBOX_FIXTURE_TEST_H_
