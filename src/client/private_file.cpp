// SPDX-License-Identifier: Apache-2.0
#include "client/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "client/errors.h"

namespace nightmail::client {
namespace {

Error file_error(const std::string& path) {
  return Error(Errc::file, path + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] bool valid() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int file, ByteView content) {
  while (!content.empty()) {
    const ssize_t wrote = write(file, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    content = content.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

Result<> write_and_sync(const std::string& path, int flags, ByteView content) {
  const Descriptor file(open(path.c_str(), flags | O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file.valid() || !write_all(file.number(), content) || fsync(file.number()) != 0) {
    return file_error(path);
  }
  return {};
}

}  // namespace

Result<> make_private_directory(const std::string& path) {
  const std::filesystem::path whole(path);
  std::filesystem::path so_far;
  for (const auto& part : whole) {
    so_far /= part;
    if (mkdir(so_far.c_str(), 0700) != 0 && errno != EEXIST && errno != EISDIR) {
      return file_error(path);
    }
  }
  return {};
}

Result<std::optional<PlainBytes>> read_private_file(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() && errno == ENOENT) return std::optional<PlainBytes>();
  struct stat about {};
  if (!file.valid() || fstat(file.number(), &about) != 0) return file_error(path);
  PlainBytes content(static_cast<std::size_t>(about.st_size));
  std::size_t have = 0;
  while (have < content.size()) {
    const ssize_t got = read(file.number(), content.data() + have, content.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(path);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  content.resize(have);
  return std::optional<PlainBytes>(std::move(content));
}

Result<> write_private_file(const std::string& path, ByteView content) {
  const std::string beside = path + ".new";
  TRY(write_and_sync(beside, O_TRUNC, content));
  if (rename(beside.c_str(), path.c_str()) != 0) return file_error(path);
  const Descriptor directory(
      open(std::filesystem::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() || fsync(directory.number()) != 0) return file_error(path);
  return {};
}

Result<> append_private_file(const std::string& path, ByteView content) {
  return write_and_sync(path, O_APPEND, content);
}

Result<> remove_file(const std::string& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return file_error(path);
  return {};
}

}  // namespace nightmail::client
