// SPDX-License-Identifier: Apache-2.0
//
// MessageMemory: the cap on what messages on their way in may take together, over all sessions.
// Thread-safe; owned by EdgeServer, outlives every session.

#ifndef NIGHTMAIL_SERVER_EDGE_MESSAGE_MEMORY_H_
#define NIGHTMAIL_SERVER_EDGE_MESSAGE_MEMORY_H_

#include <atomic>
#include <cstddef>

#include "proto/smtp/message_buffer.h"

namespace nightmail::edge {

class MessageMemory final : public smtp::MemoryBudget {
 public:
  explicit MessageMemory(std::size_t limit) : limit_(limit) {}

  [[nodiscard]] bool take(std::size_t bytes) override {
    const std::size_t before = taken_.fetch_add(bytes);
    if (bytes <= limit_ && before <= limit_ - bytes) return true;
    taken_.fetch_sub(bytes);
    return false;
  }
  void give_back(std::size_t bytes) override { taken_.fetch_sub(bytes); }
  [[nodiscard]] std::size_t taken() const { return taken_; }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace nightmail::edge

#endif  // NIGHTMAIL_SERVER_EDGE_MESSAGE_MEMORY_H_
