// SPDX-License-Identifier: Apache-2.0
#include "net/local_door.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/errors.h"

namespace nightmail::net {
namespace {

constexpr std::size_t kMostRequest = 4096;
constexpr int kPatienceMs = 5000;

Error system_error(std::string_view what) {
  if (errno == ECONNREFUSED || errno == ENOENT) return Error(Errc::refused, std::string(what));
  return Error(Errc::system, std::string(what) + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool good() const { return fd_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// Socket names are short (108 octets) and directories' need not be: the name goes through the open
// directory.
sockaddr_un address_of(int directory, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(directory) + "/" + name;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

const sockaddr* as_sockaddr(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool ready(int fd, short events) {
  pollfd one{fd, events, 0};
  return poll(&one, 1, kPatienceMs) > 0;
}

bool send_all(int fd, std::string_view octets) {
  while (!octets.empty()) {
    if (!ready(fd, POLLOUT)) return false;
    const ssize_t sent = send(fd, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool is_own_user(int peer) {
  ucred who{};
  socklen_t size = sizeof who;
  if (getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
  return who.uid == geteuid() || who.uid == 0;
}

// Up to the line end that closes a request; empty if it does not come.
std::string read_request(int peer) {
  std::string request;
  std::array<char, 512> piece{};
  while (request.size() < kMostRequest && ready(peer, POLLIN)) {
    const ssize_t got = recv(peer, piece.data(), piece.size(), 0);
    if (got <= 0) return {};
    request.append(piece.data(), static_cast<std::size_t>(got));
    if (request.ends_with('\n')) return request.substr(0, request.size() - 1);
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<LocalDoor>> LocalDoor::open(const std::string& directory,
                                                   const std::string& name, Answer answer) {
  const Descriptor folder(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.good()) return system_error("local door: directory");
  Descriptor listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!listener.good()) return system_error("local door: socket");
  // The caller holds the directory's lock: a socket that lies there belongs to nobody.
  unlinkat(folder.get(), name.c_str(), 0);
  const sockaddr_un address = address_of(folder.get(), name);
  const mode_t before = umask(0177);
  const int bound = bind(listener.get(), as_sockaddr(address), sizeof address);
  umask(before);
  if (bound != 0 || listen(listener.get(), 16) != 0) return system_error("local door: bind");
  std::array<int, 2> wake{};
  if (pipe2(wake.data(), O_CLOEXEC) != 0) return system_error("local door: pipe");
  return std::unique_ptr<LocalDoor>(new LocalDoor(listener.release(), wake[0], wake[1],
                                                  directory + "/" + name, std::move(answer)));
}

LocalDoor::LocalDoor(int listener, int wake_reader, int wake_writer, std::string path,
                     Answer answer)
    : listener_(listener),
      wake_reader_(wake_reader),
      wake_writer_(wake_writer),
      path_(std::move(path)),
      answer_(std::move(answer)),
      thread_([this] { serve(); }) {}

LocalDoor::~LocalDoor() {
  close(wake_writer_);
  thread_.join();
  close(wake_reader_);
  close(listener_);
  unlink(path_.c_str());
}

void LocalDoor::serve() {
  for (;;) {
    std::array<pollfd, 2> both{pollfd{listener_, POLLIN, 0}, pollfd{wake_reader_, POLLIN, 0}};
    if (poll(both.data(), both.size(), -1) < 0 && errno != EINTR) return;
    if (both[1].revents != 0) return;
    if (both[0].revents == 0) continue;
    const Descriptor peer(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.good() && is_own_user(peer.get())) serve_one(peer.get());
  }
}

void LocalDoor::serve_one(int peer) const {
  const std::string request = read_request(peer);
  if (request.empty()) return;
  answer_(request, [peer](std::string_view piece) { return send_all(peer, piece); });
}

Result<> ask_local_door(const std::string& directory, const std::string& name,
                        const std::string& request,
                        const std::function<void(std::string_view)>& take) {
  const Descriptor folder(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.good()) return system_error("no such directory");
  const Descriptor door(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_un address = address_of(folder.get(), name);
  if (connect(door.get(), as_sockaddr(address), sizeof address) != 0)
    return system_error("nobody listens there");
  if (!send_all(door.get(), request + "\n")) return system_error("request not taken");
  std::array<char, 4096> piece{};
  for (;;) {
    const ssize_t got = recv(door.get(), piece.data(), piece.size(), 0);
    if (got < 0) return system_error("answer broken off");
    if (got == 0) return {};
    take({piece.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace nightmail::net
