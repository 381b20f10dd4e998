// SPDX-License-Identifier: Apache-2.0
//
// The Autocrypt header field: a sender's certificate beside their mail, unproven. Reads hostile
// input; what is read is bytes, not yet a certificate. Autocrypt Level 1, §2.1 ("The Autocrypt
// Header"), §5.3 ("Updating Autocrypt Peer State"). Stateless; any thread.

#ifndef NIGHTMAIL_PROTO_AUTOCRYPT_HEADER_H_
#define NIGHTMAIL_PROTO_AUTOCRYPT_HEADER_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"

namespace nightmail::autocrypt {

inline constexpr std::size_t kMaxKeydata = 64 * 1024;  // octets of certificate

struct Header {
  std::string address;  // as written
  bool prefers_encryption = false;
  Bytes certificate;  // binary
  bool operator==(const Header&) const = default;
};

// The value of one field, folded or not. Nothing if an attribute is missing or twice there, is
// unknown and does not begin with "_", or the key data is no base64.
[[nodiscard]] std::optional<Header> parse_header(std::string_view value);

// The value to send, folded; no final CRLF.
[[nodiscard]] std::string print_header(const Header& header);

// What a message tells of its sender.
struct Learned {
  Header header;
  Timestamp effective;  // the Date field, or the time of arrival if that is earlier
};

// Nothing unless the message has one From address, one valid Autocrypt field of that address, and
// is no report.
[[nodiscard]] std::optional<Learned> learn(ByteView message, Timestamp received);

}  // namespace nightmail::autocrypt

#endif  // NIGHTMAIL_PROTO_AUTOCRYPT_HEADER_H_
