// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/segment_record.h"

#include "store/errors.h"
#include "store/sqlite/crc32c.h"

namespace nightmail::store {
namespace {

constexpr std::uint32_t kRecordMagic = 0x72736d6e;  // "nmsr" in the file

void put(RecordHeader& header, std::size_t at, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i)
    header.at(at + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get(ByteView header, std::size_t at, std::size_t octets) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < octets; ++i)
    value |= static_cast<std::uint64_t>(header[at + i]) << (8 * i);
  return value;
}

}  // namespace

RecordHeader encode_record(const Record& record) {
  RecordHeader header{};
  put(header, 0, kRecordMagic, 4);
  put(header, 4, static_cast<std::uint64_t>(record.size), 4);
  put(header, 8, static_cast<std::uint64_t>(raw(record.account)), 8);
  put(header, 16, static_cast<std::uint64_t>(raw(record.blob)), 8);
  put(header, 24, record.crc, 4);
  put(header, 28, crc32c(ByteView(header).first(28)), 4);
  return header;
}

Result<Record> decode_record(ByteView header) {
  if (header.size() != kRecordHeaderSize) return Error(Errc::corrupt, "segment record is cut off");
  if (get(header, 0, 4) != kRecordMagic || get(header, 28, 4) != crc32c(header.first(28)))
    return Error(Errc::corrupt, "segment record header");
  Record record;
  record.size = static_cast<std::int64_t>(get(header, 4, 4));
  record.account = static_cast<AccountId>(get(header, 8, 8));
  record.blob = static_cast<BlobId>(get(header, 16, 8));
  record.crc = static_cast<std::uint32_t>(get(header, 24, 4));
  return record;
}

}  // namespace nightmail::store
