// SPDX-License-Identifier: Apache-2.0
#include "server/queue/recipient_parts.h"

#include <algorithm>
#include <map>

#include "proto/smtp/address.h"
#include "proto/smtp/text.h"
#include "store/address.h"

namespace nightmail::queue {
namespace {

constexpr std::size_t kMostInPart = 100;  // what every server takes (RFC 5321 §4.5.3.1.8)

// RFC 3461 §4.1: "NEVER" alone, or a list of the others.
bool is_notify(std::string_view value) {
  if (smtp::equal_ignoring_case(value, "NEVER")) return true;
  while (true) {
    const auto comma = std::min(value.find(','), value.size());
    const std::string_view word = value.substr(0, comma);
    if (!smtp::equal_ignoring_case(word, "SUCCESS") &&
        !smtp::equal_ignoring_case(word, "FAILURE") && !smtp::equal_ignoring_case(word, "DELAY")) {
      return false;
    }
    if (comma == value.size()) return true;
    value.remove_prefix(comma + 1);
  }
}

// RFC 3461 §4.2: a type, and an address of at most 500 octets.
bool is_orcpt(std::string_view value) {
  const auto semicolon = value.find(';');
  return semicolon != std::string_view::npos && semicolon > 0 && value.size() <= 500 &&
         std::ranges::all_of(value.substr(0, semicolon),
                             [](char c) { return smtp::is_alnum(c) || c == '-'; }) &&
         std::ranges::none_of(value, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

bool parameters_are_good(const Address& address) {
  return std::ranges::all_of(address.parameters, [](const Parameter& one) {
    if (one.name == "NOTIFY") return one.value && is_notify(*one.value);
    return one.name == "ORCPT" && one.value && is_orcpt(*one.value);
  });
}

}  // namespace

RecipientParts part_recipients(const std::vector<Address>& recipients,
                               const std::set<std::string, std::less<>>& domains) {
  RecipientParts result;
  std::set<std::string, std::less<>> seen;
  std::map<std::string, std::size_t, std::less<>> open;  // domain -> its part that has room
  for (const Address& address : recipients) {
    const auto canonical = store::canonical_address(address.email);
    if (!canonical.ok() || !smtp::parse_mailbox(address.email).ok() ||
        !parameters_are_good(address)) {
      result.invalid.push_back(address.email);
      continue;
    }
    if (!seen.insert(*canonical).second) continue;
    result.canonical.push_back(*canonical);
    const std::string domain(store::domain_part(*canonical));
    const bool local = domains.contains(domain);
    const auto place = open.find(domain);
    if (local || place == open.end() ||
        result.parts[place->second].recipients.size() >= kMostInPart) {
      open.insert_or_assign(domain, result.parts.size());
      result.parts.push_back({local, domain, {}});
      result.parts.back().recipients.push_back({address, {}, {}, {}, false});
    } else {
      result.parts[place->second].recipients.push_back({address, {}, {}, {}, false});
    }
  }
  return result;
}

WireAddress wire_address(std::string_view email) {
  auto mailbox = smtp::parse_mailbox(email);
  if (!mailbox.ok()) return {};
  const auto domain = store::canonical_domain(mailbox->domain);
  if (!domain.ok()) return {};
  mailbox->domain = *domain;
  return {mailbox->to_string(), mailbox->needs_utf8()};
}

}  // namespace nightmail::queue
