// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/message_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace nightmail::smtp {
namespace {

constexpr std::size_t kFirst = 8 * 1024;
// Below this the announced size is not believed: announcing costs nothing, memory does.
constexpr std::size_t kTrusted = 64 * 1024;
constexpr std::size_t kMostBelieved = 4 * 1024 * 1024;
constexpr std::size_t kDoubleBelow = 1024 * 1024;

}  // namespace

MessageBuffer::MessageBuffer(MemoryBudget& budget, std::size_t front_room)
    : budget_(&budget), front_room_(front_room), begin_(front_room) {}

MessageBuffer::MessageBuffer(MessageBuffer&& other) noexcept {
  *this = std::move(other);
}

MessageBuffer& MessageBuffer::operator=(MessageBuffer&& other) noexcept {
  if (this == &other) return *this;
  release();
  budget_ = other.budget_;
  front_room_ = other.front_room_;
  begin_ = std::exchange(other.begin_, other.front_room_);
  prepended_ = std::exchange(other.prepended_, 0);
  expected_ = std::exchange(other.expected_, 0);
  charged_ = std::exchange(other.charged_, 0);
  storage_ = std::exchange(other.storage_, PlainBytes());
  return *this;
}

void MessageBuffer::release() {
  storage_ = PlainBytes();
  if (charged_ != 0) budget_->give_back(charged_);
  begin_ = front_room_;
  charged_ = prepended_ = expected_ = 0;
}

std::size_t MessageBuffer::next_capacity(std::size_t needed) const {
  const std::size_t had = storage_.capacity();
  const std::size_t announced = front_room_ + std::min(expected_, kMostBelieved);
  const bool believed = expected_ != 0 && (announced <= kTrusted || had >= kTrusted);
  if (believed && had < announced) return std::max(announced, needed);
  const std::size_t want = had < kDoubleBelow ? std::max(kFirst, had * 2) : had + had / 2;
  return std::max(want, needed);
}

bool MessageBuffer::reallocate(std::size_t capacity, std::size_t shift) {
  if (budget_ == nullptr || !budget_->take(capacity)) return false;
  PlainBytes bigger;
  bigger.reserve(capacity);
  bigger.resize(storage_.size() + shift);
  // memcpy, because std::vector copies byte by byte under an allocator of our own.
  if (!storage_.empty()) std::memcpy(bigger.data() + shift, storage_.data(), storage_.size());
  storage_.swap(bigger);
  bigger = PlainBytes();
  if (charged_ != 0) budget_->give_back(charged_);
  charged_ = capacity;
  return true;
}

bool MessageBuffer::ensure(std::size_t needed) {
  if (needed <= storage_.capacity()) return true;
  return reallocate(next_capacity(needed), storage_.empty() ? front_room_ : 0);
}

bool MessageBuffer::append(ByteView bytes) {
  if (bytes.empty()) return true;
  const std::size_t used = std::max(storage_.size(), front_room_);
  if (!ensure(used + bytes.size())) return false;
  storage_.resize(used + bytes.size());
  std::memcpy(storage_.data() + used, bytes.data(), bytes.size());
  return true;
}

bool MessageBuffer::prepend(ByteView bytes) {
  if (bytes.empty()) return true;
  if (storage_.empty() && !reallocate(front_room_ + bytes.size(), front_room_)) return false;
  if (bytes.size() > begin_) {
    const std::size_t shift = bytes.size() - begin_;
    if (!reallocate(storage_.size() + shift, shift)) return false;
    begin_ += shift;
  }
  begin_ -= bytes.size();
  std::memcpy(storage_.data() + begin_, bytes.data(), bytes.size());
  prepended_ += bytes.size();
  return true;
}

}  // namespace nightmail::smtp
