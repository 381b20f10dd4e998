// SPDX-License-Identifier: Apache-2.0
//
// Test vectors and other files under testdata/, for unit tests.

#ifndef NIGHTMAIL_TESTS_SUPPORT_TESTDATA_H_
#define NIGHTMAIL_TESTS_SUPPORT_TESTDATA_H_

#include <string>
#include <string_view>

namespace nightmail::testing_support {

// The path of testdata/`name`.
[[nodiscard]] std::string testdata_path(std::string_view name);
// The whole file; the process ends if it can't be read.
[[nodiscard]] std::string read_testdata(std::string_view name);

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_TESTDATA_H_
