// SPDX-License-Identifier: Apache-2.0
//
// TlsReporter: once a day tells each domain that asks for it how TLS to its servers went the day
// before (UTC), by mail and HTTPS (RFC 8460). Reports leave at a random time of the first hours of
// a day, are tried again until the day ends, and are not counted themselves (§5.3).
// Owned by main(), declared after the loops; its task runs on one loop.
//
// SECURITY: looks up and writes to what strangers named in DNS, within limits; reports hold names
// of domains and servers only, as the domain's own mail servers know them. Logs counts alone.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_TLS_REPORTER_H_
#define NIGHTMAIL_SERVER_TRANSPORT_TLS_REPORTER_H_

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "net/fetch.h"
#include "net/resolver.h"
#include "net/worker_pool.h"
#include "proto/tlsrpt/record.h"
#include "proto/tlsrpt/report.h"
#include "server/outbound/transport.h"
#include "server/transport/tls_diary.h"

namespace nightmail::transport {

struct TlsReporterConfig {
  std::string domain;  // who reports; its postmaster is the sender
  std::string diary;   // the path of the file
  std::chrono::milliseconds tick{5 * 60'000};
  std::chrono::milliseconds spread{4 * 3'600'000};  // of the time at which reports leave
};

struct TlsReporterParts {
  TlsResults& results;
  net::Resolver& resolver;
  const net::Fetcher& fetcher;
  outbound::Transport& transport;
  outbound::Signer* signer;  // null: reports are not signed
  FileSystem& files;
  const queue::NodeCipher& cipher;
  net::WorkerPool& workers;
  const Clock& clock;
  Random& random;
  Log& log;
};

class TlsReporter {
 public:
  TlsReporter(TlsReporterConfig config, const TlsReporterParts& parts);

  // Takes up what was kept over the restart. Errors: the file's.
  [[nodiscard]] Result<> open();
  // Until the loop stops.
  [[nodiscard]] net::Task<void> run(net::Loop& loop);
  // One round: keeps what was counted, reports what is due.
  [[nodiscard]] net::Task<void> tick(net::Loop& loop);

 private:
  // What became of a report or one copy of it.
  enum class Fate { delivered, unwanted, later };

  [[nodiscard]] bool collect(std::int64_t today);
  [[nodiscard]] net::Task<bool> report_due(net::Loop& loop, std::int64_t today);
  [[nodiscard]] net::Task<Fate> report_domain(net::Loop& loop, std::int64_t day,
                                              std::string domain);
  [[nodiscard]] net::Task<Fate> deliver(net::Loop& loop, const tlsrpt::Report& report,
                                        tlsrpt::Destination to);
  [[nodiscard]] net::Task<Fate> mail(net::Loop& loop, const tlsrpt::Report& report, std::string to);
  [[nodiscard]] net::Task<Fate> post(net::Loop& loop, const tlsrpt::Report& report,
                                     std::string url);
  [[nodiscard]] tlsrpt::Report make_report(std::int64_t day, const std::string& domain);
  [[nodiscard]] std::string signed_mail(const tlsrpt::Report& report, const std::string& to);
  void save();

  const TlsReporterConfig config_;
  const TlsReporterParts parts_;
  const std::int64_t offset_ms_;  // after midnight
  TlsDiary diary_;
  std::int64_t last_tick_day_;
};

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_TLS_REPORTER_H_
