// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/encrypted_data.h"

#include <algorithm>

#include "pgp/seal/errors.h"
#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kPrefixSize = 16 + 2;       // a random block, its last two octets again
constexpr std::size_t kMdcHeaderSize = 2;         // 0xd3 0x14
constexpr std::size_t kLiteralFixed = 1 + 1 + 4;  // format, length of file name, date
constexpr std::uint64_t kLargestMessage = 0xffff'ff00;

// The prefix and the literal packet up to its data, which are encrypted first.
struct Lead {
  std::array<std::uint8_t, kPrefixSize + 6 + kLiteralFixed> octets{};
  std::size_t size = 0;
};

Lead make_lead(std::uint64_t plain_size, Random& random) {
  Lead lead;
  random.fill(MutableByteView(lead.octets).first(16));
  lead.octets[16] = lead.octets[14];
  lead.octets[17] = lead.octets[15];
  std::uint8_t* out = write_packet_header(lead.octets.data() + kPrefixSize, PacketTag::literal,
                                          kLiteralFixed + plain_size);
  *out = 'b';
  lead.size = static_cast<std::size_t>(out - lead.octets.data()) + kLiteralFixed;
  return lead;
}

// RFC 4880 §5.14: SHA-1 over everything before it, its own header included.
Result<void> finish(Primitives& primitives, std::uint8_t* out) {
  static constexpr std::array<std::uint8_t, kMdcHeaderSize> kHeader = {0xd3, kSha1Size};
  TRY(primitives.update(kHeader, out));
  std::array<std::uint8_t, kSha1Size> sum{};
  TRY(primitives.digest(sum));
  return primitives.encrypt(sum, out + kMdcHeaderSize);
}

}  // namespace

Result<Bytes> seal_under(const SecretKey32& key, ByteView pkesk, Parts plain, Random& random,
                         Primitives& primitives) {
  const std::uint64_t plain_size = plain.size();
  if (plain_size > kLargestMessage) return Error(SealErrc::message_too_large);
  const Lead lead = make_lead(plain_size, random);
  const std::uint64_t body = 1 + lead.size + plain_size + kMdcHeaderSize + kSha1Size;
  Bytes sealed(pkesk.size() + packet_header_size(body) + body);
  std::uint8_t* out = std::copy(pkesk.begin(), pkesk.end(), sealed.data());
  out = write_packet_header(out, PacketTag::seipd, body);
  *out++ = 1;  // version
  TRY(primitives.start(key.expose()));
  TRY(primitives.update(ByteView(lead.octets).first(lead.size), out));
  out += lead.size;
  for (const ByteView part : plain.views()) {
    TRY(primitives.update(part, out));
    out += part.size();
  }
  TRY(finish(primitives, out));
  return sealed;
}

}  // namespace nightmail::pgp
