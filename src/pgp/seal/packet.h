// SPDX-License-Identifier: Apache-2.0
//
// OpenPGP packets: reading the sequence of packets of a certificate, and writing packet headers.
// Values without owner or thread rule. RFC 4880 §4.2, RFC 9580 §4.2.

#ifndef NIGHTMAIL_PGP_SEAL_PACKET_H_
#define NIGHTMAIL_PGP_SEAL_PACKET_H_

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace nightmail::pgp {

enum class PacketTag : std::uint8_t {
  pkesk = 1,
  signature = 2,
  secret_key = 5,
  public_key = 6,
  secret_subkey = 7,
  marker = 10,
  literal = 11,
  trust = 12,
  user_id = 13,
  public_subkey = 14,
  user_attribute = 17,
  seipd = 18,
  mdc = 19,
  padding = 21,
};

struct Packet {
  PacketTag tag{};
  ByteView body;
};

// Walks over packets of definite length, in either header format. Partial and indefinite lengths,
// which keys must not use, are errors (RFC 4880 §4.2.2.4: data packets only).
class PacketReader {
 public:
  explicit PacketReader(ByteView data) : rest_(data) {}
  // The next packet, none at the end of the data. Error: not_a_certificate.
  Result<std::optional<Packet>> next();

 private:
  Result<std::size_t> read_new_length();
  Result<std::size_t> read_old_length(std::uint8_t tag_octet);
  // Big-endian number of `octets` octets.
  Result<std::size_t> read_number(std::size_t octets);

  ByteView rest_;
};

// Octets that a new-format header with body length `length` takes: 2, 3 or 6.
[[nodiscard]] std::size_t packet_header_size(std::uint64_t length);
// Writes that header at `out` and returns the octet behind it. `length` is below 2^32.
std::uint8_t* write_packet_header(std::uint8_t* out, PacketTag tag, std::uint64_t length);

}  // namespace nightmail::pgp

#endif  // NIGHTMAIL_PGP_SEAL_PACKET_H_
