// SPDX-License-Identifier: Apache-2.0
//
// Content-Transfer-Encodings, decoded leniently: what is no part of the encoding is skipped, a cut
// off end yields what is there. RFC 2045 §6. Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_TRANSFER_H_
#define NIGHTMAIL_PROTO_MIME_TRANSFER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nightmail::mime {

enum class Encoding : std::uint8_t { identity, base64, quoted_printable, uuencode };

// The value of a Content-Transfer-Encoding field; anything unknown is identity.
[[nodiscard]] Encoding encoding_named(std::string_view value);

void decode_base64(std::string_view text, std::string& to);
// `underscore_is_space`: the "Q" encoding of RFC 2047 §4.2.
void decode_quoted_printable(std::string_view text, std::string& to,
                             bool underscore_is_space = false);
void decode_uuencode(std::string_view text, std::string& to);

[[nodiscard]] std::string decode(std::string_view text, Encoding encoding);

// Octets that decode() would yield, without decoding: exact for identity, within a line's ends for
// base64 of even lines, an upper bound otherwise. Looks at the first and the last line only.
[[nodiscard]] std::uint64_t decoded_size(std::string_view text, Encoding encoding);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_TRANSFER_H_
