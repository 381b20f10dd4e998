// SPDX-License-Identifier: Apache-2.0
// rooms: proto_wkd net base
//
// Requests for a key: no path crashes, and the place of any local part is understood again.
#include <cstdint>

#include "base/assert.h"
#include "base/bytes.h"
#include "net/http.h"
#include "proto/wkd/wkd.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace wkd = nightmail::wkd;
  const std::string_view text = nightmail::as_text({data, size});
  const auto target = nightmail::net::parse_target(text);
  if (target.ok()) (void)wkd::parse_request(target->segments);
  const auto own = nightmail::net::parse_target(wkd::advanced_location(text, "a.test").target);
  if (!own.ok()) return 0;  // a control character in the local part
  const auto request = wkd::parse_request(own->segments);
  NM_ASSERT(request && request->domain == "a.test");
  NM_ASSERT(request->hash == wkd::hash_local_part(text));
  NM_ASSERT(*own->query_value("l") == text);
  return 0;
}
