// SPDX-License-Identifier: Apache-2.0
#include "support/testdata.h"

#include <fstream>
#include <iterator>

#include "base/assert.h"

namespace nightmail::testing_support {

std::string testdata_path(std::string_view name) {
  return std::string(NIGHTMAIL_TESTDATA) + "/" + std::string(name);
}

std::string read_testdata(std::string_view name) {
  std::ifstream file(testdata_path(name), std::ios::binary);
  NM_ASSERT(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace nightmail::testing_support
