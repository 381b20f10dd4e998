// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/preview.h"

#include <algorithm>
#include <utility>

#include "proto/mime/charset.h"
#include "proto/mime/header.h"
#include "proto/mime/html_text.h"
#include "proto/mime/legacy_display.h"
#include "proto/mime/text.h"
#include "proto/mime/transfer.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kFirstSlice = 8 * 1024;

// Folds lines into one, character by character, until enough have come.
class PreviewWriter {
 public:
  explicit PreviewWriter(std::size_t characters) : left_(characters) {}

  [[nodiscard]] bool full() const { return left_ == 0; }

  void line(std::string_view text) {
    space_ = !out_.empty();
    for (std::size_t at = 0; at < text.size() && !full();) add(next_code_point(text, at));
  }
  std::string finish() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    return std::move(out_);
  }

 private:
  void add(char32_t c) {
    if (is_space(c)) {
      space_ = !out_.empty();
      return;
    }
    // Joiners between spaces are the filler of newsletters; inside words they matter.
    const bool joiner = c == 0x200C || c == 0x200D;
    if (is_control(c) || is_bidi_control(c) || is_padding(c) ||
        (joiner && (space_ || out_.empty())))
      return;
    if (space_) {
      out_.push_back(' ');
      if (--left_ == 0) return;
    }
    space_ = false;
    append_utf8(out_, c);
    --left_;
  }

  std::size_t left_;
  std::string out_;
  bool space_ = false;
};

std::string_view line_at(std::string_view text, std::size_t& at) {
  const std::size_t end = next_line(text, at);
  std::string_view line = text.substr(at, end - at);
  at = end;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

bool is_quote(std::string_view line) {
  return trim(line).starts_with('>');
}

// "On Monday Anna wrote:" in any language: a line that ends with a colon before a quoted one.
bool introduces_quote(std::string_view line, std::string_view text, std::size_t at) {
  if (!trim(line).ends_with(':')) return false;
  for (int blank = 0; blank < 3 && at < text.size(); ++blank) {
    const std::string_view next = line_at(text, at);
    if (!trim(next).empty()) return is_quote(next);
  }
  return false;
}

// Behind the armour headers of a clear-signed text (RFC 9580 §7); unchanged if it is none.
std::string_view inside_armour(std::string_view text) {
  constexpr std::string_view kSigned = "-----BEGIN PGP SIGNED MESSAGE-----";
  const auto found = text.find(kSigned);
  if (found == std::string_view::npos || !trim(text.substr(0, found)).empty()) return text;
  std::size_t at = found;
  while (at < text.size() && !trim(line_at(text, at)).empty()) {
  }
  return text.substr(at);
}

std::string preview_of_plain(std::string_view text, std::size_t characters) {
  text = inside_armour(text);
  PreviewWriter out(characters);
  for (std::size_t at = 0; at < text.size() && !out.full();) {
    const std::string_view line = line_at(text, at);
    if (line == "-- " || line.starts_with("-----BEGIN PGP ")) break;
    if (!is_quote(line) && !introduces_quote(line, text, at)) out.line(line);
  }
  return out.finish();
}

std::string preview_of_html(std::string_view html, std::size_t characters) {
  HtmlTextOptions options;
  options.links = false;
  options.quotes = false;
  options.max_octets = characters * 8;  // padding and long characters included
  return preview_of_plain(html_to_text(html, options), characters);
}

}  // namespace

std::string text_of(const Part& part, std::size_t source_octets) {
  const std::string_view source = part.body.substr(0, source_octets);
  const std::string_view charset = part.content_type.get("charset");
  const bool plain = part.encoding == Encoding::identity;
  return without_legacy_display(
      part, charset_to_utf8(plain ? std::string(source) : decode(source, part.encoding), charset));
}

std::string preview_of(const Part& part, std::size_t characters, std::size_t source_octets) {
  // A long header of styles is common in HTML, so a short result is worth a second, longer look.
  std::string result;
  for (std::size_t slice = std::min(kFirstSlice, source_octets);; slice = source_octets) {
    const std::string text = text_of(part, slice);
    result = part.type == "text/html" ? preview_of_html(text, characters)
                                      : preview_of_plain(text, characters);
    if (slice >= std::min(source_octets, part.body.size()) || result.size() >= characters)
      return result;
  }
}

}  // namespace nightmail::mime
