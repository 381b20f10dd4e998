// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/html_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "proto/mime/html_entity.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kMaxQuoteDepth = 8;  // deeper ones look like this one
constexpr std::size_t kMaxLink = 2000;

bool is_html_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Elements whose content is not text for a reader.
constexpr std::array<std::string_view, 11> kHidden = {"head",     "script",   "style",  "title",
                                                      "template", "noscript", "iframe", "object",
                                                      "textarea", "select",   "svg"};
constexpr std::array<std::string_view, 20> kBlocks = {
    "div", "tr", "ul", "ol",   "table", "section", "article", "header", "footer",   "form",
    "dl",  "dt", "dd", "main", "nav",   "address", "center",  "figure", "fieldset", "aside"};
constexpr std::array<std::string_view, 8> kParagraphs = {"p",  "h1", "h2", "h3",
                                                         "h4", "h5", "h6", "pre"};

struct Tag {
  std::string name;  // lower case
  bool closing = false;
  std::string_view attributes;
};

// The value of an attribute, still with its character references.
std::string_view attribute(std::string_view attributes, std::string_view wanted) {
  std::size_t at = 0;
  while (at < attributes.size()) {
    at = std::min(attributes.find_first_not_of(" \t\r\n\f/", at), attributes.size());
    const auto name_end = std::min(attributes.find_first_of(" \t\r\n\f=", at), attributes.size());
    const std::string_view name = attributes.substr(at, name_end - at);
    at = std::min(attributes.find_first_not_of(" \t\r\n\f", name_end), attributes.size());
    if (at >= attributes.size() || attributes[at] != '=') continue;
    at = std::min(attributes.find_first_not_of(" \t\r\n\f", at + 1), attributes.size());
    if (at >= attributes.size()) break;
    const char quote = attributes[at];
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) ++at;
    const auto end =
        std::min(quoted ? attributes.find(quote, at) : attributes.find_first_of(" \t\r\n\f", at),
                 attributes.size());
    if (equals_ignore_case(name, wanted)) return attributes.substr(at, end - at);
    at = std::min(end + 1, attributes.size());
  }
  return {};
}

// Collects text: folds white space, counts the line ends owed, writes the quote marks.
class TextWriter {
 public:
  explicit TextWriter(const HtmlTextOptions& options) : options_(options) {}

  [[nodiscard]] bool full() const { return out_.size() >= options_.max_octets; }

  void character(char c) {
    if (preformatted > 0) {
      verbatim(c);
    } else if (is_html_space(c)) {
      space_ = true;
    } else {
      begin_text();
      out_.push_back(c);
    }
  }
  void text(std::string_view value) {
    for (char c : value) character(c);
  }
  void line_break() { breaks_ = std::min(breaks_ + 1, 2); }
  // At least this many line ends before the next text.
  void block(int line_ends) {
    breaks_ = std::max(breaks_, line_ends);
    space_ = false;
  }
  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] std::string_view since(std::size_t from) const {
    return std::string_view(out_).substr(std::min(from, out_.size()));
  }

  std::string finish() {
    truncate_utf8(out_, options_.max_octets);
    if (!out_.empty()) out_.push_back('\n');
    return std::move(out_);
  }

  std::size_t quote_depth = 0;
  std::size_t preformatted = 0;

 private:
  void verbatim(char c) {
    space_ = false;
    if (c == '\n') {
      breaks_ = std::min(breaks_ + 1, 3);
    } else if (c != '\r') {
      begin_text();
      out_.push_back(c);
    }
  }
  void begin_text() {
    if (breaks_ > 0 || out_.empty()) {
      const int ends = out_.empty() ? 0 : breaks_;
      for (int i = 0; i < ends; ++i) {
        out_.push_back('\n');
        if (i + 1 < ends) quote_mark();
      }
      quote_mark();
      if (quote_depth > 0) out_.push_back(' ');
    } else if (space_) {
      out_.push_back(' ');
    }
    breaks_ = 0;
    space_ = false;
  }
  void quote_mark() { out_.append(std::min(quote_depth, kMaxQuoteDepth), '>'); }

  const HtmlTextOptions& options_;
  std::string out_;
  int breaks_ = 0;
  bool space_ = false;
};

class Converter {
 public:
  Converter(std::string_view html, const HtmlTextOptions& options)
      : html_(html), options_(options), out_(options) {}

  std::string run() {
    while (at_ < html_.size() && !out_.full()) step();
    return out_.finish();
  }

 private:
  void step() {
    const char c = html_[at_];
    if (c == '<' && at_ + 1 < html_.size()) {
      if (read_markup()) return;
    } else if (c == '&') {
      entity();
      return;
    }
    ++at_;
    if (!dropped()) out_.character(c);
  }

  bool dropped() const { return !options_.quotes && out_.quote_depth > 0; }

  void entity() {
    scratch_.clear();
    at_ = append_entity(html_, at_, scratch_);
    if (scratch_ == "\xC2\xA0") scratch_ = " ";
    if (!dropped()) out_.text(scratch_);
  }

  // html_[at_] is '<'. False if it is a mere less-than sign.
  bool read_markup() {
    const char next = html_[at_ + 1];
    if (html_.substr(at_, 4) == "<!--") {
      const auto end = html_.find("-->", at_ + 4);
      at_ = end == std::string_view::npos ? html_.size() : end + 3;
      return true;
    }
    if (next == '!' || next == '?') {
      at_ = std::min(html_.find('>', at_), html_.size() - 1) + 1;
      return true;
    }
    const std::size_t name_at = at_ + 1 + (next == '/' ? 1 : 0);
    if (name_at >= html_.size() || !is_letter(html_[name_at])) return false;
    handle(read_tag(name_at, next == '/'));
    return true;
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  Tag read_tag(std::size_t name_at, bool closing) {
    Tag tag;
    tag.closing = closing;
    const auto name_end = std::min(html_.find_first_of(" \t\r\n\f/>", name_at), html_.size());
    tag.name = to_lower(html_.substr(name_at, std::min<std::size_t>(name_end - name_at, 20)));
    std::size_t end = name_end;
    char quote = 0;
    for (; end < html_.size() && (quote != 0 || html_[end] != '>'); ++end) {
      if (quote != 0) {
        if (html_[end] == quote) quote = 0;
      } else if ((html_[end] == '"' || html_[end] == '\'') && html_[end - 1] == '=') {
        quote = html_[end];
      }
    }
    // A quote that is never closed would hide the rest of the mail: take the first '>' then.
    if (end >= html_.size() && quote != 0) end = std::min(html_.find('>', name_end), html_.size());
    tag.attributes = html_.substr(name_end, end - name_end);
    at_ = std::min(end + 1, html_.size());
    return tag;
  }

  void handle(const Tag& tag) {
    if (is_one_of(tag.name, kHidden)) {
      if (!tag.closing && !tag.attributes.ends_with('/')) skip_content(tag.name);
    } else if (tag.name == "blockquote") {
      quote(tag.closing);
    } else if (!dropped()) {
      visible(tag);
    }
  }

  void visible(const Tag& tag) {
    if (tag.name == "br") {
      out_.line_break();
    } else if (tag.name == "li") {
      out_.block(1);
      if (!tag.closing) out_.text("* ");
    } else if (tag.name == "td" || tag.name == "th") {
      out_.character(' ');
    } else if (tag.name == "hr") {
      rule();
    } else if (tag.name == "a") {
      link(tag);
    } else if (tag.name == "img") {
      if (!tag.closing) out_.text(decode_entities(attribute(tag.attributes, "alt")));
    } else if (is_one_of(tag.name, kParagraphs)) {
      out_.block(2);
      if (tag.name == "pre") preformatted(tag.closing);
    } else if (is_one_of(tag.name, kBlocks)) {
      out_.block(1);
    }
  }

  void rule() {
    out_.block(1);
    out_.text("----------");
    out_.block(1);
  }

  void preformatted(bool closing) {
    if (!closing) ++out_.preformatted;
    if (closing && out_.preformatted > 0) --out_.preformatted;
  }

  void quote(bool closing) {
    out_.block(1);
    if (!closing) ++out_.quote_depth;
    if (closing && out_.quote_depth > 0) --out_.quote_depth;
  }

  void link(const Tag& tag) {
    if (!options_.links) return;
    if (!tag.closing) {
      link_ = decode_entities(attribute(tag.attributes, "href").substr(0, kMaxLink));
      link_start_ = out_.size();
      return;
    }
    std::string_view target = trim(link_);
    const std::string_view shown = trim(out_.since(link_start_));
    if (target.starts_with("mailto:")) target.remove_prefix(7);
    const bool worth = target.starts_with("http://") || target.starts_with("https://") ||
                       target.find('@') != std::string_view::npos;
    if (worth && shown != target) out_.text(" <" + std::string(target) + ">");
    link_.clear();
  }

  // To the end tag; if there is none, only the start tag is dropped, so that nothing of value hides
  // behind a tag that was cut off. Each name is searched in vain once at most.
  void skip_content(const std::string& name) {
    if (std::find(unclosed_.begin(), unclosed_.end(), name) != unclosed_.end()) return;
    for (std::size_t at = at_; (at = html_.find("</", at)) != std::string_view::npos; at += 2) {
      if (!equals_ignore_case(html_.substr(at + 2, name.size()), name)) continue;
      at_ = std::min(html_.find('>', at), html_.size() - 1) + 1;
      return;
    }
    unclosed_.push_back(name);
    if (name == "script" || name == "style") at_ = html_.size();
  }

  std::string_view html_;
  const HtmlTextOptions& options_;
  TextWriter out_;
  std::size_t at_ = 0;
  std::string scratch_;
  std::string link_;
  std::size_t link_start_ = 0;
  std::vector<std::string> unclosed_;
};

}  // namespace

std::string html_to_text(std::string_view html, const HtmlTextOptions& options) {
  return Converter(html, options).run();
}

}  // namespace nightmail::mime
