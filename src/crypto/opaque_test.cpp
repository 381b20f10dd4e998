// SPDX-License-Identifier: Apache-2.0
// The vectors of RFC 9807 appendix C for ristretto255-SHA512, real and fake, and OPAQUE's promises.
#include <gtest/gtest.h>

#include "crypto/errors.h"
#include "crypto/opaque_client.h"
#include "crypto/opaque_server.h"
#include "support/identity_ksf.h"
#include "support/scripted_random.h"
#include "support/vector_file.h"

namespace nightmail::crypto::opaque {
namespace {

using testing_support::hex_at;
using testing_support::IdentityKsf;
using testing_support::ScriptedRandom;
using testing_support::text_at;

boost::json::array vectors(std::string_view fake) {
  boost::json::array chosen;
  const auto all = testing_support::read_json("opaque/opaque-rfc9807.json");
  for (const auto& vector : all.as_array()) {
    const auto& config = vector.at("config");
    if (text_at(config, "Group") == "ristretto255" && text_at(config, "Fake") == fake) {
      chosen.push_back(vector);
    }
  }
  return chosen;
}

Parameters parameters_of(const boost::json::value& vector) {
  const auto& inputs = vector.at("inputs").as_object();
  Parameters parameters{hex_at(vector.at("config"), "Context"), {}, {}};
  if (inputs.contains("client_identity")) {
    parameters.client_identity = hex_at(vector.at("inputs"), "client_identity");
  }
  if (inputs.contains("server_identity")) {
    parameters.server_identity = hex_at(vector.at("inputs"), "server_identity");
  }
  return parameters;
}

Server server_of(const boost::json::value& vector) {
  const auto& inputs = vector.at("inputs");
  Bytes keys = hex_at(inputs, "oprf_seed");
  append(keys, hex_at(inputs, "server_private_key"));
  auto parsed = ServerKeys::parse(keys);
  NM_ASSERT(parsed.ok());
  return Server(*std::move(parsed), parameters_of(vector));
}

// The inputs of those names, in the order in which the code draws them.
ScriptedRandom script(const boost::json::value& inputs,
                      std::initializer_list<std::string_view> names) {
  Bytes bytes;
  for (const auto name : names) append(bytes, hex_at(inputs, name));
  return ScriptedRandom(std::move(bytes));
}

TEST(OpaqueVectors, Registration) {
  ASSERT_EQ(vectors("False").size(), 2U);
  for (const auto& vector : vectors("False")) {
    const auto& in = vector.at("inputs");
    const auto& out = vector.at("outputs");
    auto random = script(in, {"blind_registration", "envelope_nonce"});
    const auto client = ClientRegistration::start(secret_from(hex_at(in, "password")), random,
                                                  parameters_of(vector));
    ASSERT_TRUE(client.ok());
    EXPECT_EQ(hex_encode(client->request()), text_at(out, "registration_request"));
    const Server server = server_of(vector);
    EXPECT_EQ(hex_encode(server.public_key()), text_at(in, "server_public_key"));
    const auto response =
        server.registration_response(client->request(), hex_at(in, "credential_identifier"));
    ASSERT_TRUE(response.ok());
    EXPECT_EQ(hex_encode(*response), text_at(out, "registration_response"));
    const auto done = client->finish(*response, IdentityKsf(), random);
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(hex_encode(done->record), text_at(out, "registration_upload"));
    EXPECT_EQ(hex_encode(done->export_key.expose()), text_at(out, "export_key"));
    EXPECT_TRUE(random.used_up());
  }
}

TEST(OpaqueVectors, Login) {
  for (const auto& vector : vectors("False")) {
    const auto& in = vector.at("inputs");
    const auto& out = vector.at("outputs");
    auto random = script(in, {"blind_login", "client_nonce", "client_keyshare_seed",
                              "masking_nonce", "server_nonce", "server_keyshare_seed"});
    const auto client =
        ClientLogin::start(secret_from(hex_at(in, "password")), random, parameters_of(vector));
    ASSERT_TRUE(client.ok());
    EXPECT_EQ(hex_encode(client->ke1()), text_at(out, "KE1"));
    const auto record = parse_record(hex_at(out, "registration_upload"));
    ASSERT_TRUE(record.ok());
    const auto started = server_of(vector).start_login(client->ke1(), *record,
                                                       hex_at(in, "credential_identifier"), random);
    ASSERT_TRUE(started.ok());
    EXPECT_EQ(hex_encode(started->ke2), text_at(out, "KE2"));
    EXPECT_TRUE(random.used_up());
    const auto done = client->finish(started->ke2, IdentityKsf());
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(hex_encode(done->ke3), text_at(out, "KE3"));
    EXPECT_EQ(hex_encode(done->export_key.expose()), text_at(out, "export_key"));
    EXPECT_EQ(hex_encode(done->session_key.expose()), text_at(out, "session_key"));
    const auto session = Server::finish_login(started->state, done->ke3);
    ASSERT_TRUE(session.ok());
    EXPECT_EQ(hex_encode(session->expose()), text_at(out, "session_key"));
  }
}

TEST(OpaqueVectors, FakeAccount) {
  ASSERT_EQ(vectors("True").size(), 1U);
  for (const auto& vector : vectors("True")) {
    const auto& in = vector.at("inputs");
    Bytes fake = hex_at(in, "client_public_key");
    append(fake, hex_at(in, "masking_key"));
    append(fake, Bytes(96));
    const auto record = parse_record(fake);
    ASSERT_TRUE(record.ok());
    auto random = script(in, {"masking_nonce", "server_nonce", "server_keyshare_seed"});
    const auto started = server_of(vector).start_login(hex_at(in, "KE1"), *record,
                                                       hex_at(in, "credential_identifier"), random);
    ASSERT_TRUE(started.ok());
    EXPECT_EQ(hex_encode(started->ke2), text_at(vector.at("outputs"), "KE2"));
  }
}

class Opaque : public ::testing::Test {
 protected:
  Registered sign_up(std::string_view password) {
    auto client = ClientRegistration::start(secret_from(as_bytes(password)), random_);
    auto response = server_.registration_response(client->request(), kAccount);
    auto done = client->finish(*response, ksf_, random_);
    NM_ASSERT(done.ok());
    return *std::move(done);
  }

  static constexpr std::array<std::uint8_t, 4> kAccount{'a', 'n', 'n', 'a'};
  SystemRandom random_;
  IdentityKsf ksf_;
  Server server_{ServerKeys::generate(random_)};
};

TEST_F(Opaque, RightPasswordGivesBothSidesOneSessionKey) {
  const Registered account = sign_up("correct horse");
  const auto client = ClientLogin::start(secret_from(as_bytes("correct horse")), random_);
  const auto started = server_.start_login(client->ke1(), account.record, kAccount, random_);
  const auto done = client->finish(started->ke2, ksf_);
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->export_key.expose(), account.export_key.expose());
  EXPECT_EQ(done->server_public_key, server_.public_key());
  const auto kept = LoginState::parse(started->state.serialize().expose());
  const auto session = Server::finish_login(*kept, done->ke3);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->expose(), done->session_key.expose());
}

TEST_F(Opaque, WrongPasswordAndUnknownAccountFailAlike) {
  const Registered account = sign_up("correct horse");
  const auto client = ClientLogin::start(secret_from(as_bytes("incorrect horse")), random_);
  const auto wrong = server_.start_login(client->ke1(), account.record, kAccount, random_);
  const auto unknown = server_.start_login(client->ke1(), std::nullopt, kAccount, random_);
  ASSERT_TRUE(wrong.ok() && unknown.ok());
  EXPECT_TRUE(client->finish(wrong->ke2, ksf_).error().is(Errc::login_failed));
  EXPECT_TRUE(client->finish(unknown->ke2, ksf_).error().is(Errc::login_failed));
}

// The evaluated element is what repeats for a real account, so it must for a fake one.
TEST_F(Opaque, UnknownAccountAnswersWithItsOwnLastingKey) {
  const auto client = ClientLogin::start(secret_from(as_bytes("x")), random_);
  const auto once = server_.start_login(client->ke1(), std::nullopt, kAccount, random_);
  const auto again = server_.start_login(client->ke1(), std::nullopt, kAccount, random_);
  const auto other = server_.start_login(client->ke1(), std::nullopt, as_bytes("ben"), random_);
  const auto evaluated = [](const auto& started) {
    return to_bytes(ByteView(started->ke2).first(32));
  };
  EXPECT_EQ(evaluated(once), evaluated(again));
  EXPECT_NE(evaluated(once), evaluated(other));
  EXPECT_NE(once->ke2, again->ke2);
}

TEST_F(Opaque, FakeMaskingKeyLastsPerAccount) {
  const auto client = ClientLogin::start(secret_from(as_bytes("x")), random_);
  const auto masked = [&](ByteView account) {
    ScriptedRandom same(Bytes(96, 5));
    return to_bytes(ByteView(server_.start_login(client->ke1(), std::nullopt, account, same)->ke2)
                        .subspan(64, 128));
  };
  EXPECT_EQ(masked(kAccount), masked(kAccount));
  EXPECT_NE(masked(kAccount), masked(as_bytes("ben")));
}

TEST_F(Opaque, EveryAlteredByteOfKe2FailsTheLogin) {
  const Registered account = sign_up("p");
  const auto client = ClientLogin::start(secret_from(as_bytes("p")), random_);
  const auto started = server_.start_login(client->ke1(), account.record, kAccount, random_);
  ASSERT_TRUE(client->finish(started->ke2, ksf_).ok());
  for (std::size_t i = 0; i < sizeof(Ke2); ++i) {
    Ke2 altered = started->ke2;
    altered[i] ^= 0x40;
    EXPECT_FALSE(client->finish(altered, ksf_).ok()) << i;
  }
}

TEST_F(Opaque, EveryAlteredByteOfKe3FailsTheLogin) {
  const Registered account = sign_up("p");
  const auto client = ClientLogin::start(secret_from(as_bytes("p")), random_);
  const auto started = server_.start_login(client->ke1(), account.record, kAccount, random_);
  const auto done = client->finish(started->ke2, ksf_);
  for (std::size_t i = 0; i < sizeof(Ke3); ++i) {
    Ke3 altered = done->ke3;
    altered[i] ^= 1;
    EXPECT_TRUE(Server::finish_login(started->state, altered).error().is(Errc::login_failed)) << i;
  }
  EXPECT_FALSE(Server::finish_login(started->state, {}).ok());
}

TEST_F(Opaque, AnotherServerKeyFailsTheLogin) {
  const Registered account = sign_up("p");
  auto keys = ServerKeys::generate(random_);
  const Server impostor(std::move(keys));
  const auto client = ClientLogin::start(secret_from(as_bytes("p")), random_);
  const auto started = impostor.start_login(client->ke1(), account.record, kAccount, random_);
  EXPECT_TRUE(client->finish(started->ke2, ksf_).error().is(Errc::login_failed));
}

TEST_F(Opaque, ServerRefusesBrokenMessages) {
  const Bytes zeros(192);
  EXPECT_TRUE(server_.registration_response(ByteView(zeros).first(32), kAccount)
                  .error()
                  .is(Errc::bad_element));
  EXPECT_FALSE(server_.registration_response({}, kAccount).ok());
  EXPECT_TRUE(server_.start_login(ByteView(zeros).first(95), std::nullopt, kAccount, random_)
                  .error()
                  .is(Errc::bad_length));
  EXPECT_TRUE(server_.start_login(ByteView(zeros).first(96), std::nullopt, kAccount, random_)
                  .error()
                  .is(Errc::bad_element));
  EXPECT_TRUE(parse_record(zeros).error().is(Errc::bad_element));
  EXPECT_TRUE(parse_record(ByteView(zeros).first(191)).error().is(Errc::bad_length));
}

TEST_F(Opaque, ClientRefusesBrokenMessages) {
  const auto password = secret_from(as_bytes("p"));
  const auto registration = ClientRegistration::start(password, random_);
  EXPECT_TRUE(registration->finish(Bytes(64), ksf_, random_).error().is(Errc::bad_element));
  EXPECT_TRUE(registration->finish(Bytes(63), ksf_, random_).error().is(Errc::bad_length));
  const auto login = ClientLogin::start(password, random_);
  EXPECT_TRUE(login->finish(Bytes(320), ksf_).error().is(Errc::bad_element));
  EXPECT_TRUE(login->finish(Bytes(321), ksf_).error().is(Errc::bad_length));
}

TEST_F(Opaque, ServerKeysSurviveStorage) {
  const auto keys = ServerKeys::generate(random_);
  const auto stored = keys.serialize();
  ASSERT_EQ(stored.expose().size(), 96U);
  const auto back = ServerKeys::parse(stored.expose());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->public_key, keys.public_key);
  EXPECT_EQ(back->oprf_seed.expose(), keys.oprf_seed.expose());
  EXPECT_FALSE(ServerKeys::parse(Bytes(96)).ok());
  EXPECT_FALSE(ServerKeys::parse(Bytes(95)).ok());
}

// tests/interop/opaque shows that another implementation stretches so; this keeps it from drifting.
TEST(Argon2id, DefaultsAreTheDocumentedOnes) {
  const auto stretched = Argon2idKsf().stretch(SecretKey64());
  ASSERT_TRUE(stretched.ok());
  EXPECT_EQ(hex_encode(stretched->expose()),
            "a7a37b39765e07c331bed7c50cbf448e52cc7e37e74a79bc68bb364f68724c97"
            "5a958b0c5110732bfd7745e6fc274678139fed6e5f4ab690e12866ce9d48fcb1");
}

TEST(Argon2id, SaysWhenItCannotRun) {
  EXPECT_TRUE(Argon2idKsf(0, 1).stretch(SecretKey64()).error().is(Errc::stretch_failed));
}

}  // namespace
}  // namespace nightmail::crypto::opaque
