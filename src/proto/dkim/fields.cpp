// SPDX-License-Identifier: Apache-2.0
#include "proto/dkim/fields.h"

#include <algorithm>
#include <map>

namespace nightmail::dkim {
namespace {

constexpr std::string_view kCrlf = "\r\n";

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// One line with its CRLF, off the front of `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find(kCrlf);
  const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 2);
  text.remove_prefix(line.size());
  return line;
}

// Runs of white space become one space; none is left at the end.
void append_relaxed(std::string& out, std::string_view line) {
  bool space = false;
  for (const char c : line) {
    if (is_space(c)) {
      space = true;
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += c;
  }
}

// Feeds the hash in pieces, and holds empty lines back until something follows them.
class BodyHash {
 public:
  void line(std::string_view text, Canonical how) {
    const std::size_t before = piece_.size();
    if (how == Canonical::relaxed) {
      append_relaxed(piece_, text);
    } else {
      piece_ += text;
    }
    if (piece_.size() == before) {
      ++empty_lines_;
      return;
    }
    if (empty_lines_ > 0) insert_empty_lines(before);
    piece_ += kCrlf;
    if (piece_.size() > kPiece) flush();
  }
  crypto::Digest32 finish(Canonical how) {
    // §3.4.3: the simple form of an empty body is one CRLF; the relaxed one nothing.
    if (!any_ && piece_.empty() && how == Canonical::simple) piece_ += kCrlf;
    flush();
    return hash_.finish();
  }

 private:
  static constexpr std::size_t kPiece = 16 * 1024;

  void insert_empty_lines(std::size_t at) {
    const std::string line = piece_.substr(at);
    piece_.resize(at);
    for (; empty_lines_ > 0; --empty_lines_) {
      piece_ += kCrlf;
      if (piece_.size() > kPiece) flush();
    }
    piece_ += line;
  }
  void flush() {
    any_ |= !piece_.empty();
    hash_.update(as_bytes(piece_));
    piece_.clear();
  }

  crypto::Sha256 hash_;
  std::string piece_;
  std::size_t empty_lines_ = 0;
  bool any_ = false;
};

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return out;
}

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return is_space(c) || c == '\r' || c == '\n'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

Message split_message(ByteView message) {
  std::string_view rest = as_text(message);
  Message split;
  while (!rest.empty() && !rest.starts_with(kCrlf)) {
    const std::string_view begin = rest;
    std::size_t size = take_line(rest).size();
    while (!rest.empty() && is_space(rest.front())) size += take_line(rest).size();
    const std::string_view whole = begin.substr(0, size);
    const std::size_t colon = whole.find(':');
    if (colon == std::string_view::npos) continue;
    split.fields.push_back({trim(whole.substr(0, colon)), whole});
  }
  if (rest.starts_with(kCrlf)) rest.remove_prefix(kCrlf.size());
  split.body = rest;
  return split;
}

std::string canonical_field(std::string_view whole, Canonical how) {
  if (how == Canonical::simple) return std::string(whole);
  const std::size_t colon = whole.find(':');
  std::string value;
  for (const char c : whole.substr(colon + 1))
    if (c != '\r' && c != '\n') value += c;
  std::string out = lower_case(trim(whole.substr(0, colon))) + ":";
  append_relaxed(out, trim(value));
  return out + std::string(kCrlf);
}

crypto::Digest32 body_hash(std::string_view body, Canonical how) {
  BodyHash hash;
  while (!body.empty()) {
    std::string_view line = take_line(body);
    if (line.ends_with(kCrlf)) line.remove_suffix(kCrlf.size());
    hash.line(line, how);
  }
  return hash.finish(how);
}

std::vector<Field> select_fields(const std::vector<Field>& fields,
                                 const std::vector<std::string>& names) {
  std::map<std::string, std::vector<Field>> by_name;  // the lowest last
  for (const Field& field : fields) by_name[lower_case(field.name)].push_back(field);
  std::vector<Field> selected;
  for (const std::string& name : names) {
    const auto found = by_name.find(lower_case(name));
    if (found == by_name.end() || found->second.empty()) continue;
    selected.push_back(found->second.back());
    found->second.pop_back();
  }
  return selected;
}

}  // namespace nightmail::dkim
