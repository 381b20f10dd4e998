// SPDX-License-Identifier: Apache-2.0
//
// Why the web client's files can't be served. Contexts name files of the operator, no user's data.

#ifndef NIGHTMAIL_SERVER_WEB_ERRORS_H_
#define NIGHTMAIL_SERVER_WEB_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::web {

enum class Errc {
  unreadable,    // the directory, or a file in it
  too_large,     // more than kMaxOctets in all: surely not the web client
  bad_policies,  // `policies.txt` names a file that is not there, or has a line without a policy
};

[[nodiscard]] inline Trouble errc_trouble(Errc) {
  return Trouble::environment;
}
[[nodiscard]] inline std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::unreadable:
      return "web.unreadable";
    case Errc::too_large:
      return "web.too_large";
    case Errc::bad_policies:
      return "web.bad_policies";
  }
  return "web.unknown";
}

}  // namespace nightmail::web

#endif  // NIGHTMAIL_SERVER_WEB_ERRORS_H_
