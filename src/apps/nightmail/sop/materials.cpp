// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/materials.h"

#include <algorithm>

#include "apps/nightmail/sop/errors.h"
#include "pgp/open/errors.h"
#include "pgp/seal/armor.h"
#include "pgp/seal/errors.h"
#include "pgp/seal/packet.h"
#include "proto/mime/text.h"

namespace nightmail::sop {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PGP ";
constexpr std::string_view kEnd = "-----END PGP ";

// Joins what several armored blocks hold; binary data stays as it is.
Result<PlainBytes> joined_binary(ByteView data) {
  PlainBytes all;
  if (!data.empty() && (data[0] & 0x80) != 0) {
    append(all, data);
    return all;
  }
  std::string_view rest = as_text(data);
  for (std::size_t begin = rest.find(kBegin); begin != std::string_view::npos;
       begin = rest.find(kBegin)) {
    rest.remove_prefix(begin);
    const std::size_t end = rest.find(kEnd);
    if (end == std::string_view::npos) break;
    const std::size_t next = std::min(rest.find('\n', end), rest.size());
    auto block = pgp::dearmored(as_bytes(rest.substr(0, next)), rest.size());
    if (!block.ok()) return Error(SopErrc::bad_data, "damaged armor");
    append(all, *block);
    wipe(*block);
    rest.remove_prefix(next);
  }
  if (all.empty()) return Error(SopErrc::bad_data, "no OpenPGP data");
  return all;
}

PlainBytes without_trailing_blanks(const PlainBytes& password) {
  const std::string_view text = as_text(password);
  const std::size_t last = text.find_last_not_of(" \t\r\n\v\f");
  return PlainBytes(password.begin(),
                    password.begin() +
                        static_cast<std::ptrdiff_t>(last == std::string_view::npos ? 0 : last + 1));
}

Result<pgp::SecretKey> unlock(ByteView data, std::span<const SecretBytes> passwords,
                              Timestamp now) {
  Result<pgp::SecretKey> key = pgp::SecretKey::parse(data, {}, now);
  for (const SecretBytes& password : passwords) {
    if (key.ok() || !key.error().is(pgp::OpenErrc::wrong_passphrase)) break;
    key = pgp::SecretKey::parse(data, as_text(password.expose()), now);
  }
  if (!key.ok()) return key_error(key.error());
  return key;
}

}  // namespace

Error key_error(const Error& error) {
  if (error.is(pgp::OpenErrc::wrong_passphrase)) return {SopErrc::key_is_protected};
  if (error.is(pgp::OpenErrc::unsupported) || error.is(pgp::SealErrc::unsupported_algorithm))
    return {SopErrc::unsupported_asymmetric_algo, error.context()};
  return {SopErrc::bad_data, error.message()};
}

Result<std::vector<PlainBytes>> split_keys(ByteView data) {
  TRY_ASSIGN(const PlainBytes all, joined_binary(data));
  std::vector<PlainBytes> keys;
  pgp::PacketReader reader(all);
  const std::uint8_t* from = all.data();
  for (;;) {
    const auto packet = reader.next();
    if (!packet.ok()) return Error(SopErrc::bad_data, "damaged packets");
    if (!*packet) return keys;
    const std::uint8_t* to = (*packet)->body.data() + (*packet)->body.size();
    const pgp::PacketTag tag = (*packet)->tag;
    if (tag == pgp::PacketTag::public_key || tag == pgp::PacketTag::secret_key) keys.emplace_back();
    if (keys.empty()) return Error(SopErrc::bad_data, "neither key nor certificate");
    keys.back().insert(keys.back().end(), from, to);
    from = to;
  }
}

Result<std::vector<SecretBytes>> read_passwords(Streams& streams,
                                                const std::vector<std::string>& designators) {
  std::vector<SecretBytes> passwords;
  for (const std::string& designator : designators) {
    TRY_ASSIGN(PlainBytes password, streams.read(designator));
    PlainBytes trimmed = without_trailing_blanks(password);
    const bool same = trimmed.size() == password.size();
    passwords.emplace_back(std::move(trimmed));
    if (!same) passwords.emplace_back(std::move(password));
  }
  return passwords;
}

Result<SecretBytes> read_new_password(Streams& streams, const std::string& designator) {
  TRY_ASSIGN(const PlainBytes password, streams.read(designator));
  PlainBytes trimmed = without_trailing_blanks(password);
  if (!mime::is_utf8(as_text(trimmed)) || as_text(trimmed).find('\0') != std::string_view::npos)
    return Error(SopErrc::password_not_human_readable);
  return SecretBytes(std::move(trimmed));
}

Result<std::vector<pgp::Certificate>> read_certificates(Streams& streams,
                                                        std::span<const std::string> designators,
                                                        Timestamp now) {
  std::vector<pgp::Certificate> certificates;
  for (const std::string& designator : designators) {
    TRY_ASSIGN(const PlainBytes data, streams.read(designator));
    TRY_ASSIGN(const std::vector<PlainBytes> blocks, split_keys(data));
    for (const PlainBytes& block : blocks) {
      auto certificate = pgp::Certificate::parse(block, now);
      if (!certificate.ok()) return key_error(certificate.error());
      certificates.push_back(*std::move(certificate));
    }
  }
  return certificates;
}

Result<std::vector<pgp::SecretKey>> unlock_keys(ByteView data,
                                                std::span<const SecretBytes> passwords,
                                                Timestamp now) {
  TRY_ASSIGN(const std::vector<PlainBytes> blocks, split_keys(data));
  std::vector<pgp::SecretKey> keys;
  for (const PlainBytes& block : blocks) {
    TRY_ASSIGN(pgp::SecretKey key, unlock(block, passwords, now));
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<std::vector<pgp::SecretKey>> read_keys(Streams& streams,
                                              std::span<const std::string> designators,
                                              std::span<const SecretBytes> passwords,
                                              Timestamp now) {
  std::vector<pgp::SecretKey> keys;
  for (const std::string& designator : designators) {
    TRY_ASSIGN(const PlainBytes data, streams.read(designator));
    TRY_ASSIGN(std::vector<pgp::SecretKey> some, unlock_keys(data, passwords, now));
    for (pgp::SecretKey& key : some) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace nightmail::sop
