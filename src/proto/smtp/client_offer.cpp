// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/client_offer.h"

#include "proto/smtp/params.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

// The next word of `text`, which becomes the rest.
std::string_view take_word(std::string_view& text, char separator = ' ') {
  const std::size_t end = text.find(separator);
  const std::string_view word = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return word;
}

struct Flag {
  std::string_view keyword;
  bool PeerOffer::*member;
};
constexpr Flag kFlags[] = {
    {"PIPELINING", &PeerOffer::pipelining}, {"SIZE", &PeerOffer::size},
    {"8BITMIME", &PeerOffer::eight_bit},    {"SMTPUTF8", &PeerOffer::smtputf8},
    {"STARTTLS", &PeerOffer::starttls},     {"DSN", &PeerOffer::dsn},
    {"REQUIRETLS", &PeerOffer::requiretls},
};

void read_auth(std::string_view mechanisms, PeerOffer& offer) {
  while (!mechanisms.empty()) {
    const std::string_view mechanism = take_word(mechanisms);
    offer.auth_plain |= equal_ignoring_case(mechanism, "PLAIN");
    offer.auth_login |= equal_ignoring_case(mechanism, "LOGIN");
  }
}

void read_limits(std::string_view limits, PeerOffer& offer) {
  while (!limits.empty()) {
    std::string_view value = take_word(limits);
    const std::string_view name = take_word(value, '=');
    if (equal_ignoring_case(name, "RCPTMAX"))
      offer.max_recipients = parse_number(value).value_or(0);
  }
}

void read_line(std::string_view line, PeerOffer& offer) {
  const std::string_view keyword = take_word(line);
  for (const Flag& flag : kFlags)
    if (equal_ignoring_case(keyword, flag.keyword)) offer.*flag.member = true;
  if (equal_ignoring_case(keyword, "SIZE")) offer.max_size = parse_number(line).value_or(0);
  if (equal_ignoring_case(keyword, "AUTH")) read_auth(line, offer);
  if (equal_ignoring_case(keyword, "LIMITS")) read_limits(line, offer);
}

}  // namespace

PeerOffer parse_offer(std::string_view text) {
  PeerOffer offer;
  take_word(text, '\n');
  while (!text.empty()) read_line(take_word(text, '\n'), offer);
  return offer;
}

}  // namespace nightmail::smtp
