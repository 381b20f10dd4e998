// SPDX-License-Identifier: Apache-2.0
// rooms: server_queue base
//
// What a client wants to send is judged without a fault, and an author is named wherever the header
// is accepted; the queue's records survive any octets.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "server/queue/outgoing_message.h"
#include "server/queue/records.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nightmail;
  const ByteView input(data, size);
  const bool whole = queue::check_form(input).ok();
  const auto head = queue::read_head(input);
  if (head.ok() && head->authors.empty()) std::abort();
  if (whole && size > 0 && data[size - 1] != '\n') std::abort();
  (void)queue::decode_envelope(input);
  (void)queue::decode_part(input);
  return 0;
}
