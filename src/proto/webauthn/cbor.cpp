// SPDX-License-Identifier: Apache-2.0
#include "proto/webauthn/cbor.h"

#include "proto/webauthn/errors.h"

namespace nightmail::webauthn {
namespace {

// RFC 8949 §3.1.
constexpr std::uint8_t kUnsigned = 0, kNegative = 1, kBytes = 2, kText = 3, kArray = 4, kMap = 5,
                       kTag = 6;

Error malformed() {
  return {Errc::malformed, "CBOR"};
}

}  // namespace

Result<CborReader::Head> CborReader::head() {
  if (rest_.empty()) return malformed();
  const std::uint8_t first = rest_[0];
  const std::uint8_t info = first & 31;
  rest_ = rest_.subspan(1);
  Head head{static_cast<std::uint8_t>(first >> 5), info};
  if (info < 24) return head;
  if (info > 27) return malformed();  // reserved, or of indefinite length
  const std::size_t octets = std::size_t{1} << (info - 24);
  if (rest_.size() < octets) return malformed();
  head.value = 0;
  for (const std::uint8_t octet : rest_.first(octets)) head.value = head.value << 8 | octet;
  rest_ = rest_.subspan(octets);
  return head;
}

Result<CborReader::Head> CborReader::head_of(std::uint8_t major) {
  TRY_ASSIGN(const Head found, head());
  if (found.major != major) return malformed();
  return found;
}

bool CborReader::at_integer() const {
  return !rest_.empty() && rest_[0] >> 5 <= kNegative;
}

Result<std::int64_t> CborReader::integer() {
  TRY_ASSIGN(const Head found, head());
  if (found.major > kNegative || found.value > INT32_MAX) return malformed();
  const auto value = static_cast<std::int64_t>(found.value);
  return found.major == kUnsigned ? value : -1 - value;
}

Result<ByteView> CborReader::string_of(std::uint8_t major) {
  TRY_ASSIGN(const Head found, head_of(major));
  if (found.value > rest_.size()) return malformed();
  const ByteView content = rest_.first(static_cast<std::size_t>(found.value));
  rest_ = rest_.subspan(content.size());
  return content;
}

Result<ByteView> CborReader::bytes() {
  return string_of(kBytes);
}

Result<std::string_view> CborReader::text() {
  TRY_ASSIGN(const ByteView content, string_of(kText));
  return as_text(content);
}

Result<std::size_t> CborReader::map() {
  TRY_ASSIGN(const Head found, head_of(kMap));
  if (found.value > rest_.size() / 2) return malformed();  // a pair has two octets at least
  return static_cast<std::size_t>(found.value);
}

Result<> CborReader::skip_content(const Head& head, std::uint64_t& items) {
  if (head.major == kBytes || head.major == kText) {
    if (head.value > rest_.size()) return malformed();
    rest_ = rest_.subspan(static_cast<std::size_t>(head.value));
  } else if (head.major == kArray || head.major == kMap) {
    if (head.value > rest_.size()) return malformed();  // an item has an octet at least
    items += head.major == kMap ? 2 * head.value : head.value;
  } else if (head.major == kTag) {
    ++items;
  }
  return {};
}

// Without recursion: what is left to skip is counted.
Result<> CborReader::skip() {
  for (std::uint64_t items = 1; items > 0; --items) {
    TRY_ASSIGN(const Head found, head());
    TRY(skip_content(found, items));
  }
  return {};
}

}  // namespace nightmail::webauthn
