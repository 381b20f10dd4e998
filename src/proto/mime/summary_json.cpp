// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/summary_json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "proto/mime/errors.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxList = 1000;
constexpr std::size_t kMaxText = 8 * 1024;
constexpr std::size_t kMaxDepth = 8;
constexpr std::array<std::string_view, 4> kProtections = {"", "pgp-mime", "pgp-inline", "smime"};
constexpr std::array<std::string_view, 4> kSignatures = {"none", "good", "bad", "unknown-key"};

// ---- printing: into a container of octets, or a counter of them ----

struct Counter {
  std::size_t octets = 0;
  void add(std::string_view text) { octets += text.size(); }
};

struct Writer {
  PlainBytes octets;
  void add(std::string_view text) { append(octets, as_bytes(text)); }
};

// Strings are printed here rather than by the library because a Writer wipes what it outgrows.
template <class Out>
void print_string(Out& out, std::string_view text) {
  out.add("\"");
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(),
                     [](char c) { return c == '"' || c == '\\' || (c >= 0 && c < 0x20); }) -
        text.begin());
    out.add(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text.front();
    text.remove_prefix(1);
    constexpr std::string_view kHex = "0123456789abcdef";
    if (c >= 0x20) {
      const std::array<char, 2> escaped = {'\\', c};
      out.add({escaped.data(), escaped.size()});
    } else {
      out.add("\\u00");
      out.add(kHex.substr(static_cast<std::size_t>(c) >> 4, 1));
      out.add(kHex.substr(static_cast<std::size_t>(c) & 15, 1));
    }
  }
  out.add("\"");
}

// Prints ',' before every member but the first.
template <class Out>
class ObjectPrinter {
 public:
  explicit ObjectPrinter(Out& out) : out_(out) { out_.add("{"); }
  void end() { out_.add("}"); }
  void key(std::string_view name) {
    out_.add(first_ ? "\"" : ",\"");
    first_ = false;
    out_.add(name);
    out_.add("\":");
  }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    print_string(out_, value);
  }
  void number(std::string_view name, std::int64_t value) {
    key(name);
    out_.add(std::to_string(value));
  }
  void flag(std::string_view name, bool value) {
    if (!value) return;
    key(name);
    out_.add("true");
  }
  template <class T, class PrintItem>
  void list(std::string_view name, const std::vector<T>& items, PrintItem print_item) {
    if (items.empty()) return;
    key(name);
    out_.add("[");
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_.add(",");
      print_item(out_, items[i]);
    }
    out_.add("]");
  }

 private:
  Out& out_;
  bool first_ = true;
};

template <class Out>
void print_address(Out& out, const Address& address) {
  ObjectPrinter object(out);
  object.text("name", address.name);
  object.text("email", address.email);
  object.end();
}

template <class Out>
void print_attachment(Out& out, const AttachmentSummary& attachment) {
  ObjectPrinter object(out);
  object.text("name", attachment.name);
  object.text("type", attachment.type);
  object.number("size", static_cast<std::int64_t>(attachment.size));
  object.end();
}

template <class Out>
void print_date(Out& out, const SentAt& sent_at) {
  ObjectPrinter object(out);
  object.number("t", sent_at.unix_seconds);
  object.number("tz", sent_at.offset_minutes);
  object.end();
}

template <class Out>
void print_lists(ObjectPrinter<Out>& object, const Summary& s) {
  object.list("from", s.from, print_address<Out>);
  object.list("to", s.to, print_address<Out>);
  object.list("cc", s.cc, print_address<Out>);
  object.list("replyTo", s.reply_to, print_address<Out>);
}

template <class Out>
void print_end_to_end(ObjectPrinter<Out>& object, Out& out, const Summary& s) {
  object.flag("protected", s.is_protected);
  if (!s.e2e) return;
  object.key("e2e");
  ObjectPrinter e2e(out);
  e2e.flag("encrypted", s.e2e->encrypted);
  e2e.text("signed", kSignatures[static_cast<std::size_t>(s.e2e->signature)]);
  e2e.text("fingerprint", s.e2e->fingerprint);
  e2e.end();
}

template <class Out>
void print_summary(Out& out, const Summary& s) {
  ObjectPrinter object(out);
  object.number("v", kSummaryVersion);
  print_lists(object, s);
  object.text("subject", s.subject);
  if (s.sent_at) {
    object.key("sentAt");
    print_date(out, *s.sent_at);
  }
  object.text("messageId", s.message_id);
  object.list("inReplyTo", s.in_reply_to, print_string<Out>);
  object.list("references", s.references, print_string<Out>);
  object.text("preview", s.preview);
  object.list("attachments", s.attachments, print_attachment<Out>);
  object.flag("listUnsubscribe", s.list_unsubscribe);
  object.text("encrypted", kProtections[static_cast<std::size_t>(s.encrypted)]);
  object.text("signed", kProtections[static_cast<std::size_t>(s.signature)]);
  object.flag("truncated", s.truncated);
  print_end_to_end(object, out, s);
  object.number("trace", s.trace_length);
  object.text("sha256", s.original_sha256);
  object.end();
}

// ---- reading ----

Error bad_field(std::string_view key) {
  return Error(Errc::bad_field, std::string(key));
}

Result<void> read_text(const json::object& from, std::string_view key, std::string& to) {
  const json::value* value = from.if_contains(key);
  if (value == nullptr) return {};
  const json::string* text = value->if_string();
  if (text == nullptr) return bad_field(key);
  to = clean_line({text->data(), text->size()}, kMaxText);
  return {};
}

Result<void> read_flag(const json::object& from, std::string_view key, bool& to) {
  const json::value* value = from.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_bool()) return bad_field(key);
  to = value->get_bool();
  return {};
}

Result<void> read_number(const json::object& from, std::string_view key, std::int64_t least,
                         std::int64_t most, std::int64_t& to) {
  const json::value* value = from.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most)
    return bad_field(key);
  to = value->get_int64();
  return {};
}

template <class T, class ReadItem>
Result<void> read_list(const json::object& from, std::string_view key, std::vector<T>& to,
                       ReadItem read_item) {
  const json::value* value = from.if_contains(key);
  if (value == nullptr) return {};
  const json::array* items = value->if_array();
  if (items == nullptr || items->size() > kMaxList) return bad_field(key);
  for (const json::value& item : *items) {
    TRY_ASSIGN(T read, read_item(item, key));
    to.push_back(std::move(read));
  }
  return {};
}

Result<std::string> read_id(const json::value& value, std::string_view key) {
  const json::string* text = value.if_string();
  if (text == nullptr) return bad_field(key);
  return clean_line({text->data(), text->size()}, kMaxText);
}

Result<Address> read_address(const json::value& value, std::string_view key) {
  const json::object* object = value.if_object();
  if (object == nullptr) return bad_field(key);
  Address address;
  TRY(read_text(*object, "name", address.name));
  TRY(read_text(*object, "email", address.email));
  return address;
}

Result<AttachmentSummary> read_attachment(const json::value& value, std::string_view key) {
  const json::object* object = value.if_object();
  if (object == nullptr) return bad_field(key);
  AttachmentSummary attachment;
  std::string name;
  std::int64_t size = 0;
  TRY(read_text(*object, "name", name));
  TRY(read_text(*object, "type", attachment.type));
  TRY(read_number(*object, "size", 0, std::numeric_limits<std::int64_t>::max(), size));
  attachment.name = clean_file_name(name, kMaxText);
  attachment.size = static_cast<std::uint64_t>(size);
  return attachment;
}

Result<void> read_date(const json::object& from, std::optional<SentAt>& to) {
  const json::value* value = from.if_contains("sentAt");
  if (value == nullptr) return {};
  const json::object* object = value->if_object();
  if (object == nullptr) return bad_field("sentAt");
  std::int64_t seconds = 0;
  std::int64_t offset = 0;
  constexpr std::int64_t kYear10000 = 253402300800;
  TRY(read_number(*object, "t", -kYear10000, kYear10000, seconds));
  TRY(read_number(*object, "tz", -24 * 60, 24 * 60, offset));
  to = SentAt{seconds, static_cast<std::int32_t>(offset)};
  return {};
}

// A kind that a later writer knows and this reader doesn't is read as none.
Result<void> read_protection(const json::object& from, std::string_view key, Protection& to) {
  std::string text;
  TRY(read_text(from, key, text));
  const auto* found = std::find(kProtections.begin(), kProtections.end(), text);
  to = found == kProtections.end() ? Protection::none
                                   : static_cast<Protection>(found - kProtections.begin());
  return {};
}

Result<void> check_version(const json::object& from) {
  const json::value* version = from.if_contains("v");
  if (version == nullptr || !version->is_int64() || version->get_int64() != kSummaryVersion)
    return Error(Errc::unknown_version);
  return {};
}

Result<void> read_people(const json::object& from, Summary& to) {
  TRY(read_list(from, "from", to.from, read_address));
  TRY(read_list(from, "to", to.to, read_address));
  TRY(read_list(from, "cc", to.cc, read_address));
  TRY(read_list(from, "replyTo", to.reply_to, read_address));
  return {};
}

Result<void> read_identity(const json::object& from, Summary& to) {
  TRY(read_text(from, "subject", to.subject));
  TRY(read_date(from, to.sent_at));
  TRY(read_text(from, "messageId", to.message_id));
  TRY(read_list(from, "inReplyTo", to.in_reply_to, read_id));
  TRY(read_list(from, "references", to.references, read_id));
  return {};
}

Result<void> read_content(const json::object& from, Summary& to) {
  TRY(read_text(from, "preview", to.preview));
  TRY(read_list(from, "attachments", to.attachments, read_attachment));
  TRY(read_flag(from, "listUnsubscribe", to.list_unsubscribe));
  TRY(read_flag(from, "truncated", to.truncated));
  TRY(read_protection(from, "encrypted", to.encrypted));
  TRY(read_protection(from, "signed", to.signature));
  return {};
}

bool is_hex(std::string_view text) {
  return text.size() <= 64 &&
         text.find_first_not_of("0123456789ABCDEFabcdef") == std::string_view::npos;
}

Result<void> read_end_to_end(const json::object& from, Summary& to) {
  TRY(read_flag(from, "protected", to.is_protected));
  const json::value* value = from.if_contains("e2e");
  if (value == nullptr) return {};
  const json::object* object = value->if_object();
  if (object == nullptr) return bad_field("e2e");
  EndToEnd e2e;
  std::string word;
  TRY(read_flag(*object, "encrypted", e2e.encrypted));
  TRY(read_text(*object, "signed", word));
  TRY(read_text(*object, "fingerprint", e2e.fingerprint));
  if (!is_hex(e2e.fingerprint)) return bad_field("fingerprint");
  const auto* found = std::find(kSignatures.begin(), kSignatures.end(), word);
  if (found != kSignatures.end()) {
    e2e.signature = static_cast<EndToEnd::Signature>(found - kSignatures.begin());
  }
  to.e2e = std::move(e2e);
  return {};
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<void> read_origin(const json::object& from, Summary& to) {
  std::int64_t trace = 0;
  TRY(read_number(from, "trace", 0, std::numeric_limits<std::uint32_t>::max(), trace));
  TRY(read_text(from, "sha256", to.original_sha256));
  if (!to.original_sha256.empty() && !is_sha256(to.original_sha256)) return bad_field("sha256");
  to.trace_length = static_cast<std::uint32_t>(trace);
  return {};
}

}  // namespace

PlainBytes to_json(const Summary& summary) {
  Writer writer;
  writer.octets.reserve(json_size(summary));
  print_summary(writer, summary);
  return std::move(writer.octets);
}

std::size_t json_size(const Summary& summary) {
  Counter counter;
  print_summary(counter, summary);
  return counter.octets;
}

Result<Summary> from_json(ByteView bytes) {
  if (bytes.size() > kMaxSummaryJson) return Error(Errc::too_large);
  const std::string_view text = as_text(bytes);
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code error;
  const json::value root = json::parse({text.data(), text.size()}, error, {}, options);
  if (error || !root.is_object()) return Error(Errc::bad_json);
  const json::object& object = root.get_object();
  TRY(check_version(object));
  Summary summary;
  TRY(read_people(object, summary));
  TRY(read_identity(object, summary));
  TRY(read_content(object, summary));
  TRY(read_end_to_end(object, summary));
  TRY(read_origin(object, summary));
  return summary;
}

}  // namespace nightmail::mime
