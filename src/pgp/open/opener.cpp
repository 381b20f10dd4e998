// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/opener.h"

#include <algorithm>
#include <deque>

#include "pgp/open/errors.h"
#include "pgp/open/framing.h"
#include "pgp/open/hidden_recipients.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/open/session_key_message.h"
#include "pgp/open/signature_reader.h"
#include "pgp/seal/armor.h"
#include "pgp/seal/key_ring.h"

namespace nightmail::pgp {
namespace {

Error library_error() {
  return {OpenErrc::open_library, "RNP"};
}

// The message is framed well and integrity-protected: what else fails is damage.
Error refusal(rnp_result_t result) {
  switch (result) {
    case RNP_ERROR_NO_SUITABLE_KEY:
    case RNP_ERROR_KEY_NOT_FOUND:
    case RNP_ERROR_BAD_PASSWORD:
      return OpenErrc::not_for_this_key;
    case RNP_ERROR_NOT_SUPPORTED:
    case RNP_ERROR_NOT_IMPLEMENTED:
      return OpenErrc::unsupported;
    case RNP_ERROR_OUT_OF_MEMORY:
      return library_error();
    default:
      return OpenErrc::damaged;
  }
}

// RNP also lets through messages that nobody encrypted, or without a modification detection code.
bool was_protected(rnp_op_verify_t op) {
  bool valid = false;
  return rnp_op_verify_get_protection_info(op, nullptr, nullptr, &valid) == RNP_SUCCESS && valid;
}

Result<void> import(rnp_ffi_t ffi, const SecretKey& key) {
  const RnpInput input = make_rnp_input(key.bytes().expose());
  constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS;
  if (ffi == nullptr || !input) return library_error();
  if (rnp_import_keys(ffi, input.get(), kFlags, nullptr) != RNP_SUCCESS)
    return Error(OpenErrc::not_a_secret_key);
  return {};
}

bool is_binary(ByteView data) {
  return data.empty() || (data[0] & 0x80) != 0;
}

Result<Bytes> without_armor(ByteView sealed) {
  if (!as_text(sealed).starts_with("-----BEGIN PGP MESSAGE")) return Error(OpenErrc::not_openpgp);
  // Armor makes 4 octets of 3, so the binary form is smaller.
  auto binary = dearmored(sealed, sealed.size());
  if (!binary.ok()) return Error(OpenErrc::damaged, "armor");
  return binary;
}

// One message, opened with one key ring: tries what can be tried until something opens it.
class Attempts {
 public:
  Attempts(rnp_ffi_t ffi, std::span<const Certificate> candidates, std::size_t max_size)
      : ffi_(ffi), candidates_(candidates), max_size_(max_size) {
    rnp_ffi_set_pass_provider(ffi, give_password, this);
  }
  ~Attempts() { rnp_ffi_set_pass_provider(ffi_, nullptr, nullptr); }
  Attempts(const Attempts&) = delete;
  Attempts& operator=(const Attempts&) = delete;

  Result<SignedData> run(ByteView message, const std::deque<CText>& passwords,
                         const std::vector<KnownSessionKey>& session_keys) {
    Result<SignedData> opened = run_passwords(message, passwords);
    const CText known(kPublicPassword);
    for (const KnownSessionKey& key : session_keys) {
      if (opened.ok() || !may_go_on(opened.error())) break;
      TRY_ASSIGN(const PlainBytes keyed, with_session_key(message, key));
      password_ = &known;
      opened = better(std::move(opened), once(keyed));
    }
    return opened;
  }

 private:
  Result<SignedData> run_passwords(ByteView message, const std::deque<CText>& passwords) {
    Result<SignedData> opened = run_keys(message);
    for (const CText& password : passwords) {
      if (opened.ok() || !may_go_on(opened.error())) break;
      password_ = &password;
      opened = better(std::move(opened), once(message));
    }
    return opened;
  }

  static bool may_go_on(const Error& error) {
    return !error.is(OpenErrc::too_large) && !error.is(OpenErrc::open_library);
  }

  // What tells more: success, or the error that says more than "not for this key".
  static Result<SignedData> better(Result<SignedData> before, Result<SignedData> now) {
    const bool keep = !now.ok() && now.error().is(OpenErrc::not_for_this_key);
    return keep ? std::move(before) : std::move(now);
  }

  Result<SignedData> run_keys(ByteView message) {
    Result<SignedData> opened = once(message);
    if (opened.ok()) return opened;
    const std::vector<std::size_t> hidden = hidden_key_ids(message);
    if (hidden.empty()) return opened;
    for (const KeyId& id : decryption_key_ids(ffi_)) {
      if (opened.ok() || !may_go_on(opened.error())) break;
      opened = better(std::move(opened), once(with_key_id(message, hidden, id)));
    }
    return opened;
  }

  Result<SignedData> once(ByteView message) {
    PlainSink sink(message.size(), max_size_);
    const RnpInput input = make_rnp_input(message);
    const RnpOutput output = sink.output();
    rnp_op_verify_t made = nullptr;
    if (!input || !output ||
        rnp_op_verify_create(&made, ffi_, input.get(), output.get()) != RNP_SUCCESS)
      return library_error();
    const RnpVerify op(made);
    rnp_op_verify_set_flags(made, RNP_VERIFY_IGNORE_SIGS_ON_DECRYPT);
    const rnp_result_t result = rnp_op_verify_execute(made);
    if (sink.overflowed()) return Error(OpenErrc::too_large);
    // What a wrong password opens names no algorithm that RNP knows.
    if (result == RNP_ERROR_NOT_SUPPORTED && password_ != nullptr)
      return Error(OpenErrc::not_for_this_key);
    if (result != RNP_SUCCESS) return refusal(result);
    if (!was_protected(made)) return Error(OpenErrc::not_protected);
    return SignedData{sink.take(), read_signatures(made, ffi_, candidates_)};
  }

  static bool give_password(rnp_ffi_t /*ffi*/, void* self, rnp_key_handle_t /*key*/,
                            const char* /*what_for*/, char* out, std::size_t size) {
    const CText* password = static_cast<Attempts*>(self)->password_;
    if (password == nullptr || password->get().size() >= size) return false;
    std::ranges::copy(password->get(), out);
    out[password->get().size()] = '\0';
    return true;
  }

  rnp_ffi_t ffi_;
  std::span<const Certificate> candidates_;
  std::size_t max_size_;
  const CText* password_ = nullptr;
};

}  // namespace

class Opener::Impl {
 public:
  Impl() : ffi_(make_rnp_ffi({})) {}

  Result<void> add(const SecretKey& key) {
    TRY(import(ffi_.get(), key));
    keys_.push_back(key.copy());
    return {};
  }

  void add_password(std::string_view password) { passwords_.emplace_back(password); }

  Result<void> add_session_key(std::string_view text) {
    TRY_ASSIGN(KnownSessionKey key, parse_session_key(text));
    session_keys_.push_back(std::move(key));
    return {};
  }

  Result<PlainBytes> open(ByteView sealed, std::size_t max_size) {
    TRY_ASSIGN(SignedData opened, open_with(ffi_.get(), sealed, {}, max_size));
    return std::move(opened.plain);
  }

  // A key ring of its own, so that nobody is a candidate for ever.
  Result<SignedData> open_and_verify(ByteView sealed, std::span<const Certificate> candidates,
                                     Timestamp now, std::size_t max_size) {
    const RnpFfi ffi = make_rnp_ffi(with_clock_slack(now));
    if (!ffi) return library_error();
    TRY(add_certificates(ffi.get(), candidates));
    for (const SecretKey& key : keys_) TRY(import(ffi.get(), key));
    return open_with(ffi.get(), sealed, candidates, max_size);
  }

 private:
  Result<SignedData> open_with(rnp_ffi_t ffi, ByteView sealed,
                               std::span<const Certificate> candidates, std::size_t max_size) {
    if (ffi == nullptr) return library_error();
    if (is_binary(sealed)) return open_binary(ffi, sealed, candidates, max_size);
    TRY_ASSIGN(const Bytes binary, without_armor(sealed));
    return open_binary(ffi, binary, candidates, max_size);
  }

  Result<SignedData> open_binary(rnp_ffi_t ffi, ByteView message,
                                 std::span<const Certificate> candidates, std::size_t max_size) {
    TRY(check_framing(message));
    return Attempts(ffi, candidates, max_size).run(message, passwords_, session_keys_);
  }

  RnpFfi ffi_;
  std::vector<SecretKey> keys_;
  std::deque<CText> passwords_;
  std::vector<KnownSessionKey> session_keys_;
};

Opener::Opener() : impl_(std::make_unique<Impl>()) {}
Opener::~Opener() = default;
Opener::Opener(Opener&& other) noexcept = default;
Opener& Opener::operator=(Opener&& other) noexcept = default;

Result<void> Opener::add(const SecretKey& key) {
  return impl_->add(key);
}
void Opener::add_password(std::string_view password) {
  impl_->add_password(password);
}
Result<void> Opener::add_session_key(std::string_view text) {
  return impl_->add_session_key(text);
}
Result<PlainBytes> Opener::open(ByteView sealed, std::size_t max_size) {
  return impl_->open(sealed, max_size);
}
Result<SignedData> Opener::open_and_verify(ByteView sealed, std::span<const Certificate> candidates,
                                           Timestamp now, std::size_t max_size) {
  return impl_->open_and_verify(sealed, candidates, now, max_size);
}

}  // namespace nightmail::pgp
