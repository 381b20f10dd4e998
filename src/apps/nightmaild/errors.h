// SPDX-License-Identifier: Apache-2.0
//
// What can be wrong with the operator's words. Contexts name the file, line and setting: a
// configuration holds no user's data.

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_ERRORS_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::nightmaild {

enum class Errc {
  bad_configuration,  // syntax, an unknown setting, a value out of range
  unreadable_file,
  unusable_data,  // the store could not be opened
  would_overwrite,
  not_running,
};

[[nodiscard]] inline Trouble errc_trouble(Errc) {
  return Trouble::environment;
}
[[nodiscard]] inline std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::bad_configuration:
      return "nightmaild.bad_configuration";
    case Errc::unreadable_file:
      return "nightmaild.unreadable_file";
    case Errc::unusable_data:
      return "nightmaild.unusable_data";
    case Errc::would_overwrite:
      return "nightmaild.would_overwrite";
    case Errc::not_running:
      return "nightmaild.not_running";
  }
  return "nightmaild.unknown";
}

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_ERRORS_H_
