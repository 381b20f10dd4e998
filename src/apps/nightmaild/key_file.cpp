// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmaild/key_file.h"

#include "apps/nightmaild/errors.h"

namespace nightmail::nightmaild {

Result<SecretKey32> key_file(FileSystem& files, Random& random, const std::string& data_directory,
                             const KeyFile& which) {
  TRY(files.make_directory(data_directory));
  const std::string path = data_directory + "/" + which.name;
  // Held while the key is made, so that server and command don't each make one.
  TRY_ASSIGN(File lock, files.lock(path + ".lock"));
  TRY_ASSIGN(File file, files.open(path, OpenMode::create));
  TRY_ASSIGN(const std::int64_t size, file.size());
  SecretKey32 key;
  if (size == 0) {
    random.fill(key.expose());
    const ByteView content = key.expose();
    TRY(file.write_at(0, {&content, 1}));
    TRY(file.sync());
    TRY(files.sync_directory(data_directory));
    return key;
  }
  TRY_ASSIGN(const std::size_t read, file.read_at(0, key.expose()));
  if (size != std::ssize(key.expose()) || read != key.expose().size()) {
    return Error(Errc::unreadable_file, path + " is damaged; remove it (" + which.loss + ")");
  }
  return key;
}

}  // namespace nightmail::nightmaild
