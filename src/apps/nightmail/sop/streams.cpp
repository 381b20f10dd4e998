// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/streams.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

constexpr std::string_view kEnv = "@ENV:";
constexpr std::string_view kFd = "@FD:";

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool exists(const std::string& path) {
  struct stat ignored {};
  return ::lstat(path.c_str(), &ignored) == 0;
}

Result<PlainBytes> read_all(int fd, SopErrc on_failure) {
  PlainBytes all;
  std::array<std::uint8_t, 65536> piece{};
  for (;;) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error(on_failure, "unreadable");
    if (got == 0) break;
    append(all, ByteView(piece).first(static_cast<std::size_t>(got)));
    if (all.size() > Streams::kMaxInput) return Error(SopErrc::bad_data, "input too large");
  }
  wipe(piece);
  return all;
}

Result<void> write_all(int fd, ByteView data) {
  while (!data.empty()) {
    const ssize_t put = ::write(fd, data.data(), data.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return Error(SopErrc::bad_data, "output cannot be written");
    data = data.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

Result<int> descriptor(std::string_view designator, SopErrc errc) {
  const std::string_view digits = designator.substr(kFd.size());
  int fd = -1;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), fd);
  if (problem != std::errc() || end != digits.data() + digits.size() || fd < 0 ||
      ::fcntl(fd, F_GETFD) < 0)
    return Error(errc, "no such descriptor");
  return fd;
}

// Anything that begins with "@" is special; if a file has that name, nobody can tell which is
// meant.
Result<bool> is_special(const std::string& designator) {
  if (!designator.starts_with('@')) return false;
  if (exists(designator)) return Error(SopErrc::ambiguous_input, "a file has that name");
  if (!designator.starts_with(kEnv) && !designator.starts_with(kFd))
    return Error(SopErrc::unsupported_special_prefix);
  return true;
}

Result<PlainBytes> read_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return Error(SopErrc::missing_input, "no such environment variable");
  const ByteView bytes = as_bytes(value);
  return PlainBytes(bytes.begin(), bytes.end());
}

}  // namespace

Result<PlainBytes> Streams::read_stdin() {
  return read_all(STDIN_FILENO, SopErrc::bad_data);
}

Result<void> Streams::write_stdout(ByteView data) {
  return write_all(STDOUT_FILENO, data);
}

Result<PlainBytes> Streams::read(const std::string& designator) {
  TRY_ASSIGN(const bool special, is_special(designator));
  if (special && designator.starts_with(kEnv))
    return read_environment(designator.substr(kEnv.size()));
  if (special) {
    TRY_ASSIGN(const int fd, descriptor(designator, SopErrc::missing_input));
    return read_all(fd, SopErrc::missing_input);
  }
  const File file(::open(designator.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return Error(SopErrc::missing_input, "no such file");
  return read_all(file.get(), SopErrc::missing_input);
}

Result<void> Streams::check_output(const std::string& designator) {
  TRY_ASSIGN(const bool special, is_special(designator));
  if (special && designator.starts_with(kEnv))
    return Error(SopErrc::unsupported_special_prefix, "@ENV: is for input only");
  if (special) {
    TRY_ASSIGN([[maybe_unused]] const int fd, descriptor(designator, SopErrc::missing_arg));
    return {};
  }
  if (exists(designator)) return Error(SopErrc::output_exists);
  return {};
}

Result<void> Streams::write(const std::string& designator, ByteView data) {
  TRY(check_output(designator));
  if (designator.starts_with(kFd)) {
    TRY_ASSIGN(const int fd, descriptor(designator, SopErrc::missing_arg));
    return write_all(fd, data);
  }
  const File file(::open(designator.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return Error(SopErrc::output_exists, "cannot be made");
  return write_all(file.get(), data);
}

}  // namespace nightmail::sop
