// SPDX-License-Identifier: Apache-2.0
// rooms: net base
//
// What the network part of a conversation costs the server: one command and its reply on a kept
// connection. user_us is our own share of the loop thread's time, kernel_us the kernel's.
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "net/listener.h"
#include "net/loop.h"
#include "net/sync_wait.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

Task<void> answer_lines(std::unique_ptr<Stream> stream) {
  std::array<std::uint8_t, 4096> buffer{};
  while (true) {
    const auto got = co_await stream->read_some(buffer, Deadline::in(300s));
    if (!got.ok() || *got == 0) co_return;
    if (!(co_await stream->write_all(as_bytes("250 2.1.0 Ok\r\n"), Deadline::in(300s))).ok()) {
      co_return;
    }
  }
}

struct Times {
  double user = 0;
  double kernel = 0;
};

Task<Times> thread_times() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  co_return Times{seconds(usage.ru_utime), seconds(usage.ru_stime)};
}

int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)) == 0 ? fd : -1;
}

void command_and_reply(benchmark::State& state) {
  LoopGroup group(1);
  auto listener = *Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
  group.start();
  listener->start(all_loops(group), answer_lines);
  const int fd = connect_to(listener->endpoints()[0].port);
  std::array<char, 100> reply{};
  const Times before = sync_wait(group.at(0), thread_times());
  for (auto _ : state) {
    if (send(fd, "MAIL FROM:<>\r\n", 14, 0) != 14) state.SkipWithError("send");
    if (recv(fd, reply.data(), reply.size(), 0) <= 0) state.SkipWithError("recv");
  }
  const Times after = sync_wait(group.at(0), thread_times());
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["user_us"] = (after.user - before.user) * 1e6 / rounds;
  state.counters["kernel_us"] = (after.kernel - before.kernel) * 1e6 / rounds;
  close(fd);
}
BENCHMARK(command_and_reply)->UseRealTime();

}  // namespace
}  // namespace nightmail::net

BENCHMARK_MAIN();
