// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "proto/smtp/errors.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

// atext of RFC 5322 §3.2.3; UTF-8 as in RFC 6531 §3.3.
bool is_atext(char c) {
  return is_alnum(c) || is_eight_bit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view text) {
  bool after_dot = true;
  for (const char c : text) {
    if (c == '.' ? after_dot : !is_atext(c)) return false;
    after_dot = c == '.';
  }
  return !after_dot;
}

bool is_ldh_or_wider(char c) {
  return is_alnum(c) || c == '-' || c == '_' || is_eight_bit(c);
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), is_ldh_or_wider);
}

Error bad(const char* what) {
  return {Errc::bad_address, what};
}

// Reads a Quoted-string that begins at text[0] == '"'; `text` is left behind the closing quote.
Result<std::string> take_quoted(std::string_view& text) {
  std::string content;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return content;
    }
    if (text[i] == '\\' && ++i == text.size()) break;
    if (text[i] < ' ' && !is_eight_bit(text[i])) return bad("control character");
    if (text[i] == '\x7F') return bad("control character");
    content += text[i];
  }
  return bad("quote not closed");
}

Result<std::string> take_local(std::string_view& text) {
  if (text.starts_with('"')) return take_quoted(text);
  const std::size_t end = std::min(
      text.size(),
      static_cast<std::size_t>(
          std::find_if(text.begin(), text.end(), [](char c) { return c != '.' && !is_atext(c); }) -
          text.begin()));
  std::string local(text.substr(0, end));
  if (!is_dot_string(local)) return bad("local part");
  text.remove_prefix(end);
  return local;
}

Result<std::string> take_domain(std::string_view& text) {
  std::size_t end = 0;
  if (text.starts_with('[')) {
    end = text.find(']');
    if (end == std::string_view::npos) return bad("address literal");
    ++end;
  } else {
    while (end < text.size() && (text[end] == '.' || is_ldh_or_wider(text[end]))) ++end;
  }
  std::string domain(text.substr(0, end));
  if (!is_domain(domain) && !is_address_literal(domain)) return bad("domain");
  text.remove_prefix(end);
  return domain;
}

Result<Mailbox> take_mailbox(std::string_view& text) {
  const std::string_view begin = text;
  TRY_ASSIGN(std::string local, take_local(text));
  if (local.empty()) return bad("empty local part");
  if (!text.starts_with('@')) return bad("no domain");
  text.remove_prefix(1);
  TRY_ASSIGN(std::string domain, take_domain(text));
  const std::string_view taken = begin.substr(0, begin.size() - text.size());
  if (taken.size() > kMaxMailbox) return Error(Errc::address_too_long);
  if (!is_utf8(taken) || has_utf8_controls(taken)) return bad("not UTF-8");
  return Mailbox{std::move(local), std::move(domain)};
}

// A-d-l ":" of RFC 5321 §4.1.2: "@one,@two:". MUST be accepted, SHOULD be ignored (appendix C).
Result<> skip_source_route(std::string_view& text) {
  while (text.starts_with('@')) {
    text.remove_prefix(1);
    TRY(take_domain(text));
    if (!text.starts_with(',') && !text.starts_with(':')) return bad("source route");
    const bool last = text.front() == ':';
    text.remove_prefix(1);
    if (last) return {};
  }
  return bad("source route");
}

Result<ParsedPath> take_path(std::string_view text) {
  if (!text.starts_with('<')) return bad("no angle bracket");
  text.remove_prefix(1);
  if (text.starts_with('@')) TRY(skip_source_route(text));
  TRY_ASSIGN(Mailbox mailbox, take_mailbox(text));
  if (!text.starts_with('>')) return bad("no closing angle bracket");
  return ParsedPath{std::move(mailbox), text.substr(1)};
}

}  // namespace

bool is_domain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > kMaxDomain) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_address_literal(std::string_view text) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']') return false;
  const std::string inner(text.substr(1, text.size() - 2));
  unsigned char address[16];
  if (inner.find('\0') != std::string::npos) return false;
  if (equal_ignoring_case(std::string_view(inner).substr(0, 5), "IPv6:"))
    return inet_pton(AF_INET6, inner.c_str() + 5, address) == 1;
  return inet_pton(AF_INET, inner.c_str(), address) == 1;
}

bool Mailbox::needs_utf8() const {
  return std::any_of(local.begin(), local.end(), is_eight_bit) ||
         std::any_of(domain.begin(), domain.end(), is_eight_bit);
}

std::string Mailbox::to_string() const {
  std::string text;
  if (is_dot_string(local)) {
    text = local;
  } else {
    text = '"';
    for (const char c : local) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  if (!domain.empty()) text.append(1, '@').append(domain);
  return text;
}

Result<Mailbox> parse_mailbox(std::string_view text) {
  TRY_ASSIGN(Mailbox mailbox, take_mailbox(text));
  if (!text.empty()) return bad("text after the address");
  return mailbox;
}

Result<ParsedPath> parse_reverse_path(std::string_view text) {
  if (text.starts_with("<>")) return ParsedPath{std::nullopt, text.substr(2)};
  return take_path(text);
}

Result<ParsedPath> parse_forward_path(std::string_view text) {
  constexpr std::string_view kPostmaster = "<postmaster>";
  if (equal_ignoring_case(text.substr(0, kPostmaster.size()), kPostmaster))
    return ParsedPath{Mailbox{"postmaster", ""}, text.substr(kPostmaster.size())};
  return take_path(text);
}

}  // namespace nightmail::smtp
