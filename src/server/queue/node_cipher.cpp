// SPDX-License-Identifier: Apache-2.0
#include "server/queue/node_cipher.h"

#include <algorithm>
#include <array>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/hkdf.h"
#include "server/queue/errors.h"

namespace nightmail::queue {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::int64_t kSalt = 32;
constexpr std::int64_t kHeader = 1 + kSalt;
constexpr std::int64_t kChunk = 64 * 1024;
constexpr std::int64_t kOverhead = crypto::kAeadOverhead;
constexpr std::size_t kHash = 16;

SecretKey32 derive(const SecretKey32& key, std::string_view info) {
  return crypto::hkdf<32>({}, key.expose(), as_bytes(info));
}

void append_number(Bytes& to, std::int64_t value) {
  for (int shift = 0; shift < 64; shift += 8)
    to.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift));
}

Bytes record_data(std::string_view purpose, store::AccountId account) {
  Bytes data = to_bytes(purpose);
  data.push_back(0);
  append_number(data, raw(account));
  return data;
}

// Neither the order of the chunks nor their number can be changed.
Bytes chunk_data(store::AccountId account, std::int64_t index, bool last) {
  Bytes data;
  append_number(data, raw(account));
  append_number(data, index);
  data.push_back(last ? 1 : 0);
  return data;
}

std::int64_t chunks_of(std::int64_t plain) {
  return std::max<std::int64_t>(1, (plain + kChunk - 1) / kChunk);
}

Error bad_record() {
  return Error(Errc::bad_record, "not encrypted under this node key");
}

}  // namespace

NodeCipher::NodeCipher(const SecretKey32& node_key, Random& random)
    : record_key_(derive(node_key, "nightmail queue record v1")),
      message_key_(derive(node_key, "nightmail queue message v1")),
      hash_key_(derive(node_key, "nightmail queue recipient v1")),
      random_(random) {}

Bytes NodeCipher::seal_record(std::string_view purpose, store::AccountId account,
                              ByteView plain) const {
  return crypto::aead_seal(record_key_, plain, record_data(purpose, account), random_);
}

Result<PlainBytes> NodeCipher::open_record(std::string_view purpose, store::AccountId account,
                                           ByteView sealed) const {
  auto plain = crypto::aead_open(record_key_, sealed, record_data(purpose, account));
  if (!plain.ok()) return bad_record();
  return plain;
}

Bytes NodeCipher::seal_message(store::AccountId account, ByteView plain) const {
  const auto size = static_cast<std::int64_t>(plain.size());
  const std::int64_t count = chunks_of(size);
  Bytes sealed;
  sealed.reserve(static_cast<std::size_t>(kHeader + size + count * kOverhead));
  sealed.push_back(kVersion);
  const auto salt = random_.array<kSalt>();
  append(sealed, salt);
  const SecretKey32 key =
      crypto::hkdf<32>(salt, message_key_.expose(), as_bytes("nightmail outgoing v1"));
  for (std::int64_t i = 0; i < count; ++i) {
    const auto begin = static_cast<std::size_t>(i * kChunk);
    const auto chunk = plain.subspan(begin, std::min<std::size_t>(kChunk, plain.size() - begin));
    append(sealed, crypto::aead_seal(key, chunk, chunk_data(account, i, i + 1 == count), random_));
  }
  return sealed;
}

std::int64_t NodeCipher::plain_size(std::int64_t sealed) {
  const std::int64_t body = sealed - kHeader;
  if (body < kOverhead) return 0;
  const std::int64_t count = (body + kChunk + kOverhead - 1) / (kChunk + kOverhead);
  return body - count * kOverhead;
}

Result<PlainBytes> NodeCipher::open_message(store::AccountId account, std::int64_t sealed_size,
                                            const Read& read, std::int64_t enough) const {
  TRY_ASSIGN(const Bytes header, read(0, kHeader));
  if (std::ssize(header) != kHeader || header.front() != kVersion) return bad_record();
  const SecretKey32 key = crypto::hkdf<32>(ByteView(header).subspan(1), message_key_.expose(),
                                           as_bytes("nightmail outgoing v1"));
  const std::int64_t size = plain_size(sealed_size);
  const std::int64_t count = chunks_of(size);
  PlainBytes plain;
  plain.reserve(static_cast<std::size_t>(std::min(size, chunks_of(enough) * kChunk)));
  for (std::int64_t i = 0; i < count && std::ssize(plain) < enough; ++i) {
    TRY_ASSIGN(const Bytes chunk, read(kHeader + i * (kChunk + kOverhead), kChunk + kOverhead));
    const auto opened = crypto::aead_open(key, chunk, chunk_data(account, i, i + 1 == count));
    if (!opened.ok()) return bad_record();
    append(plain, *opened);
  }
  return plain;
}

Bytes NodeCipher::recipient_hash(store::AccountId account, std::string_view address) const {
  Bytes number;
  append_number(number, raw(account));
  const auto hash = crypto::hmac_sha512_concat(hash_key_.expose(), {number, as_bytes(address)});
  return to_bytes(ByteView(hash).first(kHash));
}

}  // namespace nightmail::queue
