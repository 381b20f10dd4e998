// SPDX-License-Identifier: Apache-2.0
//
// BDAT (RFC 3030 §2). Its chunk is always read, even if refused: otherwise its bytes would be taken
// for commands.

#include "proto/smtp/params.h"
#include "proto/smtp/session.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

struct ChunkHeader {
  std::uint64_t size = 0;
  bool last = false;
};

// chunk-size [SP "LAST"]
std::optional<ChunkHeader> parse_chunk_header(std::string_view text) {
  const std::size_t space = text.find(' ');
  const auto size = parse_number(text.substr(0, space));
  if (!size) return std::nullopt;
  if (space == std::string_view::npos) return ChunkHeader{*size, false};
  if (!equal_ignoring_case(text.substr(space + 1), "LAST")) return std::nullopt;
  return ChunkHeader{*size, true};
}

}  // namespace

void Session::cmd_bdat(std::string_view argument) {
  if (!config_.offer.chunking) return close_with({4, 5, 1}, "BDAT is not offered");
  const auto header = parse_chunk_header(argument);
  // Where the next command begins is unknown, so nothing that follows may be believed.
  if (!header) return close_with({4, 5, 4}, "the size of the chunk was not understood");
  chunk_left_ = header->size;
  chunk_last_ = header->last;
  chunk_refused_ = !in_transaction_ || envelope_.recipients.empty();
  if (!chunk_refused_ && !chunks_begun_) {
    begin_content();
    chunks_begun_ = true;
  }
  phase_ = Phase::chunk;
  if (chunk_left_ == 0) end_chunk();
}

void Session::end_chunk() {
  phase_ = Phase::command;
  if (chunk_refused_)
    return mistake(503, {5, 5, 1}, in_transaction_ ? "No valid recipients" : "Say MAIL first");
  if (chunk_last_) {
    chunk_lines_.finish();
    return content_complete();
  }
  // After a refusal only RSET is of use (RFC 3030 §2); each further chunk is told the same.
  const auto failure = content_failure();
  if (failure) return reply(*failure);
  reply(250, {2, 0, 0}, "Chunk received");
}

}  // namespace nightmail::smtp
