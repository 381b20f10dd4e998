// SPDX-License-Identifier: Apache-2.0
//
// The promise of http_server.h that an idle event stream is cheap: 10,000 of them within 300 MB.
#include <gtest/gtest.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "net/http_server.h"
#include "net/listener.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

constexpr std::size_t kStreams = 1000;
constexpr std::size_t kBytesEach = 25 * 1024;

class QuietSource final : public BodySource {
 public:
  QuietSource(Loop& loop, std::atomic<std::size_t>& begun) : gone_(loop), begun_(begun) {}
  Task<Result<std::optional<Bytes>>> next() override {
    if (!greeted_) {
      greeted_ = true;
      co_return std::optional<Bytes>(to_bytes(": hello\n\n"));
    }
    ++begun_;
    (void)co_await gone_.wait(Deadline::in(1h));
    co_return std::optional<Bytes>();
  }
  void peer_gone() override { gone_.set(); }

 private:
  Event gone_;
  std::atomic<std::size_t>& begun_;
  bool greeted_ = false;
};

class PushHandler final : public HttpHandler {
 public:
  Task<HeadVerdict> on_head(const RequestHead&, Loop&) override { co_return BodyLimit{0}; }
  Task<Response> handle(Request, Loop& loop) override {
    Response response;
    response.source = std::make_unique<QuietSource>(loop, begun);
    co_return response;
  }
  std::atomic<std::size_t> begun{0};
};

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

bool allow_descriptors(rlim_t count) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= count) return true;
  limit.rlim_cur = std::min(count, limit.rlim_max);
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= count;
}

int open_stream(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  const std::string request =
      "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
      "Authorization: Bearer 0123456789012345678901234567890123456789\r\n\r\n";
  EXPECT_EQ(send(fd, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  return fd;
}

TEST(IdleMemoryTest, IdleEventStreamsAreCheap) {
  if (kSanitized) GTEST_SKIP() << "sanitizers use memory of their own";
  if (!allow_descriptors(2 * kStreams + 100)) GTEST_SKIP() << "too few file descriptors allowed";
  PushHandler handler;
  SystemClock clock;
  HttpServer server(handler, {}, nullptr, clock);
  auto listener = *Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
  LoopGroup group(2);
  group.start();
  listener->start(all_loops(group), [&](auto stream) { return server.serve(std::move(stream)); });
  std::vector<int> clients;
  const auto open_up_to = [&](std::size_t count) {
    while (clients.size() < count) clients.push_back(open_stream(listener->endpoints()[0].port));
    for (int i = 0; handler.begun < count && i < 10'000; ++i) std::this_thread::sleep_for(1ms);
    ASSERT_EQ(handler.begun, count);
  };
  open_up_to(50);  // what a process needs once
  malloc_trim(0);
  const std::size_t before = resident_bytes();
  open_up_to(kStreams);
  const std::size_t after = resident_bytes();
  const std::size_t each = after > before ? (after - before) / (kStreams - 50) : 0;
  RecordProperty("bytes_each", static_cast<int>(each));
  EXPECT_LT(each, kBytesEach);
  for (const int fd : clients) close(fd);
  EXPECT_EQ(group.stop(2s), 0U);
}

}  // namespace
}  // namespace nightmail::net
