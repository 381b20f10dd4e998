// SPDX-License-Identifier: Apache-2.0
//
// RNP's handles as owning pointers, for the .cpp files of pgp/ only. One rnp_ffi_t and everything
// made from it belong to one thread at a time.

#ifndef NIGHTMAIL_PGP_SEAL_RNP_HANDLES_H_
#define NIGHTMAIL_PGP_SEAL_RNP_HANDLES_H_

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"

namespace nightmail::pgp {

template <auto Destroy>
struct RnpDeleter {
  template <class T>
  void operator()(T* handle) const {
    static_cast<void>(Destroy(handle));
  }
};
inline void destroy_rnp_buffer(void* buffer) {
  rnp_buffer_destroy(buffer);
}

using RnpFfi = std::unique_ptr<rnp_ffi_st, RnpDeleter<rnp_ffi_destroy>>;
using RnpInput = std::unique_ptr<rnp_input_st, RnpDeleter<rnp_input_destroy>>;
using RnpOutput = std::unique_ptr<rnp_output_st, RnpDeleter<rnp_output_destroy>>;
using RnpKey = std::unique_ptr<rnp_key_handle_st, RnpDeleter<rnp_key_handle_destroy>>;
using RnpUid = std::unique_ptr<rnp_uid_handle_st, RnpDeleter<rnp_uid_handle_destroy>>;
using RnpEncrypt = std::unique_ptr<rnp_op_encrypt_st, RnpDeleter<rnp_op_encrypt_destroy>>;
using RnpText = std::unique_ptr<char, RnpDeleter<destroy_rnp_buffer>>;

// An empty key ring that judges signatures as of `now`; null if RNP has no memory.
[[nodiscard]] inline RnpFfi make_rnp_ffi(Timestamp now) {
  rnp_ffi_t ffi = nullptr;
  if (rnp_ffi_create(&ffi, "GPG", "GPG") != RNP_SUCCESS) return nullptr;
  RnpFfi owned(ffi);
  if (now.unix_ms >= 1000) rnp_set_timestamp(ffi, static_cast<std::uint64_t>(now.unix_ms / 1000));
  return owned;
}

// Reads `data`, which must outlive the result. Null if it can't, or if `data` is empty.
[[nodiscard]] inline RnpInput make_rnp_input(ByteView data) {
  rnp_input_t input = nullptr;
  if (rnp_input_from_memory(&input, data.data(), data.size(), false) != RNP_SUCCESS) return nullptr;
  return RnpInput(input);
}

// A text that `read(char**)` gives, such as rnp_key_get_fprint; empty on failure.
template <class Read>
[[nodiscard]] std::string rnp_text(Read read) {
  char* text = nullptr;
  if (read(&text) != RNP_SUCCESS || text == nullptr) return {};
  return RnpText(text).get();
}

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_RNP_HANDLES_H_
