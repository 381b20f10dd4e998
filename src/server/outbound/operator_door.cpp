// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/operator_door.h"

#include <algorithm>
#include <charconv>

#include "server/queue/records.h"
#include "store/errors.h"

namespace nightmail::outbound {
namespace {

using store::QueueOrder;

constexpr std::int64_t kPage = 500;
constexpr std::size_t kCodes = 9;  // "550 5.1.1"

std::optional<QueueOrder> order_named(std::string_view word) {
  if (word == "retry") return QueueOrder::retry;
  if (word == "hold") return QueueOrder::hold;
  if (word == "release") return QueueOrder::release;
  if (word == "drop") return QueueOrder::drop;
  return std::nullopt;
}

std::string age(std::int64_t ms) {
  const std::int64_t seconds = std::max<std::int64_t>(0, ms / 1000);
  if (seconds < 120) return std::to_string(seconds) + "s";
  if (seconds < 7200) return std::to_string(seconds / 60) + "m";
  if (seconds < 172'800) return std::to_string(seconds / 3600) + "h";
  return std::to_string(seconds / 86'400) + "d";
}

std::string column(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 1, width), ' ');
  return text;
}

// Code and enhanced code alone: what follows may hold an address.
std::string codes(std::string_view reply) {
  std::string result;
  for (const char c : reply.substr(0, kCodes)) {
    if (!((c >= '0' && c <= '9') || c == '.' || c == ' ')) break;
    result += c;
  }
  while (result.ends_with(' ')) result.pop_back();
  return result.empty() ? "-" : result;
}

std::string last_reply(const queue::PartRecord& record, bool addresses) {
  for (const queue::Recipient& one : record.recipients) {
    if (one.state == queue::Recipient::State::waiting && !one.last_reply.empty())
      return addresses ? one.last_reply : codes(one.last_reply);
  }
  return "-";
}

std::string heading() {
  return column("ID", 24) + column("STATE", 9) + column("AGE", 6) + column("SIZE", 10) +
         column("TRIES", 6) + column("NEXT", 6) + column("RCPTS", 6) + column("DOMAIN", 24) +
         "LAST REPLY\n";
}

}  // namespace

std::string print_queue_id(const QueueId& id) {
  std::string digits(16, '0');
  auto value = static_cast<std::uint64_t>(raw(id.account));
  for (std::size_t i = 16; i-- > 0; value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  return digits + "-" + std::to_string(raw(id.submission));
}

std::optional<QueueId> parse_queue_id(std::string_view text) {
  if (text.size() < 18 || text[16] != '-') return std::nullopt;
  std::uint64_t account = 0;
  std::int64_t submission = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), text.data() + 16, account, 16);
  const auto second = std::from_chars(text.data() + 17, end, submission);
  if (first.ec != std::errc() || first.ptr != text.data() + 16) return std::nullopt;
  if (second.ec != std::errc() || second.ptr != end || submission <= 0) return std::nullopt;
  return QueueId{store::AccountId{static_cast<std::int64_t>(account)},
                 store::SubmissionId{submission}};
}

void OperatorDoor::answer(const std::string& request, const Write& write) const {
  const std::string_view text(request);
  const auto space = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, space);
  const std::string_view rest = text.substr(std::min(space + 1, text.size()));
  if (word == "list" && (rest.empty() || rest == "--show-addresses"))
    return list(!rest.empty(), write);
  const auto what = order_named(word);
  if (!what || rest.empty()) {
    write("error: not a request that this server knows\n");
    return;
  }
  order(*what, rest, write);
}

std::string OperatorDoor::line(const store::QueuedPart& part, bool addresses) const {
  const std::int64_t now = clock_.now().unix_ms;
  queue::PartRecord record;
  const auto opened = cipher_.open_record(queue::kPartPurpose, part.key.account, part.part.sealed);
  if (opened.ok())
    record = queue::decode_part(*opened).ok() ? *queue::decode_part(*opened) : record;
  const auto& next = part.part.next_attempt;
  const std::string state = part.held ? "held" : next ? "waiting" : "pending";
  const std::int64_t size = queue::NodeCipher::plain_size(part.blob_size);
  std::string out = column(print_queue_id({part.key.account, part.key.submission}), 24) +
                    column(state, 9) + column(age(now - part.created.unix_ms), 6) +
                    column(std::to_string(size), 10) +
                    column(std::to_string(part.part.attempts), 6) +
                    column(next ? age(next->unix_ms - now) : "-", 6) +
                    column(std::to_string(record.recipients.size()), 6) +
                    column(record.domain.empty() ? "?" : record.domain, 24) +
                    last_reply(record, addresses) + "\n";
  if (!addresses) return out;
  for (const queue::Recipient& one : record.recipients) {
    if (one.state == queue::Recipient::State::waiting) out += "    " + one.address.email + "\n";
  }
  return out;
}

void OperatorDoor::list(bool addresses, const Write& write) const {
  store::PartKey after;
  for (bool first = true;; first = false) {
    const auto page = queue_.queued_parts(after, kPage);
    if (!page.ok()) {
      write((first ? "error: " : "broken off: ") + page.error().message() + "\n");
      return;
    }
    std::string lines = first ? "ok\n" : "";
    if (first && !page->empty()) lines += heading();
    for (const store::QueuedPart& part : *page) lines += line(part, addresses);
    if (!lines.empty() && !write(lines)) return;
    if (std::ssize(*page) < kPage) return;
    after = page->back().key;
  }
}

Result<std::int64_t> OperatorDoor::order_all(QueueOrder what) const {
  store::PartKey after;
  store::SubmissionId last{};
  std::int64_t count = 0;
  for (;;) {
    TRY_ASSIGN(const auto page, queue_.queued_parts(after, kPage));
    for (const store::QueuedPart& part : page) {
      after = part.key;
      if (std::exchange(last, part.key.submission) == part.key.submission) continue;
      const auto done =
          queue_.order_submission(part.key.account, part.key.submission, what, clock_.now());
      if (done.ok()) ++count;
      if (!done.ok() && !done.error().is(store::Errc::not_found)) return done.error();
    }
    if (page.empty()) return count;
  }
}

void OperatorDoor::order(QueueOrder what, std::string_view which, const Write& write) const {
  if (which == "all") {
    const auto count = order_all(what);
    write(count.ok() ? "ok\n" + std::to_string(*count) + " submissions\n"
                     : "error: " + count.error().message() + "\n");
    return;
  }
  const auto id = parse_queue_id(which);
  Result<> done = Error(store::Errc::not_found);
  if (id) done = queue_.order_submission(id->account, id->submission, what, clock_.now());
  if (done.ok()) {
    write("ok\n");
  } else if (done.error().is(store::Errc::not_found)) {
    write("error: no such submission in the queue\n");
  } else {
    write("error: " + done.error().message() + "\n");
  }
}

}  // namespace nightmail::outbound
