// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace nightmail {

std::string_view trouble_name(Trouble trouble) {
  switch (trouble) {
    case Trouble::peer:
      return "peer";
    case Trouble::refused:
      return "refused";
    case Trouble::transient:
      return "transient";
    case Trouble::environment:
      return "environment";
  }
  return "unknown";
}

std::string Error::message() const {
  std::string text(name_);
  if (!context_.empty()) text += ": " + context_;
  return text;
}

}  // namespace nightmail
