// SPDX-License-Identifier: Apache-2.0
// rooms: store_sqlite
//
// Where should blobs lie? Delivers sealed messages of several sizes with several writers into an
// embedded store, once with blobs in rows and once in segment files, and prints a table.
//   store_bench DIRECTORY      (on the kind of disk that matters: syncs are what is measured)
#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/sqlite_store.h"

namespace nightmail::store {
namespace {

constexpr int kAccounts = 10;

struct Run {
  std::size_t size;
  int writers;
  int messages;
  bool rows;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

NewAccount make_account(int number) {
  NewAccount account;
  account.address = "user" + std::to_string(number) + "@bench.test";
  account.key = {"f", Bytes(400), true};
  account.mailboxes = {{Role::inbox, {}}};
  return account;
}

// One writer: delivers and waits for the answer, as one SMTP connection does.
class Client {
 public:
  void deliver(Store& store, AccountId account, const Bytes& sealed, const Bytes& summary) {
    Delivery one;
    one.account = account;
    one.sealed_message = sealed;
    one.sealed_summary = summary;
    std::vector<Delivery> all;
    all.push_back(std::move(one));
    done_ = false;
    store.deliver(std::move(all), [this](std::vector<Result<MessageId>> results) {
      if (!results.front().ok()) std::abort();
      const std::lock_guard lock(mutex_);
      done_ = true;
      changed_.notify_one();
    });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
};

void write_all(Store& store, const std::vector<AccountId>& accounts, const Run& run) {
  const Bytes sealed(run.size, 0x5a);
  const Bytes summary(1200, 0x5b);
  std::vector<std::thread> threads;
  for (int w = 0; w < run.writers; ++w) {
    threads.emplace_back([&, w] {
      Client client;
      for (int i = w; i < run.messages; i += run.writers)
        client.deliver(store, accounts[static_cast<std::size_t>(i % kAccounts)], sealed, summary);
    });
  }
  for (auto& thread : threads) thread.join();
}

void measure(const std::string& directory, const Run& run) {
  std::filesystem::remove_all(directory);
  SystemClock clock;
  SystemRandom random;
  NullLog log;
  FileSystem files;
  SqliteOptions options{directory, clock, random, log, files};
  options.segment_from = run.rows ? std::int64_t{1} << 40 : 0;
  auto opened = open_sqlite_store(options);
  if (!opened.ok()) {
    std::fprintf(stderr, "%s\n", opened.error().message().c_str());
    std::exit(1);
  }
  const std::unique_ptr<Store> store = *std::move(opened);
  std::vector<AccountId> accounts;
  for (int i = 0; i < kAccounts; ++i) accounts.push_back(*store->create_account(make_account(i)));
  const double cpu = cpu_seconds();
  const auto syncs = files.syncs();
  const auto start = std::chrono::steady_clock::now();
  write_all(*store, accounts, run);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%8zu %8d  %-8s %9.0f %11.0f %10.3f\n", run.size, run.writers,
              run.rows ? "rows" : "segments", run.messages / took.count(),
              (cpu_seconds() - cpu) * 1e6 / run.messages,
              static_cast<double>(files.syncs() - syncs) / run.messages);
  std::fflush(stdout);
}

int messages_for(std::size_t size, int writers) {
  const int base = size < 20'000 ? 20'000 : size < 200'000 ? 4'000 : 400;
  return std::max(40, std::min(base, writers == 1 ? 500 : writers * 400));
}

}  // namespace
}  // namespace nightmail::store

int main(int argc, char** argv) {
  using nightmail::store::measure;
  if (argc != 2) {
    std::fprintf(stderr, "usage: store_bench DIRECTORY\n");
    return 2;
  }
  const std::string directory = std::string(argv[1]) + "/store-bench";
  std::printf("  octets  writers  blobs in     msg/s  CPU us/msg  syncs/msg\n");
  for (const std::size_t size : {4'096U, 16'384U, 51'200U, 1'048'576U}) {
    for (const int writers : {1, 10, 50}) {
      for (const bool rows : {true, false}) {
        measure(directory, {size, writers, nightmail::store::messages_for(size, writers), rows});
      }
    }
  }
  std::filesystem::remove_all(directory);
  return 0;
}
