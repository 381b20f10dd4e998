// SPDX-License-Identifier: Apache-2.0
#include "proto/autocrypt/header.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "proto/mime/address.h"
#include "proto/mime/date.h"
#include "proto/mime/header.h"
#include "proto/mime/parameters.h"
#include "proto/mime/text.h"

namespace nightmail::autocrypt {
namespace {

constexpr std::size_t kMaxValue = 2 * kMaxKeydata;
constexpr std::size_t kKeydataLine = 76;

struct Attribute {
  std::string_view name;
  std::string_view value;
};

Attribute split_attribute(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {mime::trim(text), {}};
  return {mime::trim(text.substr(0, equals)), mime::trim(text.substr(equals + 1))};
}

// Base64 with folds and blanks in it; strict in all else.
std::optional<Bytes> decode_keydata(std::string_view text) {
  std::string compact;
  for (const char c : text) {
    if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) compact += c;
  }
  auto bytes = crypto::base64_decode(compact);
  if (!bytes.ok() || bytes->empty() || bytes->size() > kMaxKeydata) return std::nullopt;
  return *std::move(bytes);
}

// Takes one attribute; false if the whole field is void by it.
class Reader {
 public:
  bool take(const Attribute& attribute) {
    const std::string name = mime::to_lower(attribute.name);
    if (name == "addr") return set_address(attribute.value);
    if (name == "prefer-encrypt") return set_preference(attribute.value);
    if (name == "keydata") return set_keydata(attribute.value);
    return name.starts_with('_') || name.empty();  // the others are critical
  }
  std::optional<Header> take_header() {
    if (header_.address.empty() || header_.certificate.empty()) return std::nullopt;
    return std::move(header_);
  }

 private:
  bool set_address(std::string_view value) {
    if (!header_.address.empty()) return false;
    header_.address = mime::clean_line(value, 320);
    return !header_.address.empty();
  }
  // Values other than "mutual" mean nothing (§2.1).
  bool set_preference(std::string_view value) {
    header_.prefers_encryption = mime::equals_ignore_case(value, "mutual");
    return true;
  }
  bool set_keydata(std::string_view value) {
    if (!header_.certificate.empty()) return false;
    auto bytes = decode_keydata(value);
    if (!bytes) return false;
    header_.certificate = *std::move(bytes);
    return true;
  }

  Header header_;
};

// The only address of From, if there is just one.
std::optional<std::string> only_sender(const mime::HeaderBlock& header) {
  std::vector<mime::Address> from;
  for (const mime::Field& field : header.fields) {
    if (!mime::equals_ignore_case(field.name, "From")) continue;
    mime::parse_addresses(field.value.substr(0, 16 * 1024), {}, from);
  }
  if (from.size() != 1) return std::nullopt;
  return from.front().email;
}

std::optional<Header> only_header(const mime::HeaderBlock& header, const std::string& sender) {
  std::optional<Header> found;
  for (const mime::Field& field : header.fields) {
    if (!mime::equals_ignore_case(field.name, "Autocrypt")) continue;
    auto read = parse_header(field.value);
    if (!read || !mime::equals_ignore_case(read->address, sender)) continue;
    if (found) return std::nullopt;  // §2.3: more than one valid field: none
    found = std::move(read);
  }
  return found;
}

}  // namespace

std::optional<Header> parse_header(std::string_view value) {
  if (value.size() > kMaxValue) return std::nullopt;
  Reader reader;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find(';'), value.size());
    if (!reader.take(split_attribute(value.substr(0, end)))) return std::nullopt;
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return reader.take_header();
}

std::string print_header(const Header& header) {
  std::string value = "addr=" + header.address + ";";
  if (header.prefers_encryption) value += " prefer-encrypt=mutual;";
  value += "\r\n keydata=";
  const std::string keydata = crypto::base64_encode(header.certificate);
  for (std::size_t at = 0; at < keydata.size(); at += kKeydataLine) {
    value += "\r\n " + keydata.substr(at, kKeydataLine);
  }
  return value;
}

std::optional<Learned> learn(ByteView message, Timestamp received) {
  const mime::HeaderBlock header = mime::parse_header(as_text(message), {});
  const auto type = mime::parse_parameters(header.value("Content-Type").substr(0, 4096));
  if (type.value == "multipart/report") return std::nullopt;
  const auto sender = only_sender(header);
  if (!sender) return std::nullopt;
  auto found = only_header(header, *sender);
  if (!found) return std::nullopt;
  const auto date = mime::parse_date(header.value("Date").substr(0, 1000));
  const std::int64_t sent = date ? date->unix_seconds * 1000 : received.unix_ms;
  return Learned{*std::move(found), {std::min(sent, received.unix_ms)}};
}

}  // namespace nightmail::autocrypt
