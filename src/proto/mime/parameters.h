// SPDX-License-Identifier: Apache-2.0
//
// "text/plain; charset=utf-8": a value with parameters, as in Content-Type and Content-Disposition.
// RFC 2045 §5.1, RFC 2183, RFC 2231 (continuations, charsets), and names as RFC 2047 words, which
// are wrong there but common. Stateless; any thread; linear time.

#ifndef NIGHTMAIL_PROTO_MIME_PARAMETERS_H_
#define NIGHTMAIL_PROTO_MIME_PARAMETERS_H_

#include <string>
#include <string_view>
#include <vector>

namespace nightmail::mime {

struct Parameter {
  std::string name;   // lower case
  std::string value;  // decoded, valid UTF-8, not cleaned of control characters
};

struct ParameterValue {
  std::string value;  // lower case, without comments: "text/plain", "attachment"
  std::vector<Parameter> parameters;

  // The value of the first parameter of this (lower case) name, or an empty view.
  [[nodiscard]] std::string_view get(std::string_view name) const;
};

[[nodiscard]] ParameterValue parse_parameters(std::string_view field);

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_PARAMETERS_H_
