// SPDX-License-Identifier: Apache-2.0
#include "server/queue/outgoing_message.h"

#include <algorithm>

#include "proto/mime/address.h"
#include "proto/mime/header.h"
#include "proto/smtp/line_scan.h"
#include "proto/smtp/text.h"
#include "server/queue/errors.h"
#include "store/address.h"

namespace nightmail::queue {
namespace {

using smtp::Flaw;

constexpr std::size_t kMostLine = 998;
constexpr std::size_t kMostAuthors = 20;

Error bad(std::string_view why) {
  return Error(Errc::bad_message, std::string(why));
}

std::string_view explain(Flaw flaw) {
  switch (flaw) {
    case Flaw::bare_lf:
    case Flaw::bare_cr:
      return "lines must end in CRLF, and CR and LF stand nowhere else";
    case Flaw::nul:
      return "a NUL octet cannot be sent";
    default:
      return "a line is longer than 998 octets";
  }
}

std::size_t count(const mime::HeaderBlock& header, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      header.fields,
      [name](const mime::Field& field) { return smtp::equal_ignoring_case(field.name, name); }));
}

Result<> add_authors(std::string_view field, std::vector<std::string>& authors) {
  mime::AddressLimits limits;
  limits.addresses = kMostAuthors;
  std::vector<mime::Address> found;
  if (mime::parse_addresses(field, limits, found)) return bad("From: too many addresses");
  for (const mime::Address& one : found) {
    auto canonical = store::canonical_address(one.email);
    if (!canonical.ok()) return bad("From: an address can't be read");
    authors.push_back(*std::move(canonical));
  }
  return {};
}

}  // namespace

Result<> check_form(ByteView message) {
  smtp::LineScan scan(kMostLine);
  (void)scan.scan(message, false);
  scan.finish();
  if (scan.flaw() != Flaw::none) return bad(explain(scan.flaw()));
  const std::string_view text = as_text(message);
  if (!text.ends_with("\r\n")) return bad("the last line must end in CRLF");
  const auto end = text.substr(0, kMostHeaderOctets).find("\r\n\r\n");
  if (end == std::string_view::npos || end == 0) return bad("no header block, or too long a one");
  return {};
}

Result<MessageHead> read_head(ByteView beginning) {
  const std::string_view text = as_text(beginning);
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return bad("no header block");
  const std::string_view block = text.substr(0, end + 4);
  const auto header = mime::parse_header(block, {});
  if (header.truncated) return bad("too many header fields");
  if (count(header, "From") != 1 || count(header, "Date") != 1)
    return bad("one From and one Date field are required");
  if (count(header, "Sender") > 1) return bad("more than one Sender field");
  if (count(header, "Bcc") + count(header, "Resent-Bcc") > 0)
    return bad("a Bcc field would tell all of each other");
  MessageHead head;
  TRY(add_authors(header.value("From"), head.authors));
  if (head.authors.empty()) return bad("From: no address");
  TRY(add_authors(header.value("Sender"), head.authors));
  head.utf8 = std::ranges::any_of(block, smtp::is_eight_bit);
  return head;
}

}  // namespace nightmail::queue
