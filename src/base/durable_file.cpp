// SPDX-License-Identifier: Apache-2.0
#include "base/durable_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace nightmail {
namespace {

constexpr std::size_t kPartsPerCall = 1024;  // IOV_MAX of Linux

Error disk_error(int number, std::string_view what) {
  const auto errc = number == ENOSPC || number == EDQUOT ? DiskErrc::full
                    : number == ENOENT                   ? DiskErrc::missing
                    : number == EWOULDBLOCK              ? DiskErrc::in_use
                                                         : DiskErrc::io;
  return Error(errc, std::string(what) + " failed, errno " + std::to_string(number));
}

// Drops what has been written from the front of `vectors`.
std::span<iovec> rest_of(std::span<iovec> vectors, std::size_t written) {
  while (!vectors.empty() && written >= vectors.front().iov_len) {
    written -= vectors.front().iov_len;
    vectors = vectors.subspan(1);
  }
  if (written > 0) {
    iovec& first = vectors.front();
    first.iov_base = static_cast<std::uint8_t*>(first.iov_base) + written;
    first.iov_len -= written;
  }
  return vectors;
}

// Returns the octets written, or an error.
Result<std::int64_t> write_all(int descriptor, std::int64_t offset, std::span<iovec> vectors) {
  const std::int64_t start = offset;
  while (!vectors.empty()) {
    const ssize_t written =
        pwritev(descriptor, vectors.data(), static_cast<int>(vectors.size()), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error(errno, "pwritev");
    offset += written;
    vectors = rest_of(vectors, static_cast<std::size_t>(written));
  }
  return offset - start;
}

int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::read:
      return O_RDONLY | O_CLOEXEC;
    case OpenMode::write:
      return O_RDWR | O_CLOEXEC;
    case OpenMode::create:
      break;
  }
  return O_RDWR | O_CREAT | O_CLOEXEC;
}

}  // namespace

Trouble errc_trouble(DiskErrc errc) {
  switch (errc) {
    case DiskErrc::full:
      return Trouble::transient;
    case DiskErrc::missing:
      return Trouble::refused;
    default:
      return Trouble::environment;
  }
}

std::string_view errc_name(DiskErrc errc) {
  switch (errc) {
    case DiskErrc::full:
      return "disk.full";
    case DiskErrc::io:
      return "disk.io";
    case DiskErrc::in_use:
      return "disk.in_use";
    case DiskErrc::missing:
      return "disk.missing";
  }
  return "disk.unknown";
}

File::File(File&& other) noexcept : files_(other.files_), descriptor_(other.descriptor_) {
  other.descriptor_ = -1;
}

File& File::operator=(File&& other) noexcept {
  std::swap(files_, other.files_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<> File::write_at(std::int64_t offset, std::span<const ByteView> parts) {
  if (const int refused = files_->admit(DiskOp::write)) return disk_error(refused, "pwritev");
  std::vector<iovec> vectors;
  vectors.reserve(std::min(parts.size(), kPartsPerCall));
  while (!parts.empty()) {
    const auto now = parts.first(std::min(parts.size(), kPartsPerCall));
    vectors.clear();
    for (const ByteView part : now) {
      if (!part.empty())
        vectors.push_back({const_cast<std::uint8_t*>(part.data()), part.size()});  // NOLINT
    }
    TRY_ASSIGN(const std::int64_t written, write_all(descriptor_, offset, vectors));
    offset += written;
    parts = parts.subspan(now.size());
  }
  return {};
}

Result<> File::sync() {
  if (const int refused = files_->admit(DiskOp::sync)) return disk_error(refused, "fdatasync");
  if (fdatasync(descriptor_) != 0) return disk_error(errno, "fdatasync");
  return {};
}

void File::release_cache(std::int64_t offset, std::int64_t length) const {
  (void)posix_fadvise(descriptor_, offset, length, POSIX_FADV_DONTNEED);  // advice: it may fail
}

Result<> File::truncate(std::int64_t size) {
  if (const int refused = files_->admit(DiskOp::truncate)) return disk_error(refused, "ftruncate");
  if (ftruncate(descriptor_, size) != 0) return disk_error(errno, "ftruncate");
  return {};
}

Result<> File::punch(std::int64_t offset, std::int64_t length) {
  if (const int refused = files_->admit(DiskOp::punch)) return disk_error(refused, "fallocate");
  if (fallocate(descriptor_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) == 0)
    return {};
  if (errno != EOPNOTSUPP) return disk_error(errno, "fallocate");
  const Bytes zeros(static_cast<std::size_t>(length));  // no holes here: at least the octets go
  const std::array<ByteView, 1> parts{zeros};
  return write_at(offset, parts);
}

Result<std::size_t> File::read_at(std::int64_t offset, MutableByteView out) const {
  std::size_t total = 0;
  while (total < out.size()) {
    const ssize_t got = pread(descriptor_, out.data() + total, out.size() - total,
                              offset + static_cast<std::int64_t>(total));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return disk_error(errno, "pread");
    if (got == 0) break;
    total += static_cast<std::size_t>(got);
  }
  return total;
}

Result<std::int64_t> File::size() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) return disk_error(errno, "fstat");
  return static_cast<std::int64_t>(status.st_size);
}

int FileSystem::admit(DiskOp op) {
  if (op == DiskOp::sync) ++syncs_;
  return 0;
}

Result<File> FileSystem::open(const std::string& path, OpenMode mode) {
  if (mode == OpenMode::create) {
    if (const int refused = admit(DiskOp::create)) return disk_error(refused, "open");
  }
  const int descriptor = ::open(path.c_str(), open_flags(mode), 0600);
  if (descriptor < 0) return disk_error(errno, "open");
  return File(*this, descriptor);
}

Result<> FileSystem::make_directory(const std::string& path) {
  if (const int refused = admit(DiskOp::create)) return disk_error(refused, "mkdir");
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return disk_error(errno, "mkdir");
}

Result<> FileSystem::sync_directory(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return disk_error(errno, "open");
  const File directory(*this, descriptor);
  if (const int refused = admit(DiskOp::sync)) return disk_error(refused, "fsync");
  if (fsync(descriptor) != 0) return disk_error(errno, "fsync");
  return {};
}

Result<> FileSystem::remove(const std::string& path) {
  if (const int refused = admit(DiskOp::remove)) return disk_error(refused, "unlink");
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return disk_error(errno, "unlink");
  return {};
}

Result<std::vector<std::string>> FileSystem::list(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(path.c_str()), &closedir);
  if (!directory) return disk_error(errno, "opendir");
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory.get())) {  // NOLINT: a DIR of our own
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

Result<File> FileSystem::lock(const std::string& path) {
  TRY_ASSIGN(File file, open(path, OpenMode::create));
  if (flock(file.descriptor_, LOCK_EX | LOCK_NB) != 0) return disk_error(errno, "flock");
  return file;
}

}  // namespace nightmail
