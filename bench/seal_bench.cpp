// SPDX-License-Identifier: Apache-2.0
// rooms: pgp_open pgp_seal base
//
// What sealing and opening cost, by size. docs/decisions/sealing.md cites it.
#include <benchmark/benchmark.h>

#include "base/assert.h"
#include "base/random.h"
#include "pgp/open/opener.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/rnp_recipient.h"
#include "pgp/seal/sealer.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kSummarySize = 600;

struct Setup {
  Setup() { NM_ASSERT(opener.add(key).ok()); }
  static SecretKey make_key(const Clock& clock) {
    auto made = SecretKey::generate("", "anna@nightmail.test", clock.now());
    NM_ASSERT(made.ok());
    return *std::move(made);
  }
  Recipient recipient() {
    auto found = sealer.recipient(key.certificate().bytes());
    NM_ASSERT(found.ok());
    return *found;
  }
  Bytes text(std::size_t size) {
    Bytes bytes(size);
    random.fill(bytes);
    return bytes;
  }

  SystemRandom random;
  SystemClock clock;
  SecretKey key = make_key(clock);
  Sealer sealer{random, clock};
  Opener opener;
};

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void seal(benchmark::State& state) {
  Setup setup;
  const Bytes plain = setup.text(static_cast<std::size_t>(state.range(0)));
  const Recipient to = setup.recipient();
  for (auto _ : state) benchmark::DoNotOptimize(setup.sealer.seal(to, {plain}));
  count_bytes(state);
}

// The same by RNP alone, for comparison.
void seal_by_rnp(benchmark::State& state) {
  Setup setup;
  const Bytes plain = setup.text(static_cast<std::size_t>(state.range(0)));
  const Certificate& certificate = setup.key.certificate();
  const Timestamp now = setup.clock.now();
  const auto key = certificate.encryption_key(now);
  NM_ASSERT(key.ok());
  const auto rnp = RnpRecipient::make(certificate, key->fingerprint, now);
  NM_ASSERT(rnp.ok());
  for (auto _ : state) benchmark::DoNotOptimize((*rnp)->seal({plain}));
  count_bytes(state);
}

// What the server does for each recipient: look it up, seal the message and its summary.
void deliver(benchmark::State& state) {
  Setup setup;
  const Bytes plain = setup.text(static_cast<std::size_t>(state.range(0)));
  const Bytes summary = setup.text(kSummarySize);
  for (auto _ : state)
    benchmark::DoNotOptimize(setup.sealer.seal_pair(setup.recipient(), {plain}, {summary}));
  count_bytes(state);
}

void open(benchmark::State& state) {
  Setup setup;
  const auto sealed =
      setup.sealer.seal(setup.recipient(), {setup.text(static_cast<std::size_t>(state.range(0)))});
  NM_ASSERT(sealed.ok());
  for (auto _ : state) {
    const auto opened = setup.opener.open(*sealed);
    NM_ASSERT(opened.ok());
    benchmark::DoNotOptimize(opened->data());
  }
  count_bytes(state);
}

void prepare_recipient(benchmark::State& state) {
  Setup setup;
  for (auto _ : state) {
    Sealer fresh(setup.random, setup.clock);
    benchmark::DoNotOptimize(fresh.recipient(setup.key.certificate().bytes()));
  }
}

void generate_key(benchmark::State& state) {
  const SystemClock clock;
  for (auto _ : state) benchmark::DoNotOptimize(Setup::make_key(clock));
}

BENCHMARK(seal)->Arg(600)->Arg(4096)->Arg(50'000)->Arg(1 << 20);
BENCHMARK(seal_by_rnp)->Arg(600)->Arg(4096)->Arg(1 << 20);
BENCHMARK(deliver)->Arg(4096)->Arg(50'000)->Arg(1 << 20);
BENCHMARK(open)->Arg(600)->Arg(4096)->Arg(1 << 20);
BENCHMARK(prepare_recipient);
BENCHMARK(generate_key);

}  // namespace
}  // namespace nightmail::pgp

BENCHMARK_MAIN();
