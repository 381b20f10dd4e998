// SPDX-License-Identifier: Apache-2.0
//
// Pieces of RNP that only code with secret keys needs. For the .cpp files of pgp/open.

#ifndef NIGHTMAIL_PGP_OPEN_RNP_SECRET_H_
#define NIGHTMAIL_PGP_OPEN_RNP_SECRET_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "pgp/seal/rnp_handles.h"

namespace nightmail::pgp {

using RnpGenerate = std::unique_ptr<rnp_op_generate_st, RnpDeleter<rnp_op_generate_destroy>>;
using RnpVerify = std::unique_ptr<rnp_op_verify_st, RnpDeleter<rnp_op_verify_destroy>>;

// A passphrase as RNP wants it (ended by NUL), wiped afterwards.
class CText {
 public:
  explicit CText(std::string_view text) : text_(text) {}
  ~CText() { wipe({reinterpret_cast<std::uint8_t*>(text_.data()), text_.size()}); }
  CText(const CText&) = delete;
  CText& operator=(const CText&) = delete;
  [[nodiscard]] const std::string& get() const { return text_; }

 private:
  std::string text_;
};

// Like make_rnp_input, but `data` may be empty.
[[nodiscard]] inline RnpInput make_rnp_source(ByteView data) {
  static constexpr auto kEnd = [](void*, void*, std::size_t, std::size_t* count) {
    *count = 0;
    return true;
  };
  if (!data.empty()) return make_rnp_input(data);
  rnp_input_t made = nullptr;
  if (rnp_input_from_callback(&made, kEnd, nullptr, nullptr) != RNP_SUCCESS) return nullptr;
  return RnpInput(made);
}

// Collects what RNP writes in memory that is wiped, and stops it beyond `limit` octets.
class PlainSink {
 public:
  PlainSink(std::size_t expected, std::size_t limit) : limit_(limit) {
    bytes_.reserve(std::min(expected, limit));
  }
  PlainSink(const PlainSink&) = delete;
  PlainSink& operator=(const PlainSink&) = delete;

  // Null if RNP has no memory. The sink must outlive it.
  [[nodiscard]] RnpOutput output() {
    rnp_output_t made = nullptr;
    if (rnp_output_to_callback(&made, write, nullptr, this) != RNP_SUCCESS) return nullptr;
    return RnpOutput(made);
  }
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  [[nodiscard]] PlainBytes take() { return std::move(bytes_); }

 private:
  static bool write(void* self, const void* data, std::size_t size) {
    auto& sink = *static_cast<PlainSink*>(self);
    if (size > sink.limit_ - sink.bytes_.size()) {
      sink.overflowed_ = true;
      return false;
    }
    append(sink.bytes_, {static_cast<const std::uint8_t*>(data), size});
    return true;
  }

  PlainBytes bytes_;
  std::size_t limit_;
  bool overflowed_ = false;
};

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_OPEN_RNP_SECRET_H_
