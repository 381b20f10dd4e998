// SPDX-License-Identifier: Apache-2.0
// rooms: client_read client_compose client_keys client
//
// Whatever a message holds: unwrapping it without keys ends, and what it shows can be viewed,
// summarised and answered. A payload of anybody's choice merges into a message.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "client/compose/draft.h"
#include "client/compose/quote.h"
#include "client/read/header_merge.h"
#include "client/read/inline_pgp.h"
#include "client/read/unwrap.h"

namespace client = nightmail::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const nightmail::ByteView input(data, size);
  const std::string_view text = nightmail::as_text(input);
  const auto read = client::unwrap(input, {{}, {}, {1'795'622'400'000}}, 1 << 20);
  if (read.encrypted) abort();  // there are no keys
  const auto original = client::read_original(read.message);
  (void)client::reply_to(original, true, [](std::string_view) { return false; });
  (void)client::read_draft(input);
  (void)client::find_inline(text);
  const std::size_t half = size / 2;
  const auto merged = client::merge_headers(text.substr(0, half), text.substr(half));
  (void)client::read_original(merged.message);
  return 0;
}
