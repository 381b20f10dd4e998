// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/encryptor.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "crypto/encoding.h"
#include "pgp/open/enarmor.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/seal/packet.h"
#include "pgp/write/errors.h"
#include "pgp/write/signing_keys.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kKeyIdSize = 8;
// Iterations of S2K: octets hashed, the most that its one octet can say. 0.1 s.
constexpr std::size_t kPasswordWork = 0x3e00000;
// For packets of keys and signatures beside the data.
constexpr std::size_t kRoom = std::size_t{16} << 20;

Error failed(const char* what) {
  return {WriteErrc::write_library, what};
}

std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// Zeroes the key ids of `keys` in the session key packets in front (RFC 4880 §5.1).
void hide(Bytes& message, const std::set<Bytes>& keys) {
  if (keys.empty()) return;
  PacketReader reader(message);
  for (auto packet = reader.next(); packet.ok() && *packet; packet = reader.next()) {
    const ByteView body = (*packet)->body;
    if ((*packet)->tag != PacketTag::pkesk || body.size() <= kKeyIdSize) continue;
    if (keys.count(to_bytes(body.subspan(1, kKeyIdSize))) == 0) continue;
    std::fill_n(message.begin() + (body.data() - message.data()) + 1, kKeyIdSize, 0);
  }
}

}  // namespace

class Encryptor::Impl {
 public:
  explicit Impl(Timestamp now) : now_(now), signers_(now) {}

  Result<void> add_recipient(const Certificate& to, RecipientName name) {
    TRY_ASSIGN(const Certificate::EncryptionKey chosen, to.encryption_key(now_));
    signers_.judge_next(earlier(to.expires(), chosen.valid_till));
    TRY_ASSIGN(RnpKey key, import(to, chosen.fingerprint));
    recipients_.push_back(std::move(key));
    if (name == RecipientName::shown) return {};
    TRY_ASSIGN(const Bytes fingerprint, crypto::hex_decode(chosen.fingerprint));
    hidden_.emplace(fingerprint.end() - kKeyIdSize, fingerprint.end());
    return {};
  }

  Result<void> add_password(std::string_view password) {
    if (password.empty()) return Error(WriteErrc::empty_password);
    passwords_.emplace_back(password);
    return {};
  }

  Result<void> add_signer(const SecretKey& key) { return signers_.add(key); }

  Result<Bytes> encrypt(ByteView plain) {
    if (recipients_.empty() && passwords_.empty()) return Error(WriteErrc::no_recipient);
    const RnpInput input = make_rnp_source(plain);
    PlainSink sink(plain.size() + 4096, 2 * plain.size() + kRoom);
    const RnpOutput output = sink.output();
    rnp_op_encrypt_t made = nullptr;
    if (!input || !output ||
        rnp_op_encrypt_create(&made, signers_.ffi(), input.get(), output.get()) != RNP_SUCCESS)
      return failed("encryption");
    const RnpEncrypt op(made);
    if (!set_form(made) || !set_people(made) || rnp_op_encrypt_execute(made) != RNP_SUCCESS)
      return failed("encryption");
    Bytes message = to_bytes(sink.take());
    hide(message, hidden_);
    return message;
  }

 private:
  Result<RnpKey> import(const Certificate& to, const std::string& fingerprint) {
    const RnpInput input = make_rnp_input(to.bytes());
    constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE;
    if (signers_.ffi() == nullptr || !input ||
        rnp_import_keys(signers_.ffi(), input.get(), kFlags, nullptr) != RNP_SUCCESS)
      return failed("certificate");
    rnp_key_handle_t key = nullptr;
    rnp_locate_key(signers_.ffi(), "fingerprint", fingerprint.c_str(), &key);
    if (key == nullptr) return failed("certificate");
    return RnpKey(key);
  }

  static bool set_form(rnp_op_encrypt_t op) {
    return rnp_op_encrypt_set_armor(op, false) == RNP_SUCCESS &&
           rnp_op_encrypt_set_cipher(op, "AES256") == RNP_SUCCESS &&
           rnp_op_encrypt_set_aead(op, "None") == RNP_SUCCESS &&
           rnp_op_encrypt_set_compression(op, "Uncompressed", 0) == RNP_SUCCESS &&
           rnp_op_encrypt_set_hash(op, kSignatureHash) == RNP_SUCCESS &&
           rnp_op_encrypt_set_file_name(op, "") == RNP_SUCCESS &&
           rnp_op_encrypt_set_file_mtime(op, 0) == RNP_SUCCESS;
  }

  bool set_people(rnp_op_encrypt_t op) {
    bool ok = rnp_op_encrypt_set_creation_time(op, signers_.creation()) == RNP_SUCCESS;
    for (const RnpKey& key : recipients_)
      ok = ok && rnp_op_encrypt_add_recipient(op, key.get()) == RNP_SUCCESS;
    for (const CText& password : passwords_)
      ok = ok && rnp_op_encrypt_add_password(op, password.get().c_str(), "SHA256", kPasswordWork,
                                             "AES256") == RNP_SUCCESS;
    for (const RnpKey& key : signers_.keys())
      ok = ok && rnp_op_encrypt_add_signature(op, key.get(), nullptr) == RNP_SUCCESS;
    return ok;
  }

  Timestamp now_;
  SigningKeys signers_;
  std::vector<RnpKey> recipients_;
  std::set<Bytes> hidden_;  // key ids
  std::deque<CText> passwords_;
};

Encryptor::Encryptor(Timestamp now) : impl_(std::make_unique<Impl>(now)) {}
Encryptor::~Encryptor() = default;
Encryptor::Encryptor(Encryptor&& other) noexcept = default;
Encryptor& Encryptor::operator=(Encryptor&& other) noexcept = default;

Result<void> Encryptor::add_recipient(const Certificate& to, RecipientName name) {
  return impl_->add_recipient(to, name);
}
Result<void> Encryptor::add_password(std::string_view password) {
  return impl_->add_password(password);
}
Result<void> Encryptor::add_signer(const SecretKey& key) {
  return impl_->add_signer(key);
}
Result<Bytes> Encryptor::encrypt(ByteView plain) {
  return impl_->encrypt(plain);
}
Result<std::string> Encryptor::encrypt_armored(ByteView plain) {
  TRY_ASSIGN(const Bytes message, encrypt(plain));
  TRY_ASSIGN(const PlainBytes text, enarmored(message, ArmorKind::message));
  return to_string(text);
}

}  // namespace nightmail::pgp
