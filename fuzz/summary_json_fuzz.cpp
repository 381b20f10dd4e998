// SPDX-License-Identifier: Apache-2.0
// rooms: proto_mime
//
// What can be read can be printed, and then reads the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/mime/summary_json.h"

namespace mime = nightmail::mime;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto summary = mime::from_json({data, size});
  if (!summary.ok()) return 0;
  const auto json = mime::to_json(*summary);
  if (json.size() != mime::json_size(*summary)) abort();
  if (json.size() > mime::kMaxSummaryJson) return 0;
  const auto back = mime::from_json(json);
  if (!back.ok() || !(*back == *summary)) abort();
  return 0;
}
