// SPDX-License-Identifier: Apache-2.0
#include "pgp/write/signer.h"

#include "pgp/open/enarmor.h"
#include "pgp/open/rnp_secret.h"
#include "pgp/seal/armor.h"
#include "pgp/write/errors.h"
#include "pgp/write/signing_keys.h"

namespace nightmail::pgp {
namespace {

using RnpSign = std::unique_ptr<rnp_op_sign_st, RnpDeleter<rnp_op_sign_destroy>>;
using Create = rnp_result_t (*)(rnp_op_sign_t*, rnp_ffi_t, rnp_input_t, rnp_output_t);

// Signatures and their armor, and what dash escapes and line ends add to a text.
constexpr std::size_t kRoom = 64 * 1024;

Error failed() {
  return {WriteErrc::write_library, "signing"};
}

bool has_trailing_blanks(std::string_view text) {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', end + 1)) {
    std::size_t last = end;
    if (last > 0 && text[last - 1] == '\r') --last;
    if (last > 0 && (text[last - 1] == ' ' || text[last - 1] == '\t' || text[last - 1] == '\r'))
      return true;
  }
  return text.ends_with(' ') || text.ends_with('\t') || text.ends_with('\r');
}

// RNP ends some lines with CRLF and others as they were.
PlainBytes without_cr(const PlainBytes& text) {
  PlainBytes plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') plain.push_back(text[i]);
  }
  return plain;
}

}  // namespace

class Signer::Impl {
 public:
  explicit Impl(Timestamp now) : keys_(now) {}

  Result<void> add(const SecretKey& key) { return keys_.add(key); }

  Result<PlainBytes> run(Create create, ByteView data) {
    if (keys_.keys().empty()) return Error(WriteErrc::no_signer);
    const RnpInput input = make_rnp_source(data);
    PlainSink sink(data.size() + kRoom / 16, 2 * data.size() + kRoom);
    const RnpOutput output = sink.output();
    rnp_op_sign_t made = nullptr;
    if (!input || !output || create(&made, keys_.ffi(), input.get(), output.get()) != RNP_SUCCESS)
      return failed();
    const RnpSign op(made);
    if (!set_up(made) || rnp_op_sign_execute(made) != RNP_SUCCESS) return failed();
    return sink.take();
  }

  // RNP makes text signatures in cleartext only. It adds a line end there, so what is signed is all
  // of `data`.
  Result<Bytes> detached_text(ByteView data) {
    TRY_ASSIGN(const PlainBytes framed, run(rnp_op_sign_cleartext_create, data));
    const std::string_view all = as_text(framed);
    const std::string_view signature = all.substr(all.rfind("-----BEGIN PGP SIGNATURE-----"));
    return dearmored(as_bytes(signature), signature.size());
  }

 private:
  bool set_up(rnp_op_sign_t op) {
    bool ok = rnp_op_sign_set_armor(op, false) == RNP_SUCCESS &&
              rnp_op_sign_set_compression(op, "Uncompressed", 0) == RNP_SUCCESS &&
              rnp_op_sign_set_hash(op, kSignatureHash) == RNP_SUCCESS &&
              rnp_op_sign_set_creation_time(op, keys_.creation()) == RNP_SUCCESS &&
              rnp_op_sign_set_file_name(op, "") == RNP_SUCCESS &&
              rnp_op_sign_set_file_mtime(op, 0) == RNP_SUCCESS;
    for (const RnpKey& key : keys_.keys())
      ok = ok && rnp_op_sign_add_signature(op, key.get(), nullptr) == RNP_SUCCESS;
    return ok;
  }

  SigningKeys keys_;
};

Signer::Signer(Timestamp now) : impl_(std::make_unique<Impl>(now)) {}
Signer::~Signer() = default;
Signer::Signer(Signer&& other) noexcept = default;
Signer& Signer::operator=(Signer&& other) noexcept = default;

Result<void> Signer::add(const SecretKey& key) {
  return impl_->add(key);
}

Result<Bytes> Signer::detached(ByteView data, SignatureKind kind) {
  if (kind == SignatureKind::text && !has_trailing_blanks(as_text(data)))
    return impl_->detached_text(data);
  TRY_ASSIGN(const PlainBytes signature, impl_->run(rnp_op_sign_detached_create, data));
  return to_bytes(signature);
}

Result<std::string> Signer::detached_armored(ByteView data, SignatureKind kind) {
  TRY_ASSIGN(const Bytes signature, detached(data, kind));
  TRY_ASSIGN(const PlainBytes text, enarmored(signature, ArmorKind::signature));
  return to_string(text);
}

Result<PlainBytes> Signer::message(ByteView data) {
  return impl_->run(rnp_op_sign_create, data);
}

Result<PlainBytes> Signer::cleartext(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);  // RNP adds it again
  if (text.ends_with('\r')) text.remove_suffix(1);
  TRY_ASSIGN(const PlainBytes framed, impl_->run(rnp_op_sign_cleartext_create, as_bytes(text)));
  return without_cr(framed);
}

}  // namespace nightmail::pgp
