// SPDX-License-Identifier: Apache-2.0
// rooms: net base
//
// Rdata of any bytes: what is read holds no character that a host name cannot have.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "net/dns_records.h"

namespace {

using namespace nightmail;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView rdata(data, size);
  if (const auto name = net::parse_name(rdata)) {
    require(name->size() <= 253 && !name->starts_with('.') && !name->ends_with('.'));
    require(name->find_first_of("\r\n /\\@:") == std::string::npos);
  }
  if (const auto mx = net::parse_mx(rdata)) require(mx->host.size() <= 253);
  if (const auto text = net::parse_txt(rdata)) require(text->size() <= size);
  if (const auto tlsa = net::parse_tlsa(rdata)) require(tlsa->data.size() == size - 3);
  (void)net::parse_address(rdata);
  return 0;
}
