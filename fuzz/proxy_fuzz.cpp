// SPDX-License-Identifier: Apache-2.0
// rooms: proto_proxy base
//
// A PROXY header is judged alike whether it comes at once or byte by byte, and never read too far.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/proxy/header.h"

namespace {

using namespace nightmail;
using namespace nightmail::proxy;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView all(data, size);
  const auto whole = parse_header(all);
  if (whole.ok() && !whole->has_value()) require(size < kMaxHeader);
  if (whole.ok() && whole->has_value()) require((*whole)->size <= std::min(size, kMaxHeader));
  for (std::size_t length = 0; length <= size; ++length) {
    const auto part = parse_header(all.first(length));
    if (!part.ok()) {
      require(!whole.ok() && part.error().name() == whole.error().name());
      return 0;
    }
    if (part->has_value()) {
      require(whole.ok() && (*part)->size == length && (*part)->source == (*whole)->source);
      return 0;
    }
  }
  require(whole.ok());
  return 0;
}
