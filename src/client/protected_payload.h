// SPDX-License-Identifier: Apache-2.0
//
// The plaintext of a password-protected message: a message with what its reader needs to answer,
// padded so that the sealed size tells little. docs/formats/protected-message.md. Values; free
// functions, thread-safe. Reads hostile input.

#ifndef NIGHTMAIL_CLIENT_PROTECTED_PAYLOAD_H_
#define NIGHTMAIL_CLIENT_PROTECTED_PAYLOAD_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::client {

inline constexpr std::size_t kMaxProtectedMessage = std::size_t{25} << 20;

struct ProtectedPayload {
  std::string from;             // the sender's address
  std::vector<std::string> to;  // who is meant to read it
  Bytes answer_certificate;     // OpenPGP, binary: answers are encrypted to it; empty: none
  PlainBytes message;           // RFC 5322
};

// The size that `size` octets are padded to: at least 1 KiB, and at most an eighth more (Padmé).
[[nodiscard]] std::size_t padded_size(std::size_t size);

// Errc::bad_input beyond kMaxProtectedMessage.
[[nodiscard]] Result<PlainBytes> write_protected_payload(const ProtectedPayload& payload);
// Errc::damaged. Texts are as they came: clean them before they are shown.
[[nodiscard]] Result<ProtectedPayload> read_protected_payload(ByteView plain);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_PROTECTED_PAYLOAD_H_
