// SPDX-License-Identifier: Apache-2.0
#include "crypto/opaque_server.h"

#include <utility>

#include "crypto/hkdf.h"
#include "crypto/opaque_envelope.h"
#include "crypto/opaque_key_exchange.h"

namespace nightmail::crypto::opaque {
namespace {

// The OPRF key of one account, RFC 9807 §5.2.2.
oprf::Scalar oprf_key(const ServerKeys& keys, ByteView credential_identifier) {
  const SecretKey32 seed =
      hkdf_expand<32>(keys.oprf_seed.expose(), {credential_identifier, as_bytes("OprfKey")});
  return oprf::derive_private_key(seed.expose(), as_bytes("OPAQUE-DeriveKeyPair"));
}

Result<oprf::Element> evaluate(const ServerKeys& keys, ByteView credential_identifier,
                               ByteView blinded_bytes) {
  TRY_ASSIGN(const oprf::Element blinded, oprf::parse_element(blinded_bytes));
  return oprf::blind_evaluate(oprf_key(keys, credential_identifier), blinded);
}

}  // namespace

ServerKeys ServerKeys::generate(Random& random) {
  ServerKeys keys;
  random.fill(keys.oprf_seed.expose());
  const SecretKey32 seed(random.array<32>());
  keys.private_key = derive_dh_private_key(seed.expose());
  keys.public_key = oprf::public_key_of(keys.private_key);
  return keys;
}

SecretBytes ServerKeys::serialize() const {
  PlainBytes bytes;
  bytes.reserve(96);
  append(bytes, oprf_seed.expose());
  append(bytes, private_key.expose());
  return SecretBytes(std::move(bytes));
}

Result<ServerKeys> ServerKeys::parse(ByteView bytes) {
  TRY(check_size(bytes, 96, "OPAQUE server keys"));
  ServerKeys keys;
  std::copy_n(bytes.begin(), 64, keys.oprf_seed.expose().begin());
  TRY_ASSIGN(keys.private_key, oprf::parse_scalar(bytes.last(32)));
  keys.public_key = oprf::public_key_of(keys.private_key);
  return keys;
}

SecretBytes LoginState::serialize() const {
  PlainBytes bytes;
  bytes.reserve(128);
  append(bytes, expected_client_mac.expose());
  append(bytes, session_key.expose());
  return SecretBytes(std::move(bytes));
}

Result<LoginState> LoginState::parse(ByteView bytes) {
  TRY(check_size(bytes, 128, "login state"));
  LoginState state;
  std::copy_n(bytes.begin(), 64, state.expected_client_mac.expose().begin());
  std::copy_n(bytes.begin() + 64, 64, state.session_key.expose().begin());
  return state;
}

Result<Record> parse_record(ByteView upload) {
  TRY(check_size(upload, sizeof(Record), "registration record"));
  TRY(oprf::parse_element(RecordView(upload).client_public_key));
  return join<sizeof(Record)>({upload});
}

Server::Server(ServerKeys keys, Parameters parameters)
    : keys_(std::move(keys)), parameters_(std::move(parameters)) {
  const SecretKey32 seed =
      hkdf_expand<32>(keys_.oprf_seed.expose(), {as_bytes("NightmailFakeClientKey")});
  fake_client_public_key_ = oprf::public_key_of(derive_dh_private_key(seed.expose()));
}

Result<RegistrationResponse> Server::registration_response(ByteView request,
                                                           ByteView credential_identifier) const {
  TRY_ASSIGN(const oprf::Element evaluated, evaluate(keys_, credential_identifier, request));
  return join<sizeof(RegistrationResponse)>({evaluated, keys_.public_key});
}

// The labels end differently from "OprfKey", so no identifier makes two of these keys equal. One
// client key serves all fake accounts, as it shows in no answer.
Record Server::fake_record(ByteView credential_identifier) const {
  const SecretKey64 masking = hkdf_expand<64>(
      keys_.oprf_seed.expose(), {credential_identifier, as_bytes("NightmailFakeMaskingKey")});
  return join<sizeof(Record)>({fake_client_public_key_, masking.expose(), Bytes(kEnvelope)});
}

Result<LoginStarted> Server::start_login(ByteView ke1_bytes, const std::optional<Record>& record,
                                         ByteView credential_identifier, Random& random) const {
  TRY(check_size(ke1_bytes, sizeof(Ke1), "KE1"));
  const Ke1View ke1(ke1_bytes);
  TRY_ASSIGN(const oprf::Element client_share, oprf::parse_element(ke1.key_share));
  TRY_ASSIGN(const auto evaluated, evaluate(keys_, credential_identifier, ke1.blinded));
  // Made even where it is not used: known and unknown accounts cost the same.
  const Record fake = fake_record(credential_identifier);
  const RecordView account(record ? *record : fake);
  TRY_ASSIGN(const oprf::Element client_key, oprf::parse_element(account.client_public_key));

  const auto masking_nonce = random.array<kNonce>();
  const auto server_nonce = random.array<kNonce>();
  const SecretKey32 seed(random.array<32>());
  const oprf::Scalar share_secret = derive_dh_private_key(seed.expose());
  const Masked masked =
      mask(account.masking_key, masking_nonce, join<kMasked>({keys_.public_key, account.envelope}));
  const auto without_mac = join<sizeof(Ke2) - kMac>(
      {evaluated, masking_nonce, masked, server_nonce, oprf::public_key_of(share_secret)});

  TRY_ASSIGN(const SecretKey32 dh1, oprf::multiply(share_secret, client_share));
  TRY_ASSIGN(const SecretKey32 dh2, oprf::multiply(keys_.private_key, client_share));
  TRY_ASSIGN(const SecretKey32 dh3, oprf::multiply(share_secret, client_key));
  const Bytes said =
      transcript(parameters_, account.client_public_key, ke1_bytes, keys_.public_key, without_mac);
  SessionKeys session = derive_session_keys(dh1, dh2, dh3, said);
  const Ke2 ke2 = join<sizeof(Ke2)>({without_mac, session.server_mac.expose()});
  return LoginStarted{ke2, {std::move(session.client_mac), std::move(session.session_key)}};
}

Result<SecretKey64> Server::finish_login(const LoginState& state, ByteView ke3) {
  if (!equal_constant_time(state.expected_client_mac.expose(), ke3)) {
    return Error(Errc::login_failed);
  }
  return state.session_key.copy();
}

}  // namespace nightmail::crypto::opaque
