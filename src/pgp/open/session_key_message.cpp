// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/session_key_message.h"

#include <array>
#include <charconv>

#include "crypto/encoding.h"
#include "pgp/open/errors.h"
#include "pgp/seal/packet.h"
#include "pgp/seal/primitives.h"

namespace nightmail::pgp {
namespace {

constexpr std::uint8_t kSkeskTag = 3;
constexpr std::uint8_t kSkeskHeader = 0xc0 | kSkeskTag;
constexpr std::size_t kSaltSize = 8;
constexpr std::uint8_t kAes256 = 9;
constexpr std::uint8_t kSha256 = 8;
constexpr std::size_t kMaxKey = 32;

// Version 4, AES-256, salted S2K (a salt of zeros: the password is no secret) with SHA-256.
constexpr std::array<std::uint8_t, 4 + kSaltSize> kFields = {4, kAes256, 1, kSha256};

// What follows the session key packets.
ByteView encrypted_packet(ByteView message) {
  PacketReader reader(message);
  ByteView rest = message;
  for (;;) {
    const auto packet = reader.next();  // fails where lengths are partial: that is the data
    if (!packet.ok() || !*packet) return rest;
    const PacketTag tag = (*packet)->tag;
    if (tag != PacketTag::pkesk && tag != PacketTag{kSkeskTag} && tag != PacketTag::marker &&
        tag != PacketTag::padding)
      return rest;
    const std::uint8_t* end = (*packet)->body.data() + (*packet)->body.size();
    rest = message.subspan(static_cast<std::size_t>(end - message.data()));
  }
}

}  // namespace

Result<KnownSessionKey> parse_session_key(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  unsigned cipher = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), cipher);
  if (problem != std::errc() || end == text.data() + text.size() || *end != ':' || cipher > 255)
    return Error(OpenErrc::not_a_session_key);
  auto key = crypto::hex_decode(text.substr(static_cast<std::size_t>(end - text.data()) + 1));
  if (!key.ok() || key->empty() || key->size() > kMaxKey) return Error(OpenErrc::not_a_session_key);
  KnownSessionKey known{static_cast<std::uint8_t>(cipher), secret_from(*key)};
  wipe(*key);
  return known;
}

Result<PlainBytes> with_session_key(ByteView message, const KnownSessionKey& key) {
  TRY_ASSIGN(const auto primitives, Primitives::make());
  PlainBytes salted(kSaltSize);
  append(salted, as_bytes(kPublicPassword));
  std::array<std::uint8_t, 64> password_key{};
  TRY(primitives->hash(kSha256, salted, password_key));
  PlainBytes clear = {key.cipher};
  append(clear, key.key.expose());
  PlainBytes packet = {kSkeskHeader, static_cast<std::uint8_t>(kFields.size() + clear.size())};
  append(packet, kFields);
  const std::size_t at = packet.size();
  packet.resize(at + clear.size());
  TRY(primitives->start(ByteView(password_key).first(kSessionKeySize)));
  TRY(primitives->encrypt(clear, packet.data() + at));
  append(packet, encrypted_packet(message));
  return packet;
}

}  // namespace nightmail::pgp
