// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/parameters.h"

#include <algorithm>
#include <cstddef>

#include "proto/mime/charset.h"
#include "proto/mime/encoded_word.h"
#include "proto/mime/header.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kMaxPieces = 100;  // parameters of a field, continuations counted singly

// One "name=value" as written; `section` and `extended` are the "*0" and last "*" of RFC 2231 §3-4.
struct Piece {
  std::string name;
  int section = -1;
  bool extended = false;
  std::string value;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  void skip() { ++at_; }

  void skip_space_and_comments() {
    while (!done() && (peek() == ' ' || peek() == '\t' || peek() == '(')) {
      if (peek() == '(') {
        skip_comment();
      } else {
        skip();
      }
    }
  }
  std::string_view until(std::string_view stops) {
    const auto end = std::min(text_.find_first_of(stops, at_), text_.size());
    const auto result = text_.substr(at_, end - at_);
    at_ = end;
    return trim(result);
  }
  // Without its quotes and backslashes. A string that nobody closed ends with the field.
  std::string quoted() {
    std::string result;
    for (skip(); !done() && peek() != '"'; skip()) {
      // A backslash before a letter is a path of some Windows mailer, not a quoted pair.
      if (peek() == '\\' && at_ + 1 < text_.size() &&
          (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\'))
        skip();
      result.push_back(peek());
    }
    if (!done()) skip();
    return result;
  }

 private:
  void skip_comment() {
    int depth = 0;
    do {
      if (peek() == '(') ++depth;
      if (peek() == ')') --depth;
      if (peek() == '\\') skip();
      skip();
    } while (!done() && depth > 0);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      result.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      result.push_back(text[i]);
    }
  }
  return result;
}

// "filename*0*" -> name, section, extended.
void split_name(std::string_view written, Piece& piece) {
  if (written.ends_with('*')) {
    piece.extended = true;
    written.remove_suffix(1);
  }
  const auto star = written.find('*');
  piece.name = to_lower(trim(written.substr(0, star)));
  if (star == std::string_view::npos) return;
  int section = 0;
  for (char c : written.substr(star + 1)) {
    if (c < '0' || c > '9' || section > 9999) return;
    section = section * 10 + (c - '0');
  }
  piece.section = section;
}

std::vector<Piece> read_pieces(Scanner& in) {
  std::vector<Piece> pieces;
  while (!in.done() && pieces.size() < kMaxPieces) {
    in.skip_space_and_comments();
    const std::string_view name = in.until("=;");
    if (in.peek() == '=' && !name.empty()) {
      Piece piece;
      split_name(name, piece);
      in.skip();
      in.skip_space_and_comments();
      piece.value = in.peek() == '"' ? in.quoted() : std::string(in.until(";"));
      pieces.push_back(std::move(piece));
    }
    in.until(";");
    in.skip();
  }
  return pieces;
}

// The first piece of an extended value begins "charset'language'".
std::string_view take_charset(std::string_view& value) {
  const auto first = value.find('\'');
  if (first == std::string_view::npos) return {};
  const auto second = value.find('\'', first + 1);
  if (second == std::string_view::npos) return {};
  const auto charset = value.substr(0, first);
  value.remove_prefix(second + 1);
  return charset;
}

std::string plain_value(std::string_view value) {
  return value.find("=?") == std::string_view::npos ? utf8_or_windows_1252(value)
                                                    : decode_header_text(value);
}

// `pieces` share a name and are in order of their sections. RFC 2231 §4.1.
std::string joined(const std::vector<const Piece*>& pieces) {
  std::string octets;
  std::string_view charset;
  bool extended = false;
  for (const Piece* piece : pieces) {
    std::string_view value = piece->value;
    if (piece->extended && piece == pieces.front()) charset = take_charset(value);
    extended = extended || piece->extended;
    octets += piece->extended ? percent_decoded(value) : std::string(value);
  }
  return extended ? charset_to_utf8(octets, charset) : plain_value(octets);
}

bool has(const std::vector<Parameter>& parameters, std::string_view name) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const Parameter& p) { return p.name == name; });
}

void add_pieces_named(const std::vector<Piece>& pieces, const std::string& name, bool rfc2231,
                      std::vector<Parameter>& to) {
  std::vector<const Piece*> chosen;
  for (const Piece& piece : pieces)
    if (piece.name == name && rfc2231 == (piece.extended || piece.section >= 0))
      chosen.push_back(&piece);
  if (chosen.empty()) return;
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const Piece* a, const Piece* b) { return a->section < b->section; });
  if (chosen.front()->section < 0) chosen.resize(1);
  to.push_back({name, joined(chosen)});
}

}  // namespace

std::string_view ParameterValue::get(std::string_view name) const {
  for (const Parameter& parameter : parameters)
    if (parameter.name == name) return parameter.value;
  return {};
}

ParameterValue parse_parameters(std::string_view field) {
  std::string storage;
  Scanner in(unfold(field, storage));
  ParameterValue result;
  in.skip_space_and_comments();
  std::string_view value = in.until(";");
  value = trim(value.substr(0, value.find_first_of(" \t(")));
  result.value = to_lower(value);
  in.skip();
  const auto pieces = read_pieces(in);
  for (const Piece& piece : pieces) {
    if (has(result.parameters, piece.name)) continue;
    // RFC 2231 forms win over a plain one beside them, which is for old readers.
    add_pieces_named(pieces, piece.name, true, result.parameters);
    if (!has(result.parameters, piece.name))
      add_pieces_named(pieces, piece.name, false, result.parameters);
  }
  return result;
}

}  // namespace nightmail::mime
