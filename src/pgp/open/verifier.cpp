// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/verifier.h"

#include "pgp/open/cleartext.h"
#include "pgp/open/errors.h"
#include "pgp/open/framing.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/open/signature_reader.h"
#include "pgp/seal/armor.h"
#include "pgp/seal/key_ring.h"

namespace nightmail::pgp {
namespace {

Error library_error() {
  return {OpenErrc::open_library, "RNP"};
}

// The binary form of what may be armored. Armor makes 4 octets of 3, so it is not larger.
Result<Bytes> binary_form(ByteView data) {
  auto binary = dearmored(data, data.size());
  if (!binary.ok()) return Error(OpenErrc::not_openpgp, "armor");
  return binary;
}

// A signature that is not good is no failure of reading it.
bool was_read(rnp_result_t result) {
  return result == RNP_SUCCESS || result == RNP_ERROR_SIGNATURE_INVALID ||
         result == RNP_ERROR_SIGNATURE_EXPIRED || result == RNP_ERROR_SIGNATURE_UNKNOWN ||
         result == RNP_ERROR_KEY_NOT_FOUND || result == RNP_ERROR_NO_SIGNATURES_FOUND ||
         result == RNP_ERROR_VERIFICATION_FAILED;
}

}  // namespace

class Verifier::Impl {
 public:
  Impl(std::span<const Certificate> candidates, Timestamp now)
      : candidates_(candidates.begin(), candidates.end()),
        ffi_(make_rnp_ffi(with_clock_slack(now))) {}

  Result<void> load() {
    if (!ffi_) return library_error();
    return add_certificates(ffi_.get(), candidates_);
  }

  Result<std::vector<Signature>> detached(ByteView data, ByteView armored_signatures) {
    TRY_ASSIGN(const Bytes signatures, binary_form(armored_signatures));
    TRY(check_detached_framing(signatures));
    const RnpInput input = make_rnp_source(data);
    const RnpInput signature_input = make_rnp_input(signatures);
    rnp_op_verify_t made = nullptr;
    if (!input || !signature_input ||
        rnp_op_verify_detached_create(&made, ffi_.get(), input.get(), signature_input.get()) !=
            RNP_SUCCESS)
      return library_error();
    const RnpVerify op(made);
    if (!was_read(rnp_op_verify_execute(made))) return Error(OpenErrc::damaged);
    return read_signatures(made, ffi_.get(), candidates_);
  }

  Result<SignedData> inline_signed(ByteView message, std::size_t max_size) {
    if (as_text(message).starts_with(kCleartextHead)) {
      TRY(check_cleartext(as_text(message)));
      return execute(message, max_size);
    }
    TRY_ASSIGN(const Bytes binary, binary_form(message));
    TRY(check_signed_framing(binary));
    return execute(binary, max_size);
  }

 private:
  Result<SignedData> execute(ByteView message, std::size_t max_size) {
    PlainSink sink(message.size(), max_size);
    const RnpInput input = make_rnp_input(message);
    const RnpOutput output = sink.output();
    rnp_op_verify_t made = nullptr;
    if (!input || !output ||
        rnp_op_verify_create(&made, ffi_.get(), input.get(), output.get()) != RNP_SUCCESS)
      return library_error();
    const RnpVerify op(made);
    const rnp_result_t result = rnp_op_verify_execute(made);
    if (sink.overflowed()) return Error(OpenErrc::too_large);
    if (!was_read(result)) return Error(OpenErrc::damaged);
    return SignedData{sink.take(), read_signatures(made, ffi_.get(), candidates_)};
  }

  std::vector<Certificate> candidates_;
  RnpFfi ffi_;
};

Verifier::Verifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Verifier::~Verifier() = default;
Verifier::Verifier(Verifier&& other) noexcept = default;
Verifier& Verifier::operator=(Verifier&& other) noexcept = default;

Result<Verifier> Verifier::make(std::span<const Certificate> candidates, Timestamp now) {
  auto impl = std::make_unique<Impl>(candidates, now);
  TRY(impl->load());
  return Verifier(std::move(impl));
}
Result<std::vector<Signature>> Verifier::detached(ByteView data, ByteView signatures) {
  return impl_->detached(data, signatures);
}
Result<SignedData> Verifier::inline_signed(ByteView message, std::size_t max_size) {
  return impl_->inline_signed(message, max_size);
}

}  // namespace nightmail::pgp
