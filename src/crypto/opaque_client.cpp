// SPDX-License-Identifier: Apache-2.0
#include "crypto/opaque_client.h"

#include <utility>

#include "crypto/opaque_envelope.h"
#include "crypto/opaque_key_exchange.h"

namespace nightmail::crypto::opaque {
namespace {

// What the unmasked response of a login gives, once its envelope verified.
struct Recovered {
  EnvelopeKeys keys;
  oprf::Element server_public_key;
};

// RFC 9807 §4.1.3. A wrong password yields noise for server key and envelope, found by the tag.
Result<Recovered> recover(const SecretKey64& password, const Ke2View& ke2,
                          const Parameters& parameters) {
  const Masked plain = mask(masking_key(password).expose(), ke2.masking_nonce, ke2.masked);
  const ByteView server_public_key = ByteView(plain).first(kKey);
  const ByteView nonce = ByteView(plain).subspan(kKey, kNonce);
  EnvelopeKeys keys = envelope_keys(password, nonce);
  const Digest64 tag = envelope_tag(keys, nonce, server_public_key, parameters);
  if (!equal_constant_time(tag, ByteView(plain).last(kMac))) return Error(Errc::login_failed);
  TRY_ASSIGN(const oprf::Element server_key, oprf::parse_element(server_public_key));
  return Recovered{std::move(keys), server_key};
}

}  // namespace

Result<ClientRegistration> ClientRegistration::start(const SecretBytes& password, Random& random,
                                                     Parameters parameters) {
  ClientRegistration self;
  self.parameters_ = std::move(parameters);
  self.password_ = password.copy();
  self.blind_ = oprf::random_scalar(random);
  TRY_ASSIGN(self.request_, oprf::blind(password.expose(), self.blind_));
  return self;
}

Result<Registered> ClientRegistration::finish(ByteView response, const Ksf& ksf,
                                              Random& random) const {
  TRY(check_size(response, sizeof(RegistrationResponse), "registration response"));
  TRY_ASSIGN(const oprf::Element evaluated, oprf::parse_element(response.first(kKey)));
  TRY_ASSIGN(const oprf::Element server_public_key, oprf::parse_element(response.last(kKey)));
  TRY_ASSIGN(const SecretKey64 password, randomized_password(password_, blind_, evaluated, ksf));

  const auto nonce = random.array<kNonce>();
  EnvelopeKeys keys = envelope_keys(password, nonce);
  const Digest64 tag = envelope_tag(keys, nonce, server_public_key, parameters_);
  const Record record = join<sizeof(Record)>(
      {oprf::public_key_of(keys.client_private_key), masking_key(password).expose(), nonce, tag});
  return Registered{record, std::move(keys.export_key), server_public_key};
}

Result<ClientLogin> ClientLogin::start(const SecretBytes& password, Random& random,
                                       Parameters parameters) {
  ClientLogin self;
  self.parameters_ = std::move(parameters);
  self.password_ = password.copy();
  self.blind_ = oprf::random_scalar(random);
  const auto nonce = random.array<kNonce>();
  const SecretKey32 seed(random.array<32>());
  self.key_share_secret_ = derive_dh_private_key(seed.expose());
  TRY_ASSIGN(const oprf::Element blinded, oprf::blind(password.expose(), self.blind_));
  self.ke1_ = join<sizeof(Ke1)>({blinded, nonce, oprf::public_key_of(self.key_share_secret_)});
  return self;
}

Result<LoggedIn> ClientLogin::finish(ByteView ke2_bytes, const Ksf& ksf) const {
  TRY(check_size(ke2_bytes, sizeof(Ke2), "KE2"));
  const Ke2View ke2(ke2_bytes);
  TRY_ASSIGN(const oprf::Element evaluated, oprf::parse_element(ke2.evaluated));
  TRY_ASSIGN(const oprf::Element key_share, oprf::parse_element(ke2.key_share));
  TRY_ASSIGN(const SecretKey64 password, randomized_password(password_, blind_, evaluated, ksf));
  TRY_ASSIGN(Recovered mine, recover(password, ke2, parameters_));

  TRY_ASSIGN(const SecretKey32 dh1, oprf::multiply(key_share_secret_, key_share));
  TRY_ASSIGN(const SecretKey32 dh2, oprf::multiply(key_share_secret_, mine.server_public_key));
  TRY_ASSIGN(const SecretKey32 dh3, oprf::multiply(mine.keys.client_private_key, key_share));
  const Bytes said = transcript(parameters_, oprf::public_key_of(mine.keys.client_private_key),
                                ke1_, mine.server_public_key, ke2.without_mac);
  SessionKeys session = derive_session_keys(dh1, dh2, dh3, said);
  if (!equal_constant_time(session.server_mac.expose(), ke2.mac)) return Error(Errc::login_failed);
  return LoggedIn{session.client_mac.expose(), std::move(session.session_key),
                  std::move(mine.keys.export_key), mine.server_public_key};
}

}  // namespace nightmail::crypto::opaque
