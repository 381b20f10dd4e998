// SPDX-License-Identifier: Apache-2.0
#include "net/stream.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "net/errors.h"
#include "net/listener.h"
#include "net/sync_wait.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

const Endpoint kAnyPort = *parse_endpoint("127.0.0.1:0");

Task<Result<std::string>> read_all(Stream& stream, Deadline deadline) {
  std::string all;
  std::array<std::uint8_t, 1000> buffer{};
  while (true) {
    CO_TRY_ASSIGN(const std::size_t got, co_await stream.read_some(buffer, deadline));
    if (got == 0) co_return all;
    all += as_text(ByteView(buffer).first(got));
  }
}

Task<void> echo(std::unique_ptr<Stream> stream) {
  std::array<std::uint8_t, 4096> buffer{};
  while (true) {
    const auto got = co_await stream->read_some(buffer, Deadline::in(10s));
    if (!got.ok() || *got == 0) break;
    if (!(co_await stream->write_all(ByteView(buffer).first(*got), Deadline::in(10s))).ok()) break;
  }
}

class StreamTest : public testing::Test {
 protected:
  StreamTest() { group_.start(); }
  ~StreamTest() override { group_.stop(); }

  // Listens, serves with `handler`, and connects.
  std::unique_ptr<Stream> connect_to(Listener::Handler handler) {
    auto opened = Listener::open({kAnyPort}, limit_, {});
    listener_ = *std::move(opened);
    listener_->start(all_loops(group_), std::move(handler));
    return connect();
  }
  std::unique_ptr<Stream> connect() {
    return *sync_wait(client_, tcp_connect(client_, listener_->endpoints()[0], Deadline::in(10s)));
  }
  // A stream lives on its loop's thread.
  void drop(std::unique_ptr<Stream> stream) { sync_wait(client_, destroy(std::move(stream))); }
  static Task<void> destroy(std::unique_ptr<Stream>) { co_return; }

  SystemRandom random_;
  std::shared_ptr<ConnectionLimit> limit_ = std::make_shared<ConnectionLimit>(
      ConnectionLimit::Limits{.total = 3, .per_network = 2, .limit_loopback = false}, random_);
  LoopGroup group_{2};
  Loop& client_ = group_.at(0);
  std::unique_ptr<Listener> listener_;
};

Task<Result<std::string>> send_and_read(Stream* stream, std::string text) {
  CO_TRY(co_await stream->write_all(as_bytes(text), Deadline::in(10s)));
  stream->shutdown_write();
  co_return co_await read_all(*stream, Deadline::in(10s));
}

TEST_F(StreamTest, EchoesAndSeesTheHalfClose) {
  auto stream = connect_to(echo);
  EXPECT_EQ(*sync_wait(client_, send_and_read(stream.get(), "hello")), "hello");
  EXPECT_EQ(stream->peer(), listener_->endpoints()[0]);
  drop(std::move(stream));
}

// The reader starts late, so the writer has to wait for room.
Task<void> swallow(std::unique_ptr<Stream> stream) {
  (void)co_await stream->loop().sleep(20ms);
  const auto all = co_await read_all(*stream, Deadline::in(10s));
  const std::string size = std::to_string(all->size());
  (void)co_await stream->write_all(as_bytes(size), Deadline::in(10s));
}

TEST_F(StreamTest, WritesMoreThanTheSocketHolds) {
  auto stream = connect_to(swallow);
  EXPECT_EQ(*sync_wait(client_, send_and_read(stream.get(), std::string(20'000'000, 'x'))),
            "20000000");
  drop(std::move(stream));
}

Task<void> keep_silent(std::unique_ptr<Stream> stream) {
  (void)co_await stream->wait_readable(Deadline::in(20s));
  (void)co_await stream->loop().sleep(20s);
}

Task<Result<std::string>> read_until(Stream* stream, std::chrono::milliseconds time) {
  co_return co_await read_all(*stream, Deadline::in(time));
}

TEST_F(StreamTest, ReadEndsAtItsDeadline) {
  auto stream = connect_to(keep_silent);
  const auto result = sync_wait(client_, read_until(stream.get(), 20ms));
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(Errc::timeout));
  drop(std::move(stream));
}

Task<Result<void>> write_until_stuck(Stream* stream, const std::string* data) {
  co_return co_await stream->write_all(as_bytes(*data), Deadline::in(50ms));
}

TEST_F(StreamTest, WriteToAPeerThatDoesNotReadEndsAtItsDeadline) {
  auto stream = connect_to(keep_silent);
  const std::string data(50'000'000, 'x');
  const auto result = sync_wait(client_, write_until_stuck(stream.get(), &data));
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(Errc::timeout));
  drop(std::move(stream));
}

Task<void> read_in_background(Stream* stream, Result<std::string>* result) {
  *result = co_await read_all(*stream, Deadline::in(10s));
}

// A deadline of the writer must not end the reader beside it.
Task<Result<std::string>> write_times_out_beside_reader(Stream* stream, const std::string* data) {
  Result<std::string> read = std::string();
  Scope scope;
  scope.spawn(read_in_background(stream, &read));
  const auto wrote = co_await write_until_stuck(stream, data);
  const bool reader_still_waits = scope.running() == 1;
  stream->close();
  co_await scope.join();
  if (wrote.ok() || !wrote.error().is(Errc::timeout)) co_return std::string("write did not end");
  if (!reader_still_waits) co_return std::string("the reader ended, too");
  co_return read;
}

TEST_F(StreamTest, OneDeadlineDoesNotEndTheOtherDirection) {
  auto stream = connect_to(keep_silent);
  const std::string data(50'000'000, 'x');
  const auto result = sync_wait(client_, write_times_out_beside_reader(stream.get(), &data));
  ASSERT_FALSE(result.ok()) << *result;
  EXPECT_TRUE(result.error().is(Errc::closed));
  drop(std::move(stream));
}

Task<void> say_when_gone(std::unique_ptr<Stream> stream, std::atomic<int>* gone) {
  const auto why = co_await stream->wait_peer(Deadline::in(10s));
  *gone = why.ok() && *why == Stream::PeerWait::gone ? 1 : 2;
}

TEST_F(StreamTest, IdleConnectionNoticesThatThePeerHasGone) {
  std::atomic<int> gone{0};
  auto stream = connect_to([&gone](auto s) { return say_when_gone(std::move(s), &gone); });
  EXPECT_EQ(gone, 0);
  drop(std::move(stream));
  for (int i = 0; gone == 0 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(gone, 1);
}

Task<void> hold_until_stop(std::unique_ptr<Stream> stream, std::atomic<int>* stopped) {
  std::array<std::uint8_t, 10> buffer{};
  const auto got = co_await stream->read_some(buffer, Deadline::never());
  if (got.ok() || !got.error().is(Errc::stopped)) co_return;
  // What we have to say still goes out during the grace period.
  if ((co_await stream->write_all(as_bytes("bye"), Deadline::in(1s))).ok()) ++*stopped;
}

TEST_F(StreamTest, StopEndsReadsButLetsRepliesOut) {
  std::atomic<int> stopped{0};
  auto stream = connect_to([&stopped](auto s) { return hold_until_stop(std::move(s), &stopped); });
  auto second = connect();
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(group_.stop(1s), 0U);
  EXPECT_EQ(stopped, 2);
}

TEST_F(StreamTest, ConnectionsBeyondTheLimitAreClosed) {
  auto first = connect_to(echo);
  auto second = connect();
  auto third = connect();
  auto fourth = connect();
  const auto result = sync_wait(client_, read_until(fourth.get(), 5s));
  EXPECT_TRUE((result.ok() && result->empty()) ||
              (!result.ok() && result.error().is(Errc::closed)));
  EXPECT_EQ(limit_->connections(), 3U);
  drop(std::move(first));
  for (int i = 0; limit_->connections() == 3 && i < 5000; ++i) std::this_thread::sleep_for(1ms);
  auto fifth = connect();
  EXPECT_EQ(*sync_wait(client_, send_and_read(fifth.get(), "in")), "in");
  for (auto* stream : {&second, &third, &fourth, &fifth}) drop(std::move(*stream));
}

TEST_F(StreamTest, RefusedConnectionSaysSo) {
  auto opened = Listener::open({kAnyPort}, limit_, {});
  const Endpoint endpoint = (*opened)->endpoints()[0];
  (*opened).reset();
  const auto result = sync_wait(client_, tcp_connect(client_, endpoint, Deadline::in(5s)));
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(Errc::refused));
}

TEST(ListenerTest, PortInUseNamesThePort) {
  auto first = Listener::open({kAnyPort}, nullptr, {});
  ASSERT_TRUE(first.ok());
  const Endpoint taken = (*first)->endpoints()[0];
  const auto second = Listener::open({taken}, nullptr, {});
  ASSERT_FALSE(second.ok());
  EXPECT_TRUE(second.error().is(Errc::address_in_use));
  EXPECT_NE(second.error().context().find(to_text(taken)), std::string::npos);
}

TEST(ConnectionLimitTest, LimitsANetworkNotItsNeighbours) {
  SystemRandom random;
  auto limit = std::make_shared<ConnectionLimit>(
      ConnectionLimit::Limits{.total = 10, .per_network = 2, .limit_loopback = false}, random);
  const auto a = limit->admit(*parse_ip("192.0.2.1"));
  const auto b = limit->admit(*parse_ip("192.0.2.200"));
  EXPECT_TRUE(a && b);
  EXPECT_FALSE(limit->admit(*parse_ip("192.0.2.77")));
  EXPECT_FALSE(limit->admit(*parse_ip("::ffff:192.0.2.77")));
  EXPECT_EQ(limit->connections(), 2U);
  const auto v6 = limit->admit(*parse_ip("2001:db8:1:2::1"));
  const auto v6_same = limit->admit(*parse_ip("2001:db8:1:ffff::2"));
  EXPECT_TRUE(v6 && v6_same);
  EXPECT_FALSE(limit->admit(*parse_ip("2001:db8:1:3::3")));
}

TEST(EndpointTest, ReadsAndWritesAddresses) {
  for (const char* text : {"127.0.0.1:25", "[::1]:8080", "[2001:db8::5]:1"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint.ok()) << text;
    EXPECT_EQ(to_text(*endpoint), text);
  }
  EXPECT_EQ(to_text(*parse_endpoint("localhost:2525")), "127.0.0.1:2525");
  for (const char* text : {"", "25", "::1:25", "127.0.0.1:", "127.0.0.1:70000", "1.2.3:4", "a:1",
                           "[::1:25", "127.0.0.1:25x"}) {
    EXPECT_FALSE(parse_endpoint(text).ok()) << text;
  }
}

}  // namespace
}  // namespace nightmail::net
