// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/segments.h"

#include <gtest/gtest.h>

#include <fstream>

#include "store/errors.h"
#include "store/sqlite/crc32c.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using testing_support::TempDirectory;

constexpr AccountId kAccount{7};
constexpr BlobId kBlob{9};

TEST(Crc32c, KnownAnswers) {
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283U);
  EXPECT_EQ(crc32c(Bytes(32, 0)), 0x8a9136aaU);  // the vectors published for iSCSI
  EXPECT_EQ(crc32c(Bytes(32, 0xff)), 0x62a8ab43U);
}

TEST(SegmentRecord, AnyChangedOctetIsNoticed) {
  const RecordHeader header = encode_record({kAccount, kBlob, 1234, 0xdeadbeef});
  const auto record = decode_record(header);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->size, 1234);
  EXPECT_EQ(record->blob, kBlob);
  for (std::size_t i = 0; i < header.size(); ++i) {
    RecordHeader damaged = header;
    damaged[i] ^= 0x10;
    EXPECT_TRUE(decode_record(damaged).error().is(Errc::corrupt)) << i;
  }
}

struct OneSegment {
  TempDirectory directory;
  FileSystem files;
  Segments segments{files, directory.path(), 1 << 20};
  Bytes content = Bytes(5000, 3);
  Place place;

  OneSegment() {
    NM_ASSERT(segments.recover({}).ok());
    place = segments.append(kAccount, kBlob, content);
    NM_ASSERT(segments.write().ok());
    segments.keep();
  }
  Result<Bytes> read() { return segments.read(place, kAccount, kBlob, 0, 10'000); }
};

TEST(Segments, DamagedContentIsCorrupt) {
  OneSegment one;
  ASSERT_EQ(*one.read(), one.content);
  auto file = *one.files.open(one.directory.path() + "/0000000001.seg", OpenMode::write);
  const Bytes damage{99};
  const ByteView parts[] = {damage};
  ASSERT_TRUE(file.write_at(one.place.position + kRecordHeaderSize + 100, parts).ok());
  EXPECT_TRUE(one.read().error().is(Errc::corrupt));
}

TEST(Segments, AnotherBlobsPlaceIsRefused) {
  OneSegment one;
  EXPECT_TRUE(one.segments.read(one.place, AccountId{8}, kBlob, 0, 10).error().is(Errc::corrupt));
}

TEST(Segments, PunchedPlaceReadsAsCorruptAndGivesSpaceBack) {
  OneSegment one;
  ASSERT_TRUE(one.segments.punch({{one.place, 5000 + kRecordHeaderSize}}).ok());
  EXPECT_TRUE(one.read().error().is(Errc::corrupt));
}

TEST(Segments, RecoveryCutsTheTailAndRemovesUnknownFiles) {
  OneSegment one;
  std::ofstream(one.directory.path() + "/0000000007.seg") << "left over";
  const std::int64_t end = one.place.position + kRecordHeaderSize + 5000;
  (void)one.segments.append(kAccount, BlobId{10}, one.content);
  ASSERT_TRUE(one.segments.write().ok());  // and never committed
  Segments again(one.files, one.directory.path(), 1 << 20);
  ASSERT_TRUE(again.recover({{1, end}}).ok());
  EXPECT_EQ(std::filesystem::file_size(one.directory.path() + "/0000000001.seg"),
            static_cast<std::uintmax_t>(end));
  EXPECT_FALSE(std::filesystem::exists(one.directory.path() + "/0000000007.seg"));
  Segments shorter(one.files, one.directory.path(), 1 << 20);
  EXPECT_TRUE(shorter.recover({{1, end + 1}}).error().is(Errc::corrupt));
}

}  // namespace
}  // namespace nightmail::store
