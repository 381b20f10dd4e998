// SPDX-License-Identifier: Apache-2.0
// rooms: proto_tlsrpt proto_mime_write base
//
// Records of any bytes: no more destinations than allowed, and each can stand in a header field or
// a request.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/mime/write/field.h"
#include "proto/tlsrpt/record.h"

namespace {

using namespace nightmail;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string records[] = {std::string(reinterpret_cast<const char*>(data), size)};
  const auto found = tlsrpt::destinations(records);
  require(found.size() <= tlsrpt::kMostDestinations);
  for (const tlsrpt::Destination& one : found) {
    require(std::ranges::none_of(one.target, [](char c) { return c >= 0 && c <= 0x20; }));
    if (one.kind == tlsrpt::Destination::Kind::mail) require(mime::is_addr_spec(one.target));
  }
  return 0;
}
