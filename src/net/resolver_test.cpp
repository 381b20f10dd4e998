// SPDX-License-Identifier: Apache-2.0
//
// DNSSEC against a real signed zone is tests/functional/outbound_dane.py's.
#include "net/resolver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "net/dns_records.h"
#include "net/errors.h"
#include "net/sync_wait.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

// A name server of one sort of answer: names that begin with "a" have one address, with "s" no
// answer at all, with "f" SERVFAIL; others do not exist.
class NameServer {
 public:
  NameServer() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    NM_ASSERT(bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    socklen_t size = sizeof at;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    address = "127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~NameServer() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  std::string address;

 private:
  void serve() {
    std::array<std::uint8_t, 1500> query{};
    sockaddr_in from{};
    while (true) {
      socklen_t size = sizeof from;
      const ssize_t got =
          recvfrom(fd_, query.data(), query.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (got <= 0) return;
      const Bytes answer = answer_to(ByteView(query).first(static_cast<std::size_t>(got)));
      if (answer.empty()) continue;
      sendto(fd_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }
  // The question comes back as it is; EDNS is left away.
  static Bytes answer_to(ByteView query) {
    if (query.size() < 18) return {};
    std::size_t end = 12;
    while (end < query.size() && query[end] != 0) end += query[end] + 1U;
    end += 5;
    const char kind = static_cast<char>(query[13] | 0x20);
    const bool wants_address = query[end - 3] == 1;
    if (kind == 's' || end > query.size()) return {};
    Bytes answer(query.begin(), query.begin() + static_cast<std::ptrdiff_t>(end));
    const bool has = kind == 'a' && wants_address;
    answer[2] = 0x81;
    answer[3] = static_cast<std::uint8_t>(0x80 | (kind == 'f' ? 2 : kind == 'a' ? 0 : 3));
    answer[7] = has ? 1 : 0;
    answer[9] = answer[11] = 0;
    if (has) append(answer, Bytes{0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 77, 0, 4, 192, 0, 2, 7});
    return answer;
  }

  int fd_;
  std::thread thread_;
};

class ResolverTest : public testing::Test {
 protected:
  ResolverTest() { group_.start(); }
  ~ResolverTest() override { group_.stop(); }
  DnsAnswer ask(const std::string& name, RecordType type = RecordType::a,
                std::chrono::milliseconds time = 10s) {
    return sync_wait(loop_, resolver_->lookup(loop_, name, type, Deadline::in(time)));
  }

  NameServer server_;
  LoopGroup group_{1};
  Loop& loop_ = group_.at(0);
  std::unique_ptr<Resolver> resolver_ = *make_resolver({server_.address, ""});
};

TEST_F(ResolverTest, FindsRecords) {
  const DnsAnswer answer = ask("A.Nightmail.example");
  ASSERT_EQ(answer.kind, DnsAnswer::Kind::records);
  EXPECT_FALSE(answer.secure);
  EXPECT_EQ(answer.ttl, 77s);
  EXPECT_EQ(answer.canonical_name, "a.nightmail.example");
  ASSERT_EQ(answer.records.size(), 1U);
  EXPECT_EQ(to_text(*parse_address(answer.records[0])), "192.0.2.7");
}

TEST_F(ResolverTest, TellsApartWhatIsNotThere) {
  EXPECT_EQ(ask("a.example", RecordType::mx).kind, DnsAnswer::Kind::no_data);
  EXPECT_EQ(ask("x.example").kind, DnsAnswer::Kind::no_domain);
  EXPECT_EQ(ask("f.example").kind, DnsAnswer::Kind::failed);
  EXPECT_FALSE(ask("two..dots.example").has_records());
}

// RFC 6761 keeps "test." from public resolvers; the one that the operator named is asked.
TEST_F(ResolverTest, AsksTheNamedServerForTestNames) {
  EXPECT_TRUE(ask("a.nightmail.test").has_records());
}

TEST_F(ResolverTest, WaitsNoLongerThanTheDeadline) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(ask("silent.example", RecordType::a, 50ms).kind, DnsAnswer::Kind::failed);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST(Resolver, NamesAFileThatCannotBeRead) {
  const auto resolver = make_resolver({"127.0.0.1:53", "/nowhere/root.key"});
  ASSERT_FALSE(resolver.ok());
  EXPECT_NE(resolver.error().context().find("/nowhere/root.key"), std::string::npos);
  EXPECT_TRUE(make_resolver({"nonsense", ""}).error().is(Errc::address_bad));
}

}  // namespace
}  // namespace nightmail::net
