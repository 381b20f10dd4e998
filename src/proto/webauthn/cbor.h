// SPDX-License-Identifier: Apache-2.0
//
// CborReader: reads the few forms of CBOR (RFC 8949) that WebAuthn uses, one item after another:
// integers, byte and text strings, maps; whatever else can be skipped. Definite lengths only, as
// CTAP2 demands. Depth and lengths are bounded by the input. One owner, one thread; the views live
// as long as the input. Error: Errc::malformed.

#ifndef NIGHTMAIL_PROTO_WEBAUTHN_CBOR_H_
#define NIGHTMAIL_PROTO_WEBAUTHN_CBOR_H_

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::webauthn {

class CborReader {
 public:
  explicit CborReader(ByteView data) : rest_(data) {}

  [[nodiscard]] ByteView rest() const { return rest_; }
  // True if the next item is an integer (of either sign) within 32 bits.
  [[nodiscard]] bool at_integer() const;
  [[nodiscard]] Result<std::int64_t> integer();
  [[nodiscard]] Result<ByteView> bytes();
  [[nodiscard]] Result<std::string_view> text();
  // The number of pairs that follow.
  [[nodiscard]] Result<std::size_t> map();
  // Any one item, with all that is in it.
  [[nodiscard]] Result<> skip();

 private:
  struct Head {
    std::uint8_t major = 0;
    std::uint64_t value = 0;
  };
  [[nodiscard]] Result<Head> head();
  [[nodiscard]] Result<Head> head_of(std::uint8_t major);
  [[nodiscard]] Result<ByteView> string_of(std::uint8_t major);
  [[nodiscard]] Result<> skip_content(const Head& head, std::uint64_t& items);

  ByteView rest_;
};

}  // namespace nightmail::webauthn

#endif  // NIGHTMAIL_PROTO_WEBAUTHN_CBOR_H_
