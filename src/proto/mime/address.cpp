// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/address.h"

#include <algorithm>
#include <string>
#include <utility>

#include "proto/mime/encoded_word.h"
#include "proto/mime/header.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

// Reads one list from left to right, collecting the pieces of the mailbox at hand.
class ListReader {
 public:
  ListReader(std::string_view text, const AddressLimits& limits, std::vector<Address>& to)
      : text_(text), limits_(limits), to_(to) {}

  bool read() {
    while (at_ < text_.size() && !cut_) step();
    finish();
    return cut_;
  }

 private:
  void step() {
    switch (text_[at_]) {
      case '"':
        read_quoted();
        return;
      case '(':
        read_comment();
        return;
      case '<':
        read_angle();
        return;
      case ',':
      case ';':  // the end of a group, and what Outlook writes between addresses
        ++at_;
        finish();
        return;
      case ':':  // "Group name:" is dropped, but "a:b@c" in an address stays
        ++at_;
        if (phrase_.find('@') == std::string::npos) clear();
        return;
      default:
        read_word();
    }
  }

  void read_quoted() {
    if (quotes_end_) {
      ++at_;
      return;
    }
    std::string value;
    std::size_t i = at_ + 1;
    for (; i < text_.size() && text_[i] != '"'; ++i) {
      if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
      value.push_back(text_[i]);
    }
    if (i >= text_.size()) {  // nobody closed it, so it is no quote
      ++at_;
      quotes_end_ = true;
      return;
    }
    const std::size_t end = i + 1;
    // "Anna B"@x.org is a local part, "Anna B" <..> is a name.
    if (end < text_.size() && text_[end] == '@') {
      phrase_.append(text_.substr(at_, end - at_));
    } else {
      phrase_ += value;
    }
    at_ = end;
  }

  void read_comment() {
    int depth = 0;
    std::string value;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == ')' && --depth == 0) break;
      if (c == '\\' && at_ + 1 < text_.size()) {
        value.push_back(text_[++at_]);
      } else if (c != '(' || depth++ > 0) {
        value.push_back(c);
      }
    }
    if (at_ < text_.size()) ++at_;
    comment_ = std::move(value);  // of several the last one is the name
  }

  void read_angle() {
    std::size_t end = at_ + 1;
    const bool routed = end < text_.size() && text_[end] == '@';
    bool quoted = false;
    bool has_at = false;
    for (; end < text_.size() && (quoted || text_[end] != '>'); ++end) {
      if (text_[end] == '"') quoted = !quoted;
      has_at = has_at || text_[end] == '@';
      if (!quoted && has_at && !routed && text_[end] == ',') break;  // "<a@b, c@d>" lacks a '>'
    }
    angle_ = text_.substr(at_ + 1, end - at_ - 1);
    has_angle_ = true;
    at_ = end < text_.size() && text_[end] == '>' ? end + 1 : end;
  }

  void read_word() {
    const auto end = std::min(text_.find_first_of("\"(<,;:", at_), text_.size());
    phrase_.append(text_.substr(at_, end - at_));
    at_ = end;
  }

  void finish() {
    std::string_view email = has_angle_ ? angle_ : std::string_view(phrase_);
    email = trim(email);
    // "<@relay,@relay:a@b>": the route is obsolete and ignored, RFC 5322 §4.4.
    if (email.starts_with('@')) {
      if (const auto colon = email.find(':'); colon != std::string_view::npos)
        email.remove_prefix(colon + 1);
    }
    const std::string_view name = has_angle_ && !trim(phrase_).empty() ? phrase_ : comment_;
    if (!email.empty() || (has_angle_ && !name.empty())) add(name, email);
    clear();
  }

  void add(std::string_view name, std::string_view email) {
    if (to_.size() >= limits_.addresses) {
      cut_ = true;
      return;
    }
    Address address;
    address.name = clean_line(decode_header_text(name), limits_.name_octets, &cut_name_);
    address.email = clean_line(utf8_or_windows_1252(email), limits_.email_octets, &cut_name_);
    // "Anna Berg" without any address, as broken senders write it, is a name.
    if (!has_angle_ && address.email.find('@') == std::string::npos && address.name.empty() &&
        address.email.find(' ') != std::string::npos) {
      address.name = clean_line(decode_header_text(email), limits_.name_octets, &cut_name_);
      address.email.clear();
    }
    if (!address.name.empty() || !address.email.empty()) to_.push_back(std::move(address));
  }

  void clear() {
    phrase_.clear();
    comment_.clear();
    angle_ = {};
    has_angle_ = false;
  }

  std::string_view text_;
  const AddressLimits& limits_;
  std::vector<Address>& to_;
  std::size_t at_ = 0;
  std::string phrase_;
  std::string comment_;
  std::string_view angle_;
  bool has_angle_ = false;
  bool quotes_end_ = false;  // no closing quote is left, so none is looked for again
  bool cut_ = false;
  bool cut_name_ = false;  // a long name is cut without a word
};

}  // namespace

bool parse_addresses(std::string_view field, const AddressLimits& limits,
                     std::vector<Address>& to) {
  std::string storage;
  return ListReader(unfold(field, storage), limits, to).read();
}

}  // namespace nightmail::mime
