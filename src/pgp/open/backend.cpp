// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/backend.h"

#include <rnp/rnp.h>

namespace nightmail::pgp {

std::string backend_name() {
  return std::string("rnp ") + rnp_version_string();
}

std::string backend_cryptography() {
  return std::string(rnp_backend_string()) + " " + rnp_backend_version();
}

}  // namespace nightmail::pgp
