// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/message_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "apps/nightmail/text_width.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

constexpr std::array kShownHeaders{"From", "To", "Cc", "Reply-To", "Date", "Subject"};
constexpr std::size_t kLabel = 10;

std::string header_lines(const mime::MessageView& view, const Look& look) {
  std::string text;
  for (const char* name : kShownHeaders) {
    const std::string value = mime::terminal_safe_line(view.header(name));
    if (value.empty()) continue;
    const std::string_view is(name);
    const Style style = is == "Subject" || is == "From" ? Style::bold : Style::plain;
    text += look.styled(Style::dim, fit(is, kLabel)) + look.styled(style, value) + "\n";
  }
  return text;
}

std::string protection_lines(const std::vector<std::string>& protection, const Look& look) {
  std::string text;
  for (const std::string& words : protection) {
    text +=
        (text.empty() ? "\n" : "") + look.styled(Style::accent, mime::terminal_safe(words)) + "\n";
  }
  return text;
}

std::string attachment_lines(const std::string& id, const mime::MessageView& view,
                             const Look& look) {
  std::string text = "\n" + look.styled(Style::dim, "Attachments") + "\n";
  std::size_t widest = 0;
  for (const auto& one : view.attachments) widest = std::max(widest, text_width(one.name));
  widest = std::min<std::size_t>(widest, 50);
  for (std::size_t i = 0; i < view.attachments.size(); ++i) {
    const mime::ViewAttachment& one = view.attachments[i];
    text += "  " + std::to_string(i + 1) + "  " + fit(mime::terminal_safe_line(one.name), widest) +
            "  " + readable_size(one.size) + "  " +
            look.styled(Style::dim, mime::terminal_safe_line(one.type)) + "\n";
  }
  text += look.styled(Style::dim, "Save one with `nightmail save " + id + " NUMBER`.") + "\n";
  return text;
}

}  // namespace

std::string readable_size(std::uint64_t octets) {
  static constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(octets);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  const int digits = unit > 0 && value < 9.95 ? 1 : 0;
  std::snprintf(text.data(), text.size(), "%.*f %s", digits, value, kUnits.at(unit));
  return text.data();
}

std::string message_text(const std::string& id, const mime::MessageView& view,
                         const std::vector<std::string>& protection, const Look& look) {
  std::string text = header_lines(view, look) + protection_lines(protection, look);
  text += "\n" + mime::terminal_safe(view.text);
  if (!text.ends_with('\n')) text += '\n';
  if (view.text_is_from_html) {
    text += "\n" + look.styled(Style::dim, "(The text was taken from HTML.)") + "\n";
  }
  if (view.truncated) {
    text += "\n" + look.styled(Style::dim, "(Parts are left out here; --raw shows all.)") + "\n";
  }
  if (!view.attachments.empty()) text += attachment_lines(id, view, look);
  return text;
}

}  // namespace nightmail::app
