// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/rnp_recipient.h"

#include <algorithm>

#include "pgp/seal/errors.h"

namespace nightmail::pgp {
namespace {

Error failed() {
  return {SealErrc::library, "RNP could not seal"};
}

// Hands the parts to RNP without joining them.
class PartsSource {
 public:
  explicit PartsSource(std::span<const ByteView> parts) : parts_(parts) {}

  static bool read(void* self, void* buffer, std::size_t length, std::size_t* count) {
    *count = static_cast<PartsSource*>(self)->take(static_cast<std::uint8_t*>(buffer), length);
    return true;
  }

 private:
  // Copies up to `length` octets; 0 at the end.
  std::size_t take(std::uint8_t* out, std::size_t length) {
    while (current_.empty() && !parts_.empty()) {
      current_ = parts_.front();
      parts_ = parts_.subspan(1);
    }
    const ByteView piece = current_.first(std::min(length, current_.size()));
    std::copy(piece.begin(), piece.end(), out);
    current_ = current_.subspan(piece.size());
    return piece.size();
  }

  std::span<const ByteView> parts_;
  ByteView current_;
};

RnpOutput memory_output() {
  rnp_output_t made = nullptr;
  if (rnp_output_to_memory(&made, 0) != RNP_SUCCESS) return nullptr;
  return RnpOutput(made);
}

Result<Bytes> contents(rnp_output_t output) {
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (rnp_output_memory_get_buf(output, &bytes, &size, false) != RNP_SUCCESS) return failed();
  return Bytes(bytes, bytes + size);
}

bool run_encrypt(rnp_ffi_t ffi, rnp_key_handle_t key, rnp_input_t input, rnp_output_t output) {
  rnp_op_encrypt_t made = nullptr;
  if (rnp_op_encrypt_create(&made, ffi, input, output) != RNP_SUCCESS) return false;
  const RnpEncrypt operation(made);
  return rnp_op_encrypt_add_recipient(made, key) == RNP_SUCCESS &&
         rnp_op_encrypt_set_cipher(made, "AES256") == RNP_SUCCESS &&
         rnp_op_encrypt_set_compression(made, "Uncompressed", 0) == RNP_SUCCESS &&
         rnp_op_encrypt_set_file_name(made, "") == RNP_SUCCESS &&
         rnp_op_encrypt_set_file_mtime(made, 0) == RNP_SUCCESS &&
         rnp_op_encrypt_execute(made) == RNP_SUCCESS;
}

}  // namespace

Result<std::unique_ptr<RnpRecipient>> RnpRecipient::make(const Certificate& certificate,
                                                         const std::string& key_fingerprint,
                                                         Timestamp now) {
  TRY_ASSIGN(KeyRing ring, load_key_ring(certificate.bytes(), now));
  std::unique_ptr<RnpRecipient> made(new RnpRecipient(std::move(ring)));
  rnp_key_handle_t key = nullptr;
  rnp_locate_key(made->ring_.ffi.get(), "fingerprint", key_fingerprint.c_str(), &key);
  made->key_.reset(key);
  if (key == nullptr) return failed();
  return made;
}

Result<Bytes> RnpRecipient::seal(Parts plain) const {
  const std::lock_guard lock(mutex_);
  PartsSource source(plain.views());
  rnp_input_t made = nullptr;
  if (rnp_input_from_callback(&made, PartsSource::read, nullptr, &source) != RNP_SUCCESS)
    return failed();
  const RnpInput input(made);
  const RnpOutput output = memory_output();
  if (!output || !run_encrypt(ring_.ffi.get(), key_.get(), input.get(), output.get()))
    return failed();
  return contents(output.get());
}

}  // namespace nightmail::pgp
