// SPDX-License-Identifier: Apache-2.0
//
// Session: the content of a message, however it came, and what is wrong with it.

#include <algorithm>

#include "proto/smtp/session.h"

namespace nightmail::smtp {
namespace {

Reply flaw_reply(Flaw flaw) {
  switch (flaw) {
    case Flaw::bare_lf:
      return {550, {5, 6, 11}, "Message refused: it has a bare line feed; lines must end in CRLF"};
    case Flaw::bare_cr:
      return {550,
              {5, 6, 11},
              "Message refused: it has a bare carriage return; lines must end in CRLF"};
    case Flaw::nul:
      return {550, {5, 6, 11}, "Message refused: it has a NUL byte"};
    case Flaw::long_line:
      return {550, {5, 6, 11}, "Message refused: it has a line that is too long"};
    case Flaw::none:
      break;
  }
  return {554, {5, 6, 0}, "Message refused"};
}

}  // namespace

void Session::begin_content() {
  message_ = MessageBuffer(budget_, config_.trace_room);
  const std::uint64_t declared = envelope_.declared_size.value_or(0);
  message_.expect(
      static_cast<std::size_t>(std::min<std::uint64_t>(declared, config_.limits.message_size)));
  decoder_ = DataDecoder(config_.limits.data_line);
  chunk_lines_ = LineScan(config_.limits.data_line);
  content_size_ = 0;
  memory_refused_ = false;
}

void Session::consume_data() {
  if (phase_ == Phase::data) {
    const DataDecoder::Piece piece = decoder_.next(input_);
    add_content(piece.content);
    input_ = input_.subspan(piece.consumed);
    if (decoder_.ended()) content_complete();
    return;
  }
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, input_.size()));
  const ByteView content = input_.first(length);
  input_ = input_.subspan(length);
  chunk_left_ -= length;
  if (!chunk_refused_) {
    (void)chunk_lines_.scan(content, false);
    add_content(content);
  }
  if (chunk_left_ == 0) end_chunk();
}

Flaw Session::flaw() const {
  return chunks_begun_ ? chunk_lines_.flaw() : decoder_.flaw();
}

// Content that will be refused is not kept; its end is still looked for.
void Session::add_content(ByteView content) {
  content_size_ += content.size();
  if (content_failure()) {
    message_.release();
  } else if (!message_.append(content)) {
    memory_refused_ = true;
    message_.release();
  }
}

std::optional<Reply> Session::content_failure() const {
  if (content_size_ > config_.limits.message_size)
    return Reply{552, {5, 3, 4}, "Message is larger than we accept"};
  if (flaw() != Flaw::none) return flaw_reply(flaw());
  if (memory_refused_) return Reply{452, {4, 3, 1}, "Too many large messages just now; try again"};
  return std::nullopt;
}

std::optional<Reply> Session::discarding() const {
  if (phase_ == Phase::chunk && chunk_refused_) return Reply{503, {5, 5, 1}, "Say MAIL first"};
  if (phase_ == Phase::data || phase_ == Phase::chunk) return content_failure();
  return std::nullopt;
}

void Session::content_complete() {
  if (const auto failure = content_failure()) {
    reply_for_content(*failure);
    reset_transaction();
    phase_ = Phase::command;
  } else {
    phase_ = Phase::await_delivery;
  }
}

}  // namespace nightmail::smtp
