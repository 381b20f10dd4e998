// SPDX-License-Identifier: Apache-2.0
#include "client/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "client/errors.h"

namespace nightmail::client {
namespace {

Error file_error(const std::string& path, int problem) {
  return Error(Errc::file, path + ": " + std::strerror(problem));
}

// 0 or an errno.
int write_part(const std::string& path, ByteView content) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  int problem = 0;
  while (!content.empty() && problem == 0) {
    const ssize_t wrote = write(file, content.data(), content.size());
    if (wrote >= 0) content = content.subspan(static_cast<std::size_t>(wrote));
    if (wrote < 0 && errno != EINTR) problem = errno;
  }
  if (close(file) != 0 && problem == 0) problem = errno;
  return problem;
}

// Gives the file its name unless it is taken. 0 or an errno. Not every file system knows
// RENAME_NOREPLACE, not every one link(2); most know one of them.
int name_it(const std::string& part, const std::string& path) {
  if (renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (link(part.c_str(), path.c_str()) != 0) return errno;
  unlink(part.c_str());
  return 0;
}

}  // namespace

bool is_there(const std::string& path) {
  struct stat about {};
  return lstat(path.c_str(), &about) == 0;
}

Result<> write_new_file(const std::string& path, ByteView content) {
  const std::string part = path + ".nightmail-part";
  int problem = is_there(path) ? EEXIST : write_part(part, content);
  if (problem == 0) {
    problem = name_it(part, path);
    if (problem == 0) return {};
    unlink(part.c_str());
  }
  if (problem != EEXIST) return file_error(path, problem);
  return Error(Errc::file, path + " is there already and stays as it is. Choose another name.");
}

}  // namespace nightmail::client
