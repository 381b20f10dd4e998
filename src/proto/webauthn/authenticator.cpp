// SPDX-License-Identifier: Apache-2.0
#include "proto/webauthn/authenticator.h"

#include <algorithm>
#include <map>
#include <optional>

#include "crypto/hash.h"
#include "crypto/signature.h"
#include "proto/webauthn/cbor.h"
#include "proto/webauthn/errors.h"

namespace nightmail::webauthn {
namespace {

// Authenticator data (§6.1): SHA-256 of the site, flags, sign count; then perhaps a credential.
constexpr std::size_t kSiteHashSize = 32;
constexpr std::size_t kDataHead = kSiteHashSize + 1 + 4;
constexpr std::uint8_t kUserPresent = 0x01;
constexpr std::uint8_t kHasCredential = 0x40;
constexpr std::size_t kAaguidSize = 16;

Error malformed(std::string_view what) {
  return {Errc::malformed, std::string(what)};
}

std::uint32_t big_endian(ByteView octets) {
  std::uint32_t number = 0;
  for (const std::uint8_t octet : octets) number = number << 8 | octet;
  return number;
}

struct DataHead {
  std::uint8_t flags = 0;
  std::uint32_t sign_count = 0;
  ByteView rest;
};

Result<DataHead> read_data_head(ByteView data, std::string_view rp_id) {
  if (data.size() < kDataHead) return malformed("authenticator data");
  const auto site = crypto::sha256(as_bytes(rp_id));
  if (!std::ranges::equal(site, data.first(kSiteHashSize))) return Error(Errc::wrong_site);
  DataHead head;
  head.flags = data[kSiteHashSize];
  head.sign_count = big_endian(data.subspan(kSiteHashSize + 1, 4));
  head.rest = data.subspan(kDataHead);
  if ((head.flags & kUserPresent) == 0) return Error(Errc::not_present);
  return head;
}

// The members of a COSE key that we know: RFC 9052 §7, RFC 9053 §7.1, §7.2.
struct CoseKey {
  std::map<std::int64_t, std::int64_t> numbers;
  std::map<std::int64_t, ByteView> strings;

  [[nodiscard]] bool is(std::int64_t label, std::int64_t value) const {
    const auto found = numbers.find(label);
    return found != numbers.end() && found->second == value;
  }
  [[nodiscard]] ByteView octets(std::int64_t label) const {
    const auto found = strings.find(label);
    return found == strings.end() ? ByteView() : found->second;
  }
};

constexpr std::int64_t kKeyType = 1, kAlgorithm = 3, kCurve = -1, kX = -2, kY = -3;

Result<CoseKey> read_cose(ByteView octets) {
  CborReader reader(octets);
  CoseKey key;
  TRY_ASSIGN(const std::size_t pairs, reader.map());
  for (std::size_t i = 0; i < pairs; ++i) {
    if (!reader.at_integer()) return malformed("COSE label");
    TRY_ASSIGN(const std::int64_t label, reader.integer());
    if (label == kX || label == kY) {
      TRY_ASSIGN(key.strings[label], reader.bytes());
    } else if (reader.at_integer()) {
      TRY_ASSIGN(key.numbers[label], reader.integer());
    } else {
      TRY(reader.skip());
    }
  }
  return key;
}

Result<PublicKey> read_public_key(ByteView octets) {
  TRY_ASSIGN(const CoseKey cose, read_cose(octets));
  const ByteView x = cose.octets(kX), y = cose.octets(kY);
  PublicKey key;
  if (cose.is(kKeyType, 2) && cose.is(kAlgorithm, -7) && cose.is(kCurve, 1)) {
    if (x.size() != 32 || y.size() != 32) return malformed("coordinates");
    key.octets.push_back(0x04);
    append(key.octets, x);
    append(key.octets, y);
    if (!crypto::is_p256_point(key.octets)) return malformed("not on the curve");
    return key;
  }
  if (cose.is(kKeyType, 1) && cose.is(kAlgorithm, -8) && cose.is(kCurve, 6) && x.size() == 32) {
    return PublicKey{KeyKind::ed25519, to_bytes(x)};
  }
  return Error(Errc::unsupported_key);
}

Result<Credential> read_credential(const DataHead& head) {
  ByteView rest = head.rest;
  if ((head.flags & kHasCredential) == 0 || rest.size() < kAaguidSize + 2) {
    return malformed("no credential");
  }
  const std::size_t length = big_endian(rest.subspan(kAaguidSize, 2));
  rest = rest.subspan(kAaguidSize + 2);
  if (length == 0 || length > kMaxCredentialId || length > rest.size()) {
    return malformed("credential id");
  }
  Credential credential;
  credential.id = to_bytes(rest.first(length));
  credential.sign_count = head.sign_count;
  TRY_ASSIGN(credential.key, read_public_key(rest.subspan(length)));
  return credential;
}

}  // namespace

Result<Credential> read_attestation(ByteView attestation_object, std::string_view rp_id) {
  CborReader reader(attestation_object);
  std::optional<ByteView> data;
  TRY_ASSIGN(const std::size_t members, reader.map());
  for (std::size_t i = 0; i < members; ++i) {
    TRY_ASSIGN(const std::string_view name, reader.text());
    if (name == "authData") {
      TRY_ASSIGN(data, reader.bytes());
    } else {
      TRY(reader.skip());
    }
  }
  if (!data) return malformed("no authData");
  TRY_ASSIGN(const DataHead head, read_data_head(*data, rp_id));
  return read_credential(head);
}

Result<std::uint32_t> verify_assertion(const Assertion& assertion, const PublicKey& key,
                                       std::string_view rp_id) {
  TRY_ASSIGN(const DataHead head, read_data_head(assertion.authenticator_data, rp_id));
  Bytes message = to_bytes(assertion.authenticator_data);
  append(message, crypto::sha256(assertion.client_data));
  const auto verified = key.kind == KeyKind::es256
                            ? crypto::verify_es256(key.octets, message, assertion.signature)
                            : crypto::verify_ed25519(key.octets, message, assertion.signature);
  if (!verified.ok()) return Error(Errc::bad_signature);
  return head.sign_count;
}

Bytes to_stored(const PublicKey& key) {
  Bytes stored{static_cast<std::uint8_t>(key.kind)};
  append(stored, key.octets);
  return stored;
}

Result<PublicKey> from_stored(ByteView stored) {
  if (stored.size() == 66 && stored[0] == 1) {
    return PublicKey{KeyKind::es256, to_bytes(stored.subspan(1))};
  }
  if (stored.size() == 33 && stored[0] == 2) {
    return PublicKey{KeyKind::ed25519, to_bytes(stored.subspan(1))};
  }
  return malformed("stored key");
}

}  // namespace nightmail::webauthn
