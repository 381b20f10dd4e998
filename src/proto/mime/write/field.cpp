// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/field.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "proto/mime/text.h"

namespace nightmail::mime {
namespace {

constexpr std::size_t kLine = 78;
constexpr std::size_t kWordOctets = 42;  // of text in an encoded word: 12 + 56 characters
constexpr std::size_t kParameterOctets = 60;
constexpr std::size_t kMaxText = 64 * 1024;
constexpr std::string_view kAtomSigns = "!#$%&'*+-/=?^_`{|}~";

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// RFC 5322 §3.2.3, with the octets of UTF-8 (RFC 6532 §3.2).
bool is_atom_octet(char c) {
  return is_alphanumeric(c) || kAtomSigns.find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_token_octet(char c) {  // RFC 2045 §5.1
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`{|}~").find(c) != std::string::npos;
}

// Joins pieces with a space or, where a line would get too long, with a fold.
class Folder {
 public:
  explicit Folder(std::size_t column) : column_(column) {}

  void add(std::string_view piece) {
    if (!value_.empty()) {
      const bool fits = column_ + 1 + piece.size() <= kLine;
      value_ += fits ? " " : "\r\n ";
      column_ = fits ? column_ + 1 : 1;
    }
    value_ += piece;
    column_ += piece.size();
  }
  [[nodiscard]] std::string take() { return std::move(value_); }

 private:
  std::string value_;
  std::size_t column_;
};

Folder folder_for(std::string_view name) {
  return Folder(name.size() + 2);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// Whole characters, each word at most 75 long (RFC 2047 §2).
std::vector<std::string> encoded_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    std::string piece(text.substr(0, kWordOctets + 3));
    if (text.size() <= kWordOctets) piece = text;
    truncate_utf8(piece, kWordOctets);
    words.push_back("=?utf-8?B?" + crypto::base64_encode(as_bytes(piece)) + "?=");
    text.remove_prefix(piece.size());
  }
  return words;
}

bool needs_encoding(std::string_view text) {
  if (!is_ascii(text) || text.find("=?") != std::string_view::npos) return true;
  const auto words = words_of(text);
  return std::any_of(words.begin(), words.end(), [](auto word) { return word.size() > 900; });
}

void add_text(Folder& folder, std::string_view text) {
  if (needs_encoding(text)) {
    for (const std::string& word : encoded_words(text)) folder.add(word);
    return;
  }
  for (const std::string_view word : words_of(text)) folder.add(word);
}

std::string quoted_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

// A display name: atoms where possible, else a quoted string or encoded words.
void add_phrase(Folder& folder, std::string_view name) {
  const bool plain =
      std::all_of(name.begin(), name.end(), [](char c) { return c == ' ' || is_atom_octet(c); });
  if (needs_encoding(name) || plain || name.size() > 200) {
    add_text(folder, name);
  } else {
    folder.add(quoted_string(name));
  }
}

bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atom_octet(c); });
}

bool is_quoted_local_part(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') return false;
    if (text[at] == '\\' && ++at == text.size()) return false;
    if (static_cast<unsigned char>(text[at]) < 0x20 || text[at] == 0x7f) return false;
  }
  return true;
}

bool is_domain(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    return text.find_first_of(" \t\r\n[]\\<>", 1) == text.size() - 1;
  }
  return is_dot_atom(text);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
    const auto octet = static_cast<unsigned char>(c);
    if (plain) {
      encoded += c;
    } else {
      encoded.append({'%', kHex[octet >> 4], kHex[octet & 15]});
    }
  }
  return encoded;
}

// RFC 2231 §4, §3: name*=utf-8''value, or name*0*=..; name*1*=... for a long one.
void add_extended(Folder& folder, const WrittenParameter& parameter, bool last) {
  std::string encoded = "utf-8''" + percent_encoded(parameter.value);
  const bool one = encoded.size() <= kParameterOctets;
  for (std::size_t part = 0; !encoded.empty(); ++part) {
    std::size_t cut = std::min(encoded.size(), kParameterOctets);
    const std::size_t escape = encoded.rfind('%', cut);
    if (cut < encoded.size() && escape != std::string::npos && escape + 3 > cut) cut = escape;
    const std::string number = one ? "" : "*" + std::to_string(part);
    const std::string end = last && cut == encoded.size() ? "" : ";";
    std::string piece = parameter.name;
    piece.append(number).append("*=").append(encoded, 0, cut).append(end);
    folder.add(piece);
    encoded.erase(0, cut);
  }
}

void add_parameter(Folder& folder, const WrittenParameter& parameter, bool last) {
  const std::string_view value = parameter.value;
  if (!is_ascii(value) || value.size() > kParameterOctets) {
    return add_extended(folder, parameter, last);
  }
  const bool token = !value.empty() && std::all_of(value.begin(), value.end(), is_token_octet);
  folder.add(parameter.name + "=" + (token ? std::string(value) : quoted_string(value)) +
             (last ? "" : ";"));
}

}  // namespace

std::string WrittenField::line() const {
  return name + ": " + value + "\r\n";
}

std::string print_fields(const WrittenFields& fields) {
  std::string text;
  for (const WrittenField& field : fields) text += field.line();
  return text;
}

WrittenField text_field(std::string_view name, std::string_view text) {
  Folder folder = folder_for(name);
  add_text(folder, clean_line(text, kMaxText));
  return {std::string(name), folder.take()};
}

WrittenField address_field(std::string_view name, std::span<const Address> addresses, bool names) {
  Folder folder = folder_for(name);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    std::string email = clean_line(addresses[i].email, 1000);
    const std::string person = names ? clean_line(addresses[i].name, 1000) : std::string();
    if (!person.empty()) {
      add_phrase(folder, person);
      email.insert(0, "<").append(">");
    }
    if (i + 1 < addresses.size()) email += ',';
    folder.add(email);
  }
  return {std::string(name), folder.take()};
}

WrittenField ids_field(std::string_view name, std::span<const std::string> ids) {
  Folder folder = folder_for(name);
  for (const std::string& id : ids) folder.add("<" + clean_line(id, 900) + ">");
  return {std::string(name), folder.take()};
}

WrittenField token_field(std::string_view name, std::string_view value) {
  Folder folder = folder_for(name);
  const std::string clean = clean_line(value, kMaxText);
  for (const std::string_view word : words_of(clean)) folder.add(word);
  return {std::string(name), folder.take()};
}

WrittenField parameter_field(std::string_view name, std::string_view value,
                             std::span<const WrittenParameter> parameters) {
  Folder folder = folder_for(name);
  folder.add(std::string(value) + (parameters.empty() ? "" : ";"));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const WrittenParameter clean{parameters[i].name, clean_line(parameters[i].value, 1000)};
    add_parameter(folder, clean, i + 1 == parameters.size());
  }
  return {std::string(name), folder.take()};
}

bool is_addr_spec(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || address.size() > 320 || !is_utf8(address)) return false;
  if (clean_line(address, 400) != address) return false;  // controls, bidirectional overrides
  const std::string_view local = address.substr(0, at);
  return (is_dot_atom(local) || is_quoted_local_part(local)) && is_domain(address.substr(at + 1));
}

}  // namespace nightmail::mime
