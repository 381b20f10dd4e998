// SPDX-License-Identifier: Apache-2.0
#include "proto/proxy/header.h"

#include <algorithm>

#include "proto/proxy/errors.h"

namespace nightmail::proxy {
namespace {

constexpr std::array<std::uint8_t, 12> kSignature = {'\r', '\n', '\r', '\n', 0,   '\r',
                                                     '\n', 'Q',  'U',  'I',  'T', '\n'};
constexpr std::size_t kFixed = 16;  // signature, version and command, family and transport, length

enum : std::uint8_t { kLocal = 0x20, kProxy = 0x21 };
enum : std::uint8_t { kUnspecified = 0x00, kTcp4 = 0x11, kTcp6 = 0x21 };

std::uint16_t read16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>((at[0] << 8) | at[1]);
}

bool signature_fits(ByteView received) {
  const std::size_t length = std::min(received.size(), kSignature.size());
  return std::equal(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(length),
                    kSignature.begin());
}

// Source address, destination address, source port, destination port (§2.2).
void read_addresses(Header& header, ByteView block, bool v6) {
  const std::size_t width = v6 ? 16 : 4;
  Endpoint source{v6, {}, read16(block.data() + 2 * width)};
  Endpoint destination{v6, {}, read16(block.data() + 2 * width + 2)};
  std::copy_n(block.begin(), width, source.address.begin());
  std::copy_n(block.begin() + static_cast<std::ptrdiff_t>(width), width,
              destination.address.begin());
  header.source = source;
  header.destination = destination;
}

// The four fixed bytes after the signature, as far as they have come.
Result<> check_fixed(ByteView received) {
  if (received.size() > 12 && received[12] != kLocal && received[12] != kProxy)
    return Error(Errc::bad_header, "version or command");
  if (received.size() > 13 && received[12] == kProxy && received[13] != kUnspecified &&
      received[13] != kTcp4 && received[13] != kTcp6)
    return Error(Errc::bad_header, "family or transport");
  return {};
}

}  // namespace

Result<std::optional<Header>> parse_header(ByteView received) {
  if (!signature_fits(received)) return Error(Errc::not_proxy);
  TRY(check_fixed(received));
  if (received.size() < kFixed) return std::optional<Header>();
  Header header;
  header.size = kFixed + read16(received.data() + 14);
  if (header.size > kMaxHeader) return Error(Errc::too_long);
  const bool addressed = received[12] == kProxy && received[13] != kUnspecified;
  const bool v6 = received[13] == kTcp6;
  if (addressed && header.size < kFixed + (v6 ? 36 : 12))
    return Error(Errc::bad_header, "address block too short");
  if (received.size() < header.size) return std::optional<Header>();
  // Behind the addresses there may be TLVs; none of them is needed.
  if (addressed) read_addresses(header, received.subspan(kFixed), v6);
  return std::optional(header);
}

}  // namespace nightmail::proxy
