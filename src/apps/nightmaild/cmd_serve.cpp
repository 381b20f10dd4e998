// SPDX-License-Identifier: Apache-2.0
//
// `nightmaild serve`: builds the whole service from the settings, runs it, ends it in order.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "apps/nightmaild/commands.h"
#include "apps/nightmaild/errors.h"
#include "apps/nightmaild/key_file.h"
#include "apps/nightmaild/mail_out.h"
#include "apps/nightmaild/outside.h"
#include "apps/nightmaild/process.h"
#include "base/durable_file.h"
#include "base/private_process.h"
#include "net/loop.h"
#include "net/worker_pool.h"
#include "pgp/seal/sealer.h"
#include "server/api/api_server.h"
#include "server/edge/edge_server.h"
#include "server/outbound/outbound_server.h"
#include "server/queue/submitter.h"
#include "server/transport/dkim_keys.h"
#include "server/transport/smtp_transport.h"
#include "server/transport/tls_reporter.h"
#include "server/web/web_files.h"
#include "store/address.h"
#include "store/errors.h"
#include "store/sqlite/sqlite_store.h"

namespace nightmail::nightmaild {
namespace {

constexpr std::chrono::minutes kHousekeeping{10};
constexpr std::chrono::seconds kGrace{5};
constexpr std::size_t kWorkerQueue = 10'000;

LogLevel log_level(const std::string& word) {
  if (word == "debug") return LogLevel::debug;
  if (word == "warning") return LogLevel::warning;
  if (word == "error") return LogLevel::error;
  return LogLevel::info;
}

api::SignUp sign_up(const std::string& word) {
  if (word == "open") return api::SignUp::open;
  return word == "invite" ? api::SignUp::invite : api::SignUp::closed;
}

Result<std::vector<net::Endpoint>> endpoints(const Words& addresses) {
  std::vector<net::Endpoint> result;
  for (const std::string& address : addresses) {
    TRY_ASSIGN(const net::Endpoint endpoint, net::parse_endpoint(address));
    result.push_back(endpoint);
  }
  return result;
}

bool all_loopback(const std::vector<net::Endpoint>& endpoints) {
  return std::ranges::all_of(
      endpoints, [](const net::Endpoint& endpoint) { return is_loopback(endpoint.address); });
}

// What people type to reach it: "localhost" for loopback and for "all addresses".
std::string url(std::string_view scheme, const net::Endpoint& endpoint) {
  const bool any = endpoint.address.bytes == net::IpAddress{}.bytes;
  if (any || is_loopback(endpoint.address)) {
    return fmt::format("{}://localhost:{}", scheme, endpoint.port);
  }
  return fmt::format("{}://{}", scheme, net::to_text(endpoint));
}

std::size_t cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

Error unusable_data(const Error& error, const std::string& directory) {
  const std::string where = "data directory '" + directory + "': ";
  if (error.is(store::Errc::in_use)) {
    return Error(Errc::unusable_data,
                 where + "another program has it open; stop that one or choose another directory");
  }
  return Error(Errc::unusable_data, where + error.message());
}

class Server {
 public:
  Server(const Settings& settings, Log& log) : settings_(settings), log_(log) {}

  Result<> open();
  void start();
  void run_until_told();
  void stop();
  [[nodiscard]] std::string ready_line() const;

 private:
  Result<> open_store();
  Result<> open_tls();
  Result<> open_edge();
  Result<> open_queue();
  Result<> open_outbound();
  Result<> open_tls_reports();
  Result<> open_api();
  void reload_certificate();
  [[nodiscard]] std::string hostname() const;

  const Settings& settings_;
  Log& log_;
  bool loopback_ = true;  // SMTP listens on loopback only
  SystemClock clock_;
  SystemRandom random_;
  FileSystem files_;
  // In the order in which they need each other; destroyed from below.
  std::unique_ptr<store::Store> store_;
  pgp::Sealer sealer_{random_, clock_};
  std::shared_ptr<net::TlsContext> tls_;
  net::WorkerPool workers_{cores() + 2, kWorkerQueue};
  // Of their own, so that no user keeps arriving mail waiting; and more than one account may use.
  net::WorkerPool api_workers_{cores() + 6, kWorkerQueue};
  net::LoopGroup loops_{cores()};
  Outside outside_;
  std::unique_ptr<edge::EdgeServer> edge_;
  std::unique_ptr<web::WebFiles> web_files_;
  std::unique_ptr<queue::NodeCipher> cipher_;
  std::unique_ptr<queue::Submitter> submitter_;
  transport::DkimKeys dkim_{files_, settings_.data, clock_, log_};
  std::unique_ptr<transport::SmtpTransport> transport_;
  std::unique_ptr<outbound::OutboundServer> outbound_;
  std::unique_ptr<transport::TlsReporter> tls_reporter_;  // null: no reports
  std::unique_ptr<api::ApiServer> api_;
};

Result<> Server::open() {
  TRY(open_store());
  TRY(open_tls());
  TRY_ASSIGN(outside_, open_outside(settings_, log_));
  TRY(open_edge());
  TRY(open_queue());
  TRY(open_outbound());
  TRY(open_tls_reports());
  return open_api();
}

Result<> Server::open_store() {
  store::SqliteOptions options{settings_.data, clock_, random_, log_, files_};
  auto opened = store::open_sqlite_store(options);
  if (!opened.ok()) return unusable_data(opened.error(), settings_.data);
  store_ = *std::move(opened);
  return {};
}

Result<> Server::open_tls() {
  if (settings_.tls_certificate.empty()) return {};
  TRY_ASSIGN(tls_, net::TlsContext::server({settings_.tls_certificate, settings_.tls_key}));
  return {};
}

std::string Server::hostname() const {
  if (!settings_.hostname.empty()) return settings_.hostname;
  return loopback_ ? "localhost" : "mail." + settings_.domains.front();
}

Result<> Server::open_edge() {
  edge::EdgeConfig config;
  TRY_ASSIGN(config.smtp, endpoints(settings_.smtp_listen));
  TRY_ASSIGN(config.lmtp, endpoints(settings_.lmtp_listen));
  loopback_ = all_loopback(config.smtp);
  config.hostname = hostname();
  config.recipients = {settings_.domains, settings_.postmaster};
  config.proxies = settings_.proxy_protocol_from;
  config.max_message_octets = static_cast<std::size_t>(settings_.max_message_octets);
  config.max_recipients = static_cast<std::size_t>(settings_.max_recipients);
  config.max_connections = static_cast<std::size_t>(settings_.max_connections);
  config.max_connections_per_network =
      static_cast<std::size_t>(settings_.max_connections_per_network);
  config.message_memory_octets = static_cast<std::size_t>(settings_.message_memory_octets);
  config.command_timeout = std::chrono::seconds(settings_.command_timeout_seconds);
  TRY_ASSIGN(edge_, edge::EdgeServer::open(
                        config, {*store_, sealer_, clock_, random_, log_, loops_, workers_, tls_}));
  return {};
}

Result<> Server::open_queue() {
  TRY_ASSIGN(const SecretKey32 key, key_file(files_, random_, settings_.data, kNodeKey));
  cipher_ = std::make_unique<queue::NodeCipher>(key, random_);
  TRY_ASSIGN(queue::SubmitRules rules, submit_rules(settings_));
  submitter_ = std::make_unique<queue::Submitter>(*store_, *cipher_, clock_, std::move(rules));
  return {};
}

Result<> Server::open_outbound() {
  TRY_ASSIGN(transport::TransportConfig mail_out, transport_config(settings_, hostname()));
  transport_ = std::make_unique<transport::SmtpTransport>(
      std::move(mail_out), transport::TransportParts{*outside_.resolver, *outside_.fetcher,
                                                     outside_.tls, clock_, random_, log_});
  TRY_ASSIGN(outbound_,
             outbound::OutboundServer::open(outbound_config(settings_, hostname()),
                                            {*store_, *cipher_, sealer_, *transport_, &dkim_,
                                             clock_, random_, log_, loops_, workers_}));
  return {};
}

Result<> Server::open_tls_reports() {
  if (!settings_.outbound_tls_reports) return {};
  TRY_ASSIGN(std::string domain, store::canonical_domain(settings_.domains.front()));
  tls_reporter_ = std::make_unique<transport::TlsReporter>(
      transport::TlsReporterConfig{std::move(domain), settings_.data + "/tls-results"},
      transport::TlsReporterParts{transport_->tls_results(), *outside_.resolver, *outside_.fetcher,
                                  *transport_, &dkim_, files_, *cipher_, workers_, clock_, random_,
                                  log_});
  return tls_reporter_->open();
}

Result<> Server::open_api() {
  api::ApiConfig config;
  config.base_url = settings_.base_url;
  for (const std::string& domain : settings_.domains) {
    TRY_ASSIGN(config.domains.emplace_back(), store::canonical_domain(domain));
  }
  TRY_ASSIGN(config.invite_key, key_file(files_, random_, settings_.data, kInviteKey));
  TRY_ASSIGN(config.node_key, key_file(files_, random_, settings_.data, kNodeKey));
  config.account_octets = settings_.account_octets;
  config.sign_up = sign_up(settings_.sign_up);
  config.login_attempts_per_account = settings_.login_attempts_per_account;
  config.login_attempts_per_network = settings_.login_attempts_per_network;
  config.publish_keys = settings_.publish_keys;
  config.key_lookups_per_network = settings_.key_lookups_per_network;
  config.limits.max_size_upload = settings_.max_upload_octets;
  if (!settings_.web_root.empty()) {
    TRY_ASSIGN(web_files_, web::WebFiles::load(settings_.web_root));
  }
  TRY_ASSIGN(const auto listen, endpoints(settings_.http_listen));
  TRY_ASSIGN(api_, api::ApiServer::open(std::move(config), listen,
                                        static_cast<std::size_t>(settings_.http_max_connections),
                                        {*store_, clock_, random_, log_, loops_, api_workers_,
                                         settings_.http_tls ? tls_ : nullptr, web_files_.get(),
                                         outside_.fetcher.get(), submitter_.get()}));
  return {};
}

void Server::start() {
  loops_.start();
  edge_->start();
  outbound_->start();
  if (tls_reporter_) loops_.at(0).spawn(tls_reporter_->run(loops_.at(0)));
  api_->start();
}

std::string Server::ready_line() const {
  std::string line = "ready:";
  for (const auto& at : api_->endpoints())
    line += " " + url(settings_.http_tls ? "https" : "http", at);
  for (const auto& at : edge_->smtp_endpoints()) line += " " + url("smtp", at);
  for (const auto& at : edge_->lmtp_endpoints()) line += " " + url("lmtp", at);
  return line;
}

void Server::reload_certificate() {
  if (!tls_) return;
  const auto done = tls_->reload();
  if (done.ok()) {
    log_.info("tls.reloaded");
  } else {
    log_.error("tls.reload_failed",
               {{"error", done.error().message()}, {"effect", "old one kept"}});
  }
}

void Server::run_until_told() {
  for (;;) {
    const int signal = wait_for_signal(kHousekeeping);
    if (signal == SIGINT || signal == SIGTERM) return;
    if (signal == SIGHUP) reload_certificate();
    auto expired = store_->expire_protected(clock_.now());
    if (expired.ok()) expired = store_->expire_uploads(clock_.now());
    if (expired.ok()) expired = store_->expire_queue(clock_.now());
    if (!expired.ok()) log_.error("store.expire_failed", {{"error", expired.error().message()}});
  }
}

void Server::stop() {
  const std::size_t abandoned = loops_.stop(kGrace);
  if (abandoned > 0) log_.warning("server.abandoned_tasks", {{"count", abandoned}});
}

}  // namespace

int run_serve(const SettingOptions& options) {
  const auto settings = settings_from(options);
  if (!settings.ok()) return complain(settings.error());
  const auto log = make_stderr_log(log_level(settings->log_level));
  harden_process(settings->lock_memory, *log);
  block_signals();
  Server server(*settings, *log);
  const auto opened = server.open();
  if (!opened.ok()) return complain(opened.error());
  silence_libraries();
  server.start();
  fmt::print("{}\n", server.ready_line());
  std::fflush(stdout);
  server.run_until_told();
  log->info("server.stopping");
  server.stop();
  return 0;
}

}  // namespace nightmail::nightmaild
