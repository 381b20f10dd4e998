// SPDX-License-Identifier: Apache-2.0
// rooms: server_edge store_sqlite proto_smtp proto_mime pgp_seal crypto base
//
// Fills a data directory of nightmaild (which must not run) or a maildir quickly, for benchmarks.
//   data_tool mails DATA ADDRESS COUNT     mails of 4 KB to an account that is there; prints a
//   token data_tool accounts DATA COUNT DOMAIN   accounts without mail; prints a token for each
//   data_tool maildir DIRECTORY COUNT      the same mails as files, in the clear
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/durable_file.h"
#include "base/log.h"
#include "base/random.h"
#include "crypto/encoding.h"
#include "crypto/token.h"
#include "pgp/seal/sealer.h"
#include "server/inbox/seal_message.h"
#include "store/sqlite/sqlite_store.h"

namespace nightmail {
namespace {

constexpr int kAtOnce = 500;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kFirstMail = 1'700'000'000'000;

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "data_tool: %s\n", what.c_str());
  std::exit(1);
}

template <class T>
T need(Result<T> result) {
  if (!result.ok()) fail(result.error().message());
  return *std::move(result);
}

void need(const Result<>& result) {
  if (!result.ok()) fail(result.error().message());
}

std::string mail(int number) {
  const std::string n = std::to_string(number);
  std::string text =
      "From: Sender " + std::to_string(number % 300) + " <sender" + std::to_string(number % 300) +
      "@example.org>\r\nTo: Anna <anna@nightmail.test>\r\nSubject: Figures of week " + n +
      ", and what they mean\r\nDate: Mon, 23 Nov 2026 15:42:07 +0000\r\n" + "Message-ID: <" + n +
      "@example.org>\r\nMIME-Version: 1.0\r\n" + "Content-Type: text/plain; charset=utf-8\r\n\r\n";
  while (text.size() < 4000) text += "The quick brown fox jumps over lazy dog " + n + ".\r\n";
  return text;
}

struct Data {
  explicit Data(const std::string& directory)
      : log(make_stderr_log(LogLevel::warning)),
        store(need(store::open_sqlite_store({directory, clock, random, *log, files}))) {}

  SystemClock clock;
  SystemRandom random;
  FileSystem files;
  std::unique_ptr<Log> log;
  std::unique_ptr<store::Store> store;
};

void print_token(Data& data, store::AccountId account) {
  const crypto::Token token = crypto::new_token(data.random);
  store::Session session;
  session.id = crypto::hex_encode(data.random.array<8>());
  session.token_hash = crypto::hex_encode(token.hash);
  session.account = account;
  session.kind = store::SessionKind::app_token;
  session.created = session.last_used = data.clock.now();
  session.expires = {session.created.unix_ms + 24 * 60 * kMinute};
  need(data.store->add_session(session));
  std::printf("%s\n", std::string(as_text(token.text.expose())).c_str());
}

void deliver(store::Store& store, std::vector<store::Delivery> group) {
  std::promise<void> done;
  store.deliver(std::move(group), [&](const std::vector<Result<store::MessageId>>& results) {
    for (const auto& result : results) {
      if (!result.ok()) fail(result.error().message());
    }
    done.set_value();
  });
  done.get_future().wait();
}

int add_mails(const std::string& directory, const std::string& address, int count) {
  Data data(directory);
  pgp::Sealer sealer(data.random, data.clock);
  const auto to = need(data.store->recipient(address));
  const inbox::LocalRecipient recipient{to.account, need(sealer.recipient(to.certificate)),
                                        address};
  std::vector<store::Delivery> group;
  for (int i = 1; i <= count; ++i) {
    const std::string text = mail(i);
    inbox::SealJob job(sealer, as_bytes(text), "Return-Path: <sender@example.org>\r\n",
                       {kFirstMail + i * kMinute});
    group.push_back(need(job.seal_for(recipient)));
    if (i % kAtOnce == 0 || i == count) deliver(*data.store, std::exchange(group, {}));
  }
  print_token(data, to.account);
  return 0;
}

int add_accounts(const std::string& directory, int count, const std::string& domain) {
  Data data(directory);
  for (int i = 0; i < count; ++i) {
    store::NewAccount account;
    account.address = "idle" + std::to_string(i) + "@" + domain;
    account.key = {"00", Bytes(400), true};
    account.mailboxes = {{store::Role::inbox, {}}};
    account.created = data.clock.now();
    print_token(data, need(data.store->create_account(account)));
  }
  return 0;
}

int write_maildir(const std::string& directory, int count) {
  for (const char* name : {"/cur", "/new", "/tmp"}) {
    std::filesystem::create_directories(directory + name);
  }
  for (int i = 1; i <= count; ++i) {
    const std::string time = std::to_string(kFirstMail / 1000 + i * 60);
    std::ofstream file(directory + "/cur/" + time + ".M" + std::to_string(i) + ".bench:2,",
                       std::ios::binary);
    file << mail(i);
  }
  return 0;
}

}  // namespace
}  // namespace nightmail

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::string what = words.empty() ? "" : words[0];
  if (what == "mails" && words.size() == 4) {
    return nightmail::add_mails(words[1], words[2], std::stoi(words[3]));
  }
  if (what == "accounts" && words.size() == 4) {
    return nightmail::add_accounts(words[1], std::stoi(words[2]), words[3]);
  }
  if (what == "maildir" && words.size() == 3) {
    return nightmail::write_maildir(words[1], std::stoi(words[2]));
  }
  std::fprintf(stderr,
               "usage: data_tool mails DATA ADDRESS COUNT | accounts DATA COUNT DOMAIN |\n"
               "       maildir DIRECTORY COUNT\n");
  return 2;
}
