// SPDX-License-Identifier: Apache-2.0
// rooms: store_sqlite store base
//
// A damaged segment file: reading it gives an error or the octets, and never crashes.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/assert.h"
#include "base/durable_file.h"
#include "store/errors.h"
#include "store/sqlite/segments.h"

namespace {

using namespace nightmail;         // NOLINT: one small program
using namespace nightmail::store;  // NOLINT

std::string make_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "nightmail-fuzz-XXXXXX").string();
  NM_ASSERT(mkdtemp(name.data()) != nullptr);
  return name;
}

void check_header(ByteView header) {
  const auto record = decode_record(header);
  if (!record.ok()) {
    NM_ASSERT(record.error().is(Errc::corrupt));
    return;
  }
  const RecordHeader again = encode_record(*record);
  NM_ASSERT(std::equal(again.begin(), again.end(), header.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static FileSystem files;
  static const std::string kDirectory = make_directory();
  static const std::string kPath = kDirectory + "/0000000001.seg";
  const ByteView input(data, size);
  check_header(input.first(std::min<std::size_t>(size, kRecordHeaderSize)));

  auto file = files.open(kPath, OpenMode::create);
  NM_ASSERT(file.ok() && file->truncate(0).ok());
  const ByteView parts[] = {input};
  NM_ASSERT(file->write_at(0, parts).ok());
  Segments segments(files, kDirectory, 1 << 20);
  const auto record = decode_record(input.first(std::min<std::size_t>(size, kRecordHeaderSize)));
  const AccountId account = record.ok() ? record->account : AccountId{1};
  const BlobId blob = record.ok() ? record->blob : BlobId{1};
  const auto bytes = segments.read({1, 0}, account, blob, 0, 1 << 20);
  NM_ASSERT(bytes.ok() || bytes.error().is(Errc::corrupt));
  return 0;
}
