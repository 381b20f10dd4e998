// SPDX-License-Identifier: Apache-2.0
// rooms: client
//
// Records of the sealed cache: what can be read is written again as it was.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "client/cache_record.h"

using nightmail::ByteView;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteView rest(data, size);
  while (!rest.empty()) {
    const ByteView before = rest;
    const auto record = nightmail::client::read_record(rest);
    if (!record) break;
    nightmail::PlainBytes again;
    nightmail::client::write_record(*record, again);
    const std::size_t used = before.size() - rest.size();
    if (again.size() != used || nightmail::client::record_size(*record) != used) abort();
    if (!std::equal(again.begin(), again.end(), before.begin())) abort();
    (void)record->message.keywords.has("$seen");
    (void)record->message.mailboxes.names();
  }
  return 0;
}
