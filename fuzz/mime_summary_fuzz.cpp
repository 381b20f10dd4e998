// SPDX-License-Identifier: Apache-2.0
// rooms: proto_mime
//
// Any message yields a summary that fits its limits and survives printing and reading.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/mime/summary_json.h"
#include "proto/mime/text.h"

namespace mime = nightmail::mime;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const mime::SummaryLimits limits;
  const mime::Summary summary = mime::summarize({data, size}, limits);
  const auto json = mime::to_json(summary);
  if (json.size() > limits.json_octets) abort();
  if (!mime::is_utf8(nightmail::as_text(json))) abort();
  const auto back = mime::from_json(json);
  if (!back.ok() || !(*back == summary)) abort();
  return 0;
}
