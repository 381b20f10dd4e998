// SPDX-License-Identifier: Apache-2.0
#include "net/waits.h"

#include "base/assert.h"

namespace nightmail::net {

void Waits::place(std::size_t index, Wait* wait) {
  heap_[index] = wait;
  wait->index_ = index;
}

void Waits::sift_up(std::size_t index) {
  Wait* wait = heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (!(wait->deadline_ < heap_[parent]->deadline_)) break;
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, wait);
}

void Waits::sift_down(std::size_t index) {
  Wait* wait = heap_[index];
  while (true) {
    std::size_t child = index * 2 + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->deadline_ < heap_[child]->deadline_) ++child;
    if (!(heap_[child]->deadline_ < wait->deadline_)) break;
    place(index, heap_[child]);
    index = child;
  }
  place(index, wait);
}

void Waits::add(Wait& wait, Deadline deadline, Patience patience) {
  NM_ASSERT(wait.index_ == Wait::kNowhere);
  wait.deadline_ = deadline;
  wait.patience_ = patience;
  heap_.push_back(&wait);
  sift_up(heap_.size() - 1);
}

void Waits::remove(Wait& wait) {
  const std::size_t index = wait.index_;
  if (index == Wait::kNowhere) return;
  wait.index_ = Wait::kNowhere;
  Wait* last = heap_.back();
  heap_.pop_back();
  if (last == &wait) return;
  place(index, last);
  sift_up(index);
  sift_down(last->index_);
}

Deadline Waits::next() const {
  return heap_.empty() ? Deadline::never() : heap_[0]->deadline_;
}

void Waits::end_due(Deadline::Point now) {
  while (!heap_.empty() && heap_[0]->deadline_.at <= now) {
    Wait& wait = *heap_[0];
    remove(wait);
    wait.end(Errc::timeout);
  }
}

void Waits::end_all(Patience patience_at_most) {
  // Ending one wait runs foreign code, which may end others: collect none, search again each time
  // from the back, where removal is cheap.
  for (std::size_t i = heap_.size(); i > 0; i = std::min(i - 1, heap_.size())) {
    Wait& wait = *heap_[i - 1];
    if (wait.patience_ > patience_at_most) continue;
    remove(wait);
    wait.end(Errc::stopped);
    i = heap_.size() + 1;
  }
}

}  // namespace nightmail::net
