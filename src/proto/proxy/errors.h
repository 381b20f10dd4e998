// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with a PROXY protocol header.

#ifndef NIGHTMAIL_PROTO_PROXY_ERRORS_H_
#define NIGHTMAIL_PROTO_PROXY_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::proxy {

enum class Errc {
  not_proxy,   // no signature of version 2
  bad_header,  // unknown version, command, family or transport, or too few address bytes
  too_long,    // longer than kMaxHeader
};

[[nodiscard]] Trouble errc_trouble(Errc errc);
[[nodiscard]] std::string_view errc_name(Errc errc);

}  // namespace nightmail::proxy

#endif  // NIGHTMAIL_PROTO_PROXY_ERRORS_H_
