// SPDX-License-Identifier: Apache-2.0
#include "proto/proxy/errors.h"

namespace nightmail::proxy {

Trouble errc_trouble(Errc) {
  return Trouble::peer;
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::not_proxy:
      return "proxy.not_proxy";
    case Errc::bad_header:
      return "proxy.bad_header";
    case Errc::too_long:
      return "proxy.too_long";
  }
  return "proxy.unknown";
}

}  // namespace nightmail::proxy
