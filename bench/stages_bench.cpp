// SPDX-License-Identifier: Apache-2.0
// rooms: server_edge store_sqlite proto_smtp proto_mime pgp_open pgp_seal crypto base
//
// What each stage of a delivery costs alone, for one recipient: parse (the SMTP session), summary
// (headers, structure, hash), seal, store (the embedded store, 50 deliveries waiting at once; CPU
// of all its threads, kernel included). bench/delivery prints them beside the whole.
#include <benchmark/benchmark.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

#include "base/assert.h"
#include "base/clock.h"
#include "base/durable_file.h"
#include "base/log.h"
#include "base/random.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/sealer.h"
#include "proto/mime/summary_json.h"
#include "proto/smtp/session.h"
#include "server/edge/message_memory.h"
#include "store/sqlite/sqlite_store.h"

namespace nightmail {
namespace {

constexpr std::string_view kHeader =
    "From: Ann <ann@sender.test>\r\nTo: u0@nightmail.test\r\nSubject: Figures of the week\r\n"
    "Date: Mon, 23 Nov 2026 15:42:07 +0000\r\nMessage-ID: <1@sender.test>\r\nMIME-Version: 1.0\r\n";

std::string text_lines(std::size_t size) {
  std::string text;
  while (text.size() < size) text += "The quick brown fox jumps over the lazy dog, once more.\r\n";
  return text;
}

// The kinds of mail that bench/delivery sends: text at 4 KB, text and an attachment above.
std::string make_mail(std::size_t size) {
  std::string mail(kHeader);
  if (size <= 4000) return mail + "Content-Type: text/plain\r\n\r\n" + text_lines(size - 330);
  Bytes data(size * 57 / 80);
  SystemRandom().fill(data);
  mail +=
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nAs promised.\r\n--x\r\n"
      "Content-Type: application/octet-stream; name=figures.bin\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n";
  const std::string base64 = crypto::base64_encode(data);
  for (std::size_t i = 0; i < base64.size(); i += 76) mail += base64.substr(i, 76) + "\r\n";
  return mail + "--x--\r\n";
}

// Says the client's half of one transaction to a session and answers its questions.
void receive(smtp::Session& session, std::string_view client) {
  constexpr std::size_t kRead = 32 * 1024;
  for (;;) {
    switch (session.next()) {
      case smtp::Step::need_read:
        if (client.empty()) return;
        session.feed(as_bytes(client.substr(0, kRead)));
        client.remove_prefix(std::min(kRead, client.size()));
        break;
      case smtp::Step::deliver:
        benchmark::DoNotOptimize(session.take_message().size());
        [[fallthrough]];
      case smtp::Step::check_sender:
      case smtp::Step::check_recipient:
        session.answer({250, {2, 0, 0}, "OK"});
        break;
      case smtp::Step::write:
        benchmark::DoNotOptimize(session.output().size());
        break;
      default:
        return;
    }
  }
}

void parse(benchmark::State& state) {
  const std::string client =
      "EHLO sender.test\r\nMAIL FROM:<ann@sender.test>\r\n"
      "RCPT TO:<u0@nightmail.test>\r\nDATA\r\n" +
      make_mail(static_cast<std::size_t>(state.range(0))) + ".\r\nQUIT\r\n";
  edge::MessageMemory memory(64 << 20);
  smtp::Config config;
  config.hostname = "mail.nightmail.test";
  for (auto _ : state) {
    smtp::Session session(config, memory);
    receive(session, client);
  }
}

void summary(benchmark::State& state) {
  const std::string mail = make_mail(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    mime::Summary made = mime::summarize(as_bytes(mail));
    made.original_sha256 = crypto::hex_encode(crypto::sha256(as_bytes(mail)));
    benchmark::DoNotOptimize(mime::to_json(made).size());
  }
}

void seal(benchmark::State& state) {
  SystemRandom random;
  SystemClock clock;
  pgp::Sealer sealer(random, clock);
  const auto key = pgp::SecretKey::generate("", "u0@nightmail.test", clock.now());
  NM_ASSERT(key.ok());
  const auto recipient = sealer.recipient(key->certificate().bytes());
  NM_ASSERT(recipient.ok());
  const std::string mail = make_mail(static_cast<std::size_t>(state.range(0)));
  const std::string trace(300, 't');
  const std::string summary_json(600, 's');
  for (auto _ : state) {
    const auto sealed =
        sealer.seal_pair(*recipient, {as_bytes(trace), as_bytes(mail)}, {as_bytes(summary_json)});
    NM_ASSERT(sealed.ok());
    benchmark::DoNotOptimize(sealed->message.size());
  }
}

// A store in a directory of its own, on the disk where temporary files lie.
class TemporaryStore {
 public:
  TemporaryStore() {
    std::string name = (std::filesystem::temp_directory_path() / "stages-XXXXXX").string();
    NM_ASSERT(mkdtemp(name.data()) != nullptr);
    directory_ = name;
    auto opened = store::open_sqlite_store({directory_ + "/data", clock_, random_, log_, files_});
    NM_ASSERT(opened.ok());
    store_ = *std::move(opened);
    for (int i = 0; i < 10; ++i) {
      store::NewAccount account;
      account.address = "u" + std::to_string(i) + "@nightmail.test";
      account.key = {"00", Bytes(400), true};
      account.mailboxes = {{store::Role::inbox, {}}};
      accounts_.push_back(*store_->create_account(account));
    }
  }
  TemporaryStore(const TemporaryStore&) = delete;
  TemporaryStore& operator=(const TemporaryStore&) = delete;
  ~TemporaryStore() {
    wait_for_less_than(1);
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  void deliver(std::size_t number, std::size_t size) {
    std::vector<store::Delivery> one(1);
    one[0].account = accounts_[number % accounts_.size()];
    one[0].sealed_message = Bytes(size, 0x5a);
    one[0].sealed_summary = Bytes(1200, 0x5b);
    {
      const std::lock_guard lock(mutex_);
      ++waiting_;
    }
    store_->deliver(std::move(one), [this](const auto& results) {
      NM_ASSERT(results.front().ok());
      const std::lock_guard done(mutex_);
      if (--waiting_ == 0) changed_.notify_one();
    });
  }

  void wait_for_less_than(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ < count; });
  }

 private:
  SystemClock clock_;
  SystemRandom random_;
  NullLog log_;
  FileSystem files_;
  std::string directory_;
  std::unique_ptr<store::Store> store_;
  std::vector<store::AccountId> accounts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t waiting_ = 0;
};

void store_stage(benchmark::State& state) {
  constexpr std::size_t kWaiting = 50;
  TemporaryStore store;
  std::size_t number = 0;
  for (auto _ : state) {
    store.deliver(++number, static_cast<std::size_t>(state.range(0)));
    if (number % kWaiting == 0) store.wait_for_less_than(1);
  }
}

void sizes(benchmark::internal::Benchmark* bench) {
  bench->Arg(4'000)->Arg(50'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
}

BENCHMARK(parse)->Apply(sizes);
BENCHMARK(summary)->Apply(sizes);
BENCHMARK(seal)->Apply(sizes);
BENCHMARK(store_stage)->Name("store")->Apply(sizes)->MeasureProcessCPUTime();

}  // namespace
}  // namespace nightmail

BENCHMARK_MAIN();
