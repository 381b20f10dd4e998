// SPDX-License-Identifier: Apache-2.0
// rooms: proto_autocrypt
//
// What can be read can be printed, and then reads the same; whole messages are read too.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/autocrypt/header.h"

namespace autocrypt = nightmail::autocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const nightmail::ByteView input(data, size);
  (void)autocrypt::learn(input, {1'700'000'000'000});
  const auto header = autocrypt::parse_header(nightmail::as_text(input));
  if (!header) return 0;
  const bool plain = header->address.find(';') == std::string::npos;
  const auto again = autocrypt::parse_header(autocrypt::print_header(*header));
  if (plain && (!again || !(*again == *header))) abort();
  return 0;
}
