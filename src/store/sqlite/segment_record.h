// SPDX-License-Identifier: Apache-2.0
//
// One record of a segment file: a 32-octet header and the sealed octets. docs/formats/store.md.
// Pure functions.

#ifndef NIGHTMAIL_STORE_SQLITE_SEGMENT_RECORD_H_
#define NIGHTMAIL_STORE_SQLITE_SEGMENT_RECORD_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "store/types.h"

namespace nightmail::store {

inline constexpr std::string_view kSegmentMagic = "nightmail seg 1\n";  // first 16 octets of a file
inline constexpr std::int64_t kRecordHeaderSize = 32;
using RecordHeader = std::array<std::uint8_t, kRecordHeaderSize>;

struct Record {
  AccountId account{};
  BlobId blob{};
  std::int64_t size = 0;  // of the sealed octets that follow
  std::uint32_t crc = 0;  // CRC-32C of them
};

[[nodiscard]] RecordHeader encode_record(const Record& record);
// Errc::corrupt unless these are the octets of a header (magic and checksum).
[[nodiscard]] Result<Record> decode_record(ByteView header);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_SEGMENT_RECORD_H_
