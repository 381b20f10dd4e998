// SPDX-License-Identifier: Apache-2.0
//
// LocalDoor: a Unix socket in a directory, for the person who runs the process: one request, one
// answer, then it closes. Answered on a thread of its own, one client after another. Owner: whoever
// opened it; the destructor ends the thread.
//
// SECURITY: the socket has mode 0600, and a peer must be the same user as this process, or root.

#ifndef NIGHTMAIL_NET_LOCAL_DOOR_H_
#define NIGHTMAIL_NET_LOCAL_DOOR_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"

namespace nightmail::net {

class LocalDoor {
 public:
  // Sends a piece of the answer; false if the peer is gone or slower than some seconds.
  using Write = std::function<bool(std::string_view piece)>;
  using Answer = std::function<void(const std::string& request, const Write& write)>;

  // A socket that an earlier process left behind is replaced. Errc::address_in_use and the like.
  static Result<std::unique_ptr<LocalDoor>> open(const std::string& directory,
                                                 const std::string& name, Answer answer);
  ~LocalDoor();
  LocalDoor(const LocalDoor&) = delete;
  LocalDoor& operator=(const LocalDoor&) = delete;

 private:
  LocalDoor(int listener, int wake_reader, int wake_writer, std::string path, Answer answer);
  void serve();
  void serve_one(int peer) const;

  const int listener_, wake_reader_, wake_writer_;
  const std::string path_;
  const Answer answer_;
  std::thread thread_;
};

// The other side: sends `request` (at most 4 KiB), gives the answer to `take` as it comes.
// Errc::refused or the like if nobody listens there.
[[nodiscard]] Result<> ask_local_door(const std::string& directory, const std::string& name,
                                      const std::string& request,
                                      const std::function<void(std::string_view)>& take);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_LOCAL_DOOR_H_
