// SPDX-License-Identifier: Apache-2.0
//
// Whom a client accepts: several names, DANE, anybody.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "net/errors.h"
#include "net/listener.h"
#include "net/sync_wait.h"
#include "net/tls.h"
#include "net/tls_test_support.h"

namespace nightmail::net {
namespace {

using namespace std::chrono_literals;

class TlsPeerTest : public testing::Test {
 protected:
  TlsPeerTest() {
    group_.start();
    listener_ = *Listener::open({*parse_endpoint("127.0.0.1:0")}, nullptr, {});
    listener_->start(all_loops(group_),
                     [this](auto stream) { return shake_hands(std::move(stream), server_.get()); });
  }
  ~TlsPeerTest() override { group_.stop(); }

  static Task<void> shake_hands(std::unique_ptr<Stream> stream, TlsContext* context) {
    if (!(co_await stream->start_tls(*context, Deadline::in(10s))).ok()) co_return;
    std::array<std::uint8_t, 1> byte{};
    (void)co_await stream->read_some(byte, Deadline::in(10s));
  }
  static Task<Result<void>> meet(Loop& loop, Endpoint to, TlsContext* context, TlsPeer peer) {
    CO_TRY_ASSIGN(auto stream, co_await tcp_connect(loop, to, Deadline::in(10s)));
    co_return co_await stream->start_tls(*context, Deadline::in(10s), std::move(peer));
  }
  Result<void> meet(TlsPeer peer) {
    return sync_wait(group_.at(0), meet(group_.at(0), listener_->endpoints()[0], strangers_.get(),
                                        std::move(peer)));
  }
  // "3 1 1" of the server's certificate, or "2 0 1" of its issuer's, the second in the file.
  TlsaRecord tlsa(std::uint8_t usage, std::uint8_t selector) const {
    FILE* file = std::fopen(files_.certificate().c_str(), "r");
    if (usage == 2) X509_free(PEM_read_X509(file, nullptr, nullptr, nullptr));
    const std::unique_ptr<X509, decltype(&X509_free)> cert(
        PEM_read_X509(file, nullptr, nullptr, nullptr), X509_free);
    std::fclose(file);
    std::uint8_t* der = nullptr;
    const int size = selector == 1 ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert.get()), &der)
                                   : i2d_X509(cert.get(), &der);
    TlsaRecord record{usage, selector, 1, Bytes(32)};
    SHA256(der, static_cast<std::size_t>(size), record.data.data());
    OPENSSL_free(der);
    return record;
  }
  static TlsPeer dane(std::vector<TlsaRecord> records, std::vector<std::string> names) {
    TlsPeer peer(names.front());
    peer.check = TlsPeer::Check::dane;
    peer.names = std::move(names);
    peer.tlsa = std::move(records);
    return peer;
  }

  TestCertificate files_{"DNS:mx.example"};
  std::shared_ptr<TlsContext> server_ = *TlsContext::server({files_.certificate(), files_.key()});
  std::shared_ptr<TlsContext> strangers_ = *TlsContext::client({});
  LoopGroup group_{1};
  std::unique_ptr<Listener> listener_;
};

TEST_F(TlsPeerTest, AnybodyIsEnoughWhereSaid) {
  EXPECT_FALSE(meet("mx.example").ok());
  TlsPeer anybody("other.example");
  anybody.check = TlsPeer::Check::nobody;
  EXPECT_TRUE(meet(anybody).ok());
}

TEST_F(TlsPeerTest, OneOfSeveralNames) {
  strangers_ = *TlsContext::client({.system_roots = false, .extra_ca_file = files_.certificate()});
  TlsPeer peer("example");
  peer.names = {"example", "mx.example"};
  EXPECT_TRUE(meet(peer).ok());
  peer.names = {"example", "mx2.example"};
  EXPECT_TRUE(meet(peer).error().is(Errc::tls_wrong_name));
}

// RFC 7672 §3.1.1: the key alone counts, not the name.
TEST_F(TlsPeerTest, DaneEndEntityMatchesTheKeyAlone) {
  EXPECT_TRUE(meet(dane({tlsa(3, 1)}, {"quite.another"})).ok());
  EXPECT_TRUE(meet(dane({tlsa(3, 0)}, {"mx.example"})).ok());
  TlsaRecord other = tlsa(3, 1);
  other.data[0] ^= 1;
  const auto refused = meet(dane({other}, {"mx.example"}));
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(is_untrusted_peer(refused.error())) << refused.error().message();
  EXPECT_TRUE(meet(dane({other, tlsa(3, 1)}, {"mx.example"})).ok());
}

// RFC 7672 §3.1.2: with a trust anchor the name counts.
TEST_F(TlsPeerTest, DaneTrustAnchorChecksTheName) {
  files_.make_issued("DNS:mx.example");
  ASSERT_TRUE(server_->reload().ok());
  EXPECT_TRUE(meet(dane({tlsa(2, 0)}, {"mx.example"})).ok());
  EXPECT_TRUE(meet(dane({tlsa(2, 0)}, {"mx2.example", "mx.example"})).ok());
  EXPECT_TRUE(meet(dane({tlsa(2, 0)}, {"mx2.example"})).error().is(Errc::tls_wrong_name));
}

TEST_F(TlsPeerTest, KnowsWhichRecordsCount) {
  EXPECT_TRUE(usable_tlsa(tlsa(3, 1)));
  EXPECT_FALSE(usable_tlsa(tlsa(1, 1)));  // PKIX-EE
  EXPECT_FALSE(usable_tlsa({3, 1, 1, Bytes(20)}));
  EXPECT_FALSE(usable_tlsa({3, 2, 1, Bytes(32)}));
  EXPECT_FALSE(usable_tlsa({3, 1, 3, Bytes(32)}));
  EXPECT_FALSE(meet(dane({{1, 1, 1, Bytes(32)}}, {"mx.example"})).ok());
}

}  // namespace
}  // namespace nightmail::net
