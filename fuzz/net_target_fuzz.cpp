// SPDX-License-Identifier: Apache-2.0
// rooms: net base
//
// The target of a request and base URLs: no input crashes, and what is accepted holds no control
// character and no dot segment.
#include <cstdint>

#include "base/assert.h"
#include "base/bytes.h"
#include "net/http.h"
#include "net/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = nightmail::as_text({data, size});
  const auto target = nightmail::net::parse_target(text);
  if (target.ok()) {
    for (const std::string& segment : target->segments) {
      NM_ASSERT(segment != "." && segment != "..");
      for (const char c : segment) NM_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
      const auto again =
          nightmail::net::parse_target("/" + nightmail::net::percent_encode(segment));
      NM_ASSERT(again.ok() && again->segments[0] == segment);
    }
  }
  const auto base = nightmail::net::parse_base_url(text);
  if (base.ok()) NM_ASSERT(nightmail::net::parse_base_url(base->origin()).ok());
  (void)nightmail::net::split_url(text);
  return 0;
}
