// SPDX-License-Identifier: Apache-2.0
//
// The bytes of one message on their way in: one growing buffer, wiped when released, whose memory
// is asked for from a MemoryBudget before it is taken and given back with it. In front there is
// room for trace headers. A resource: move-only; it may move to another thread, and the budget must
// outlive it.

#ifndef NIGHTMAIL_PROTO_SMTP_MESSAGE_BUFFER_H_
#define NIGHTMAIL_PROTO_SMTP_MESSAGE_BUFFER_H_

#include <cstddef>

#include "base/bytes.h"
#include "base/secret.h"

namespace nightmail::smtp {

// Caps the sum of message memory over all sessions. Implementations must be thread-safe if messages
// are released on other threads than they were read on.
class MemoryBudget {
 public:
  virtual ~MemoryBudget() = default;
  // May `bytes` more be taken? True: they count as taken until give_back().
  [[nodiscard]] virtual bool take(std::size_t bytes) = 0;
  virtual void give_back(std::size_t bytes) = 0;
};

class MessageBuffer {
 public:
  MessageBuffer() = default;  // holds nothing and cannot grow
  MessageBuffer(MemoryBudget& budget, std::size_t front_room);
  MessageBuffer(MessageBuffer&& other) noexcept;
  MessageBuffer& operator=(MessageBuffer&& other) noexcept;
  MessageBuffer(const MessageBuffer&) = delete;
  MessageBuffer& operator=(const MessageBuffer&) = delete;
  ~MessageBuffer() { release(); }

  // The size the sender announced. It steers growth: at once if small, else after the first 64 KiB.
  void expect(std::size_t bytes) { expected_ = bytes; }

  // False if the budget refused the memory; then nothing was appended.
  [[nodiscard]] bool append(ByteView bytes);
  // Puts bytes in front: without a move where they fit the front room. False: budget refused.
  [[nodiscard]] bool prepend(ByteView bytes);

  // Everything, what was prepended first.
  [[nodiscard]] ByteView view() const { return ByteView(storage_).subspan(begin()); }
  // What was appended only: exactly the bytes that the sender sent.
  [[nodiscard]] ByteView original() const { return view().subspan(prepended_); }
  [[nodiscard]] std::size_t size() const { return storage_.size() - begin(); }
  // Memory taken from the budget.
  [[nodiscard]] std::size_t charged() const { return charged_; }

  // Wipes, frees and gives back. The buffer is empty afterwards and may be used again.
  void release();

 private:
  [[nodiscard]] std::size_t begin() const { return storage_.empty() ? 0 : begin_; }
  [[nodiscard]] std::size_t next_capacity(std::size_t needed) const;
  [[nodiscard]] bool ensure(std::size_t needed);
  [[nodiscard]] bool reallocate(std::size_t capacity, std::size_t shift);

  MemoryBudget* budget_ = nullptr;
  PlainBytes storage_;  // [front room][prepended][appended]
  std::size_t front_room_ = 0;
  std::size_t begin_ = 0;
  std::size_t prepended_ = 0;
  std::size_t expected_ = 0;
  std::size_t charged_ = 0;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_MESSAGE_BUFFER_H_
