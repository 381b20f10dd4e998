// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/data_decoder.h"

namespace nightmail::smtp {
namespace {

constexpr std::uint8_t kCr[] = {'\r'};

}  // namespace

DataDecoder::Piece DataDecoder::next(ByteView input) {
  if (input.empty()) return {};
  if (state_ == State::dot) return after_dot(input);
  if (state_ == State::dot_cr) return after_dot_cr(input);
  const std::size_t length = lines_.scan(input, true);
  if (length == input.size()) return {length, input};
  // Stopped at a '.' that begins a line: it is dropped, whatever follows.
  lines_.dot_dropped();
  state_ = State::dot;
  return {length + 1, input.first(length)};
}

DataDecoder::Piece DataDecoder::after_dot(ByteView input) {
  if (input.front() == '\r') {
    state_ = State::dot_cr;
    return {1, {}};
  }
  state_ = State::content;
  return next(input);
}

// ".\r" was read at the beginning of a line: the end of the data, or else content with a bare CR.
DataDecoder::Piece DataDecoder::after_dot_cr(ByteView input) {
  if (input.front() == '\n') {
    state_ = State::ended;
    return {1, {}};
  }
  state_ = State::content;
  (void)lines_.scan(kCr, false);
  return {0, kCr};
}

}  // namespace nightmail::smtp
