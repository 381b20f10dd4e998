// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/opener.h"

#include "pgp/open/errors.h"
#include "pgp/open/framing.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/seal/armor.h"

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

}  // namespace

class Opener::Impl {
 public:
  Impl() : ffi_(make_rnp_ffi({})) {}

  Result<void> add(const SecretKey& key) {
    const RnpInput input = make_rnp_input(key.bytes().expose());
    constexpr std::uint32_t kFlags = RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_SECRET_KEYS;
    if (!ffi_ || !input) return library_error();
    if (rnp_import_keys(ffi_.get(), input.get(), kFlags, nullptr) != RNP_SUCCESS)
      return Error(OpenErrc::not_a_secret_key);
    return {};
  }

  Result<PlainBytes> open(ByteView sealed, std::size_t max_size) {
    if (sealed.empty() || (sealed[0] & 0x80) != 0) return open_binary(sealed, max_size);
    if (!as_text(sealed).starts_with("-----BEGIN PGP MESSAGE")) return Error(OpenErrc::not_openpgp);
    // Armor makes 4 octets of 3, so the binary form is smaller.
    const auto binary = dearmored(sealed, sealed.size());
    if (!binary.ok()) return Error(OpenErrc::damaged, "armor");
    return open_binary(*binary, max_size);
  }

 private:
  Result<PlainBytes> open_binary(ByteView sealed, std::size_t max_size) {
    TRY(check_framing(sealed));
    PlainSink sink(sealed.size(), max_size);
    const RnpInput input = make_rnp_input(sealed);
    const RnpOutput output = sink.output();
    rnp_op_verify_t made = nullptr;
    if (!ffi_ || !input || !output ||
        rnp_op_verify_create(&made, ffi_.get(), input.get(), output.get()) != RNP_SUCCESS)
      return library_error();
    const RnpVerify op(made);
    rnp_op_verify_set_flags(made, RNP_VERIFY_IGNORE_SIGS_ON_DECRYPT);
    const rnp_result_t result = rnp_op_verify_execute(made);
    if (sink.overflowed()) return Error(OpenErrc::too_large);
    if (result != RNP_SUCCESS) return refusal(result);
    if (!was_protected(made)) return Error(OpenErrc::not_protected);
    return sink.take();
  }

  RnpFfi ffi_;
};

Opener::Opener() : impl_(std::make_unique<Impl>()) {}
Opener::~Opener() = default;
Opener::Opener(Opener&& other) noexcept = default;
Opener& Opener::operator=(Opener&& other) noexcept = default;

Result<void> Opener::add(const SecretKey& key) {
  return impl_->add(key);
}
Result<PlainBytes> Opener::open(ByteView sealed, std::size_t max_size) {
  return impl_->open(sealed, max_size);
}

}  // namespace nightmail::pgp
