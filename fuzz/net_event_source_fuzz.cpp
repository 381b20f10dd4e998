// SPDX-License-Identifier: Apache-2.0
// rooms: net base
//
// Any bytes, in any pieces, give the same events; what was read can be written and read again.
#include <cstdint>

#include "base/assert.h"
#include "base/bytes.h"
#include "net/event_source.h"

namespace {

using nightmail::net::EventParser;
using nightmail::net::ServerEvent;

bool feed(EventParser& parser, std::string_view text, std::vector<ServerEvent>& events) {
  const auto got = parser.feed(text);
  if (!got.ok()) return false;
  events.insert(events.end(), got->begin(), got->end());
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = nightmail::as_text({data, size});
  EventParser whole(4096);
  std::vector<ServerEvent> events;
  const bool whole_ok = feed(whole, text, events);
  EventParser pieces(4096);
  std::vector<ServerEvent> same;
  bool pieces_ok = true;
  for (std::size_t at = 0; at < size && pieces_ok; at += 3) {
    pieces_ok = feed(pieces, text.substr(at, 3), same);
  }
  NM_ASSERT(whole_ok == pieces_ok);
  if (whole_ok) NM_ASSERT(events == same);
  for (const ServerEvent& event : events) {
    EventParser again;
    std::vector<ServerEvent> copy;
    NM_ASSERT(feed(again, nightmail::net::format_event(event), copy));
    NM_ASSERT(copy.size() == 1 && copy[0].data == event.data);
  }
  return 0;
}
