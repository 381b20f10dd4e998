// SPDX-License-Identifier: Apache-2.0
//
// Test vectors in JSON files under testdata/, whose byte strings are hex. Users link Boost::json
// and the room `crypto`.

#ifndef NIGHTMAIL_TESTS_SUPPORT_VECTOR_FILE_H_
#define NIGHTMAIL_TESTS_SUPPORT_VECTOR_FILE_H_

#include <boost/json.hpp>
#include <string_view>

#include "crypto/encoding.h"
#include "support/testdata.h"

namespace nightmail::testing_support {

inline boost::json::value read_json(std::string_view name) {
  return boost::json::parse(read_testdata(name));
}

// The text under `key`; an exception fails the test if there is none.
inline std::string_view text_at(const boost::json::value& object, std::string_view key) {
  return object.at(key).as_string();
}

inline Bytes hex_at(const boost::json::value& object, std::string_view key) {
  auto bytes = crypto::hex_decode(text_at(object, key));
  NM_ASSERT(bytes.ok());
  return *std::move(bytes);
}

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_VECTOR_FILE_H_
