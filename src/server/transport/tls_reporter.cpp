// SPDX-License-Identifier: Apache-2.0
#include "server/transport/tls_reporter.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "crypto/encoding.h"
#include "net/dns_records.h"

namespace nightmail::transport {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::chrono::seconds kLookupTime{20};
constexpr std::string_view kMediaType = "application/tlsrpt+gzip";

std::int64_t day_of(Timestamp time) {
  return time.unix_ms / kDayMs;
}

std::int64_t draw_offset(Random& random, std::chrono::milliseconds spread) {
  std::uint32_t drawn = 0;
  const auto octets = random.array<sizeof drawn>();
  std::memcpy(&drawn, octets.data(), sizeof drawn);
  return spread.count() == 0 ? 0 : drawn % spread.count();
}

// Where mail for the address goes; empty: nowhere that can be written without SMTPUTF8.
std::string domain_of(std::string_view address) {
  const bool ascii = std::ranges::all_of(address, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!ascii) return {};
  std::string domain(address.substr(address.rfind('@') + 1));
  std::ranges::transform(domain, domain.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return domain;
}

}  // namespace

TlsReporter::TlsReporter(TlsReporterConfig config, const TlsReporterParts& parts)
    : config_(std::move(config)),
      parts_(parts),
      offset_ms_(draw_offset(parts.random, config_.spread)),
      diary_(parts.files, parts.cipher, config_.diary),
      last_tick_day_(day_of(parts.clock.now())) {}

Result<> TlsReporter::open() {
  return diary_.load();
}

net::Task<void> TlsReporter::run(net::Loop& loop) {
  for (;;) {  // GCC 12 makes a trap of a loop whose condition awaits
    const Result<void> slept = co_await loop.sleep(config_.tick);
    if (!slept.ok()) break;
    co_await tick(loop);
  }
  if (collect(day_of(parts_.clock.now()))) save();
}

net::Task<void> TlsReporter::tick(net::Loop& loop) {
  const Timestamp now = parts_.clock.now();
  bool changed = collect(day_of(now));
  if (now.unix_ms % kDayMs >= offset_ms_) {
    if (co_await report_due(loop, day_of(now))) changed = true;
  }
  if (changed) (void)co_await parts_.workers.run(loop, [this] { save(); });
}

// What was counted belongs to the day of the tick before: at most one tick is on the wrong side of
// midnight. True if there is something to keep.
bool TlsReporter::collect(std::int64_t today) {
  const std::int64_t day = std::exchange(last_tick_day_, today);
  TlsResults::Domains counted = parts_.results.take();
  if (counted.empty()) return false;
  merge(diary_.days()[day], std::move(counted));
  return true;
}

// True if the diary has changed. Days before yesterday were tried for a day (§5.4).
net::Task<bool> TlsReporter::report_due(net::Loop& loop, std::int64_t today) {
  TlsDays& days = diary_.days();
  bool changed = std::erase_if(days, [&](const auto& one) { return one.first < today - 1; }) > 0;
  std::size_t sent = 0;
  const auto yesterday = days.find(today - 1);
  if (yesterday == days.end()) co_return changed;
  std::vector<std::string> domains;
  for (const auto& [domain, counts] : yesterday->second) domains.push_back(domain);
  for (const std::string& domain : domains) {
    const Fate fate = co_await report_domain(loop, today - 1, domain);
    if (fate == Fate::later) continue;
    yesterday->second.erase(domain);
    sent += fate == Fate::delivered ? 1 : 0;
    changed = true;
  }
  if (yesterday->second.empty()) days.erase(yesterday);
  if (sent > 0) parts_.log.info("transport.tls_reports_sent", {{"domains", sent}});
  co_return changed;
}

// §3: each destination gets its copy; the report is done once one has it, or none ever will.
net::Task<TlsReporter::Fate> TlsReporter::report_domain(net::Loop& loop, std::int64_t day,
                                                        std::string domain) {
  if (domain.starts_with('[')) co_return Fate::unwanted;
  const net::DnsAnswer answer = co_await parts_.resolver.lookup(
      loop, "_smtp._tls." + domain, net::RecordType::txt, net::Deadline::in(kLookupTime));
  if (answer.kind == net::DnsAnswer::Kind::failed) co_return Fate::later;
  if (!answer.has_records()) co_return Fate::unwanted;
  const auto wanted = tlsrpt::destinations(net::parse_all(answer, net::parse_txt));
  const tlsrpt::Report report = make_report(day, domain);
  Fate all = Fate::unwanted;
  for (const tlsrpt::Destination& to : wanted) {
    const Fate one = co_await deliver(loop, report, to);
    if (one == Fate::delivered || all == Fate::unwanted) all = one;
  }
  co_return all;
}

net::Task<TlsReporter::Fate> TlsReporter::deliver(net::Loop& loop, const tlsrpt::Report& report,
                                                  tlsrpt::Destination to) {
  if (to.kind == tlsrpt::Destination::Kind::mail)
    co_return co_await mail(loop, report, std::move(to.target));
  co_return co_await post(loop, report, std::move(to.target));
}

// From the null sender: nothing about a report ever comes back.
net::Task<TlsReporter::Fate> TlsReporter::mail(net::Loop& loop, const tlsrpt::Report& report,
                                               std::string to) {
  outbound::OutgoingMail mail;
  mail.domain = domain_of(to);
  if (mail.domain.empty()) co_return Fate::unwanted;
  const auto message = co_await parts_.workers.run(loop, [&] { return signed_mail(report, to); });
  if (!message.ok()) co_return Fate::later;
  mail.recipients.push_back({to, "NEVER", ""});
  mail.message = as_bytes(*message);
  mail.uncounted = true;
  const auto outcomes = co_await parts_.transport.send(loop, std::move(mail));
  using Kind = outbound::RecipientOutcome::Kind;
  const Kind kind = outcomes.front().kind;
  if (kind == Kind::deferred) co_return Fate::later;
  co_return kind == Kind::failed ? Fate::unwanted : Fate::delivered;
}

net::Task<TlsReporter::Fate> TlsReporter::post(net::Loop& loop, const tlsrpt::Report& report,
                                               std::string url) {
  net::Headers headers{{"Content-Type", std::string(kMediaType)}};
  const auto answer =
      co_await parts_.fetcher.post(loop, std::move(url), std::move(headers),
                                   tlsrpt::gzip(tlsrpt::print_json(report)), net::FetchLimits{});
  if (!answer.ok() || answer->status >= 500) co_return Fate::later;
  co_return answer->status / 100 == 2 ? Fate::delivered : Fate::unwanted;
}

tlsrpt::Report TlsReporter::make_report(std::int64_t day, const std::string& domain) {
  tlsrpt::Report report;
  report.organization = config_.domain;
  report.contact = "postmaster@" + config_.domain;
  report.id = crypto::hex_encode(parts_.random.array<8>()) + "@" + config_.domain;
  report.domain = domain;
  report.begin = {day * kDayMs};
  report.end = {(day + 1) * kDayMs - 1000};
  for (const TlsResults::PolicyCounts& counts : diary_.days()[day][domain]) {
    auto& policy = report.policies.emplace_back();
    policy.type = counts.policy;
    policy.successes = counts.successes;
    policy.failures = counts.failures;
    for (const TlsResults::Failure& one : counts.details)
      policy.details.push_back({one.type, one.host, one.sessions});
  }
  return report;
}

// §3: signed by DKIM for the domain that reports.
std::string TlsReporter::signed_mail(const tlsrpt::Report& report, const std::string& to) {
  std::string message =
      tlsrpt::print_mail(report, {report.contact, to, parts_.clock.now()}, parts_.random);
  if (parts_.signer == nullptr) return message;
  return parts_.signer->sign(config_.domain, as_bytes(message)) + message;
}

void TlsReporter::save() {
  const auto saved = diary_.save();
  if (!saved.ok())
    parts_.log.error("transport.tls_results_not_kept", {{"error", saved.error().message()}});
}

}  // namespace nightmail::transport
