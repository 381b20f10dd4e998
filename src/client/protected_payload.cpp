// SPDX-License-Identifier: Apache-2.0
#include "client/protected_payload.h"

#include <algorithm>
#include <bit>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "client/errors.h"
#include "client/json_fields.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kSmallest = 1024;
constexpr std::size_t kMaxHead = 256 << 10;
constexpr std::size_t kMaxReaders = 1000;
constexpr std::int64_t kVersion = 1;

Error damaged() {
  return {Errc::damaged, "The message is damaged, or was written by a newer program."};
}

void append_length(PlainBytes& out, std::size_t length) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(length >> shift));
  }
}

void append_part(PlainBytes& out, ByteView part) {
  append_length(out, part.size());
  out.insert(out.end(), part.begin(), part.end());
}

// A part that its length in four octets precedes.
Result<ByteView> take_part(ByteView& rest, std::size_t limit) {
  if (rest.size() < 4) return damaged();
  std::size_t length = 0;
  for (const std::uint8_t octet : rest.first(4)) length = length << 8 | octet;
  rest = rest.subspan(4);
  if (length > limit || length > rest.size()) return damaged();
  const ByteView part = rest.first(length);
  rest = rest.subspan(length);
  return part;
}

std::string write_head(const ProtectedPayload& payload) {
  json::array to;
  for (const std::string& address : payload.to) to.emplace_back(address);
  json::object head{{"v", kVersion}, {"from", payload.from}, {"to", std::move(to)}};
  if (!payload.answer_certificate.empty()) {
    head["answerTo"] = crypto::base64url_encode(payload.answer_certificate);
  }
  return json::serialize(head);
}

Result<ProtectedPayload> read_head(ByteView text) {
  const auto head = parse_object(text);
  if (!head.ok()) return damaged();
  const auto version = number_field(*head, "v");
  auto from = text_field(*head, "from");
  const auto to = array_field(*head, "to");
  if (!version.ok() || *version != kVersion || !from.ok() || !to.ok() ||
      (*to)->size() > kMaxReaders) {
    return damaged();
  }
  ProtectedPayload payload;
  payload.from = *std::move(from);
  for (const json::value& address : **to) {
    if (!address.is_string()) return damaged();
    payload.to.emplace_back(address.get_string());
  }
  if (head->contains("answerTo")) {
    auto certificate = bytes_field(*head, "answerTo");
    if (!certificate.ok()) return damaged();
    payload.answer_certificate = *std::move(certificate);
  }
  return payload;
}

}  // namespace

std::size_t padded_size(std::size_t size) {
  size = std::max(size, kSmallest);
  const int exponent = std::bit_width(size) - 1;
  const int kept = std::bit_width(static_cast<unsigned>(exponent));
  const std::size_t mask = (std::size_t{1} << (exponent - kept)) - 1;
  return (size + mask) & ~mask;
}

Result<PlainBytes> write_protected_payload(const ProtectedPayload& payload) {
  if (payload.message.size() > kMaxProtectedMessage) {
    return Error(Errc::bad_input, "A password-protected message may hold 25 MB at most.");
  }
  const std::string head = write_head(payload);
  const std::size_t size = padded_size(8 + head.size() + payload.message.size());
  PlainBytes plain;
  plain.reserve(size);
  append_part(plain, as_bytes(head));
  append_part(plain, payload.message);
  plain.resize(size, 0);
  return plain;
}

Result<ProtectedPayload> read_protected_payload(ByteView plain) {
  TRY_ASSIGN(const ByteView head, take_part(plain, kMaxHead));
  TRY_ASSIGN(const ByteView message, take_part(plain, kMaxProtectedMessage));
  if (std::ranges::any_of(plain, [](std::uint8_t octet) { return octet != 0; })) return damaged();
  TRY_ASSIGN(ProtectedPayload payload, read_head(head));
  payload.message.assign(message.begin(), message.end());
  return payload;
}

}  // namespace nightmail::client
