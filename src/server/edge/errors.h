// SPDX-License-Identifier: Apache-2.0
//
// Why the edge can't start or go on.

#ifndef NIGHTMAIL_SERVER_EDGE_ERRORS_H_
#define NIGHTMAIL_SERVER_EDGE_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::edge {

enum class Errc {
  bad_network,  // `smtp.proxy_protocol_from` holds something that is no network
};

[[nodiscard]] inline Trouble errc_trouble(Errc) {
  return Trouble::environment;
}
[[nodiscard]] inline std::string_view errc_name(Errc) {
  return "edge.bad_network";
}

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_ERRORS_H_
