// SPDX-License-Identifier: Apache-2.0

#include "store/address.h"

#include <idn2.h>
#include <uninorm.h>
#include <unistr.h>

#include <cstdlib>
#include <memory>

#include "base/bytes.h"
#include "store/errors.h"

namespace nightmail::store {
namespace {

// RFC 5321 §4.5.3.1.1, §4.5.3.1.2.
constexpr std::size_t kMaxLocalPart = 64;
constexpr std::size_t kMaxDomain = 255;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > 0x7e) return false;
  }
  return true;
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet == 0x7f) return true;
  }
  return false;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63) return false;
  for (const char c : label) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!allowed) return false;
  }
  return label.front() != '-' && label.back() != '-';
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > kMaxDomain) return false;
  for (;;) {
    const auto dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

Result<std::string> to_a_labels(const std::string& domain) {
  char* output = nullptr;
  const int status = idn2_to_ascii_8z(
      domain.c_str(), &output, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT | IDN2_USE_STD3_ASCII_RULES);
  const std::unique_ptr<char, Free> owner(output);
  if (status != IDN2_OK) return Error(Errc::bad_address, "not a domain name");
  return lower_ascii(output);
}

// The content of a quoted-string (RFC 5321 §4.1.2), which names the same mailbox as the plain form.
Result<std::string> unquoted(std::string_view text) {
  if (text.empty() || text.front() != '"') return std::string(text);
  if (text.size() < 2 || text.back() != '"') return Error(Errc::bad_address, "quote not closed");
  std::string content;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\') ++i;
    if (i + 1 >= text.size()) return Error(Errc::bad_address, "quote not closed");
    content += text[i];
  }
  return content;
}

Result<std::string> normal_form_c(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());
  if (u8_check(octets, text.size()) != nullptr) return Error(Errc::bad_address, "not UTF-8");
  std::size_t length = 0;
  const std::unique_ptr<std::uint8_t, Free> normal(
      u8_normalize(UNINORM_NFC, octets, text.size(), nullptr, &length));
  if (!normal) return Error(Errc::bad_address, "cannot be normalised");
  return std::string(as_text({normal.get(), length}));
}

Result<std::string> canonical_local_part(std::string_view text) {
  TRY_ASSIGN(const std::string plain, unquoted(text));
  TRY_ASSIGN(std::string local, normal_form_c(lower_ascii(plain)));
  if (local.empty() || local.size() > kMaxLocalPart || has_control(local)) {
    return Error(Errc::bad_address, "local part");
  }
  return local;
}

}  // namespace

Result<std::string> canonical_domain(std::string_view domain) {
  if (domain.size() > kMaxDomain || has_control(domain)) return Error(Errc::bad_address, "domain");
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']')
    return lower_ascii(domain);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  std::string lower = lower_ascii(domain);
  if (!is_ascii(lower)) {
    TRY_ASSIGN(lower, to_a_labels(lower));
  }
  if (!is_domain(lower)) return Error(Errc::bad_address, "not a domain name");
  return lower;
}

Result<std::string> canonical_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return Error(Errc::bad_address, "no @");
  TRY_ASSIGN(const std::string local, canonical_local_part(address.substr(0, at)));
  TRY_ASSIGN(const std::string domain, canonical_domain(address.substr(at + 1)));
  return local + '@' + domain;
}

std::string without_plus_suffix(std::string_view canonical_address) {
  const std::string_view local = local_part(canonical_address);
  const auto plus = local.find('+');
  if (plus == std::string_view::npos || plus == 0) return std::string(canonical_address);
  return std::string(local.substr(0, plus)) + std::string(canonical_address.substr(local.size()));
}

std::string_view local_part(std::string_view canonical_address) {
  const auto at = canonical_address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : canonical_address.substr(0, at);
}

std::string_view domain_part(std::string_view canonical_address) {
  const auto at = canonical_address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : canonical_address.substr(at + 1);
}

}  // namespace nightmail::store
