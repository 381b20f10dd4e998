// SPDX-License-Identifier: Apache-2.0
//
// The Resolver over libunbound. libunbound resolves on a thread of its own; another one here waits
// for its results and hands each to the loop that asked.
#include <poll.h>
#include <sys/eventfd.h>
#include <unbound.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "net/endpoint.h"
#include "net/errors.h"
#include "net/loop.h"
#include "net/resolver.h"

namespace nightmail::net {

namespace {

struct ContextDeleter {
  void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
};
using Context = std::unique_ptr<ub_ctx, ContextDeleter>;
struct ResultDeleter {
  void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using UbResult = std::unique_ptr<ub_result, ResultDeleter>;

constexpr int kClassIn = 1;

Error unbound_error(const std::string& what, int code) {
  return Error(Errc::system, what + ": " + ub_strerror(code));
}

std::string plain_name(const char* name) {
  std::string text = name == nullptr ? "" : name;
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (text.size() > 1 && text.ends_with('.')) text.pop_back();
  return text;
}

DnsAnswer::Kind kind_of(const ub_result& result) {
  if (result.bogus != 0) return DnsAnswer::Kind::bogus;
  if (result.havedata != 0) return DnsAnswer::Kind::records;
  if (result.nxdomain != 0) return DnsAnswer::Kind::no_domain;
  return result.rcode == 0 ? DnsAnswer::Kind::no_data : DnsAnswer::Kind::failed;
}

DnsAnswer answer_of(const ub_result& result) {
  DnsAnswer answer;
  answer.kind = kind_of(result);
  if (!answer.answered()) return answer;
  answer.secure = result.secure != 0;
  answer.ttl = std::chrono::seconds(std::max(0, result.ttl));
  answer.canonical_name = plain_name(result.canonname != nullptr ? result.canonname : result.qname);
  if (!answer.has_records()) return answer;
  for (int i = 0; result.data[i] != nullptr; ++i) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(result.data[i]);
    answer.records.emplace_back(bytes, bytes + result.len[i]);
  }
  return answer;
}

// One question. Held by the asking coroutine and, until libunbound has answered, by the table.
struct Question {
  explicit Question(Loop& asking) : loop(asking), answered(asking) {}
  Loop& loop;
  Event answered;  // of the loop
  DnsAnswer answer;
};

class UnboundResolver final : public Resolver {
 public:
  explicit UnboundResolver(Context context)
      : context_(std::move(context)),
        stop_fd_(eventfd(0, EFD_CLOEXEC)),
        thread_([this] { run(); }) {}
  ~UnboundResolver() override {
    const std::uint64_t one = 1;
    NM_ASSERT(::write(stop_fd_, &one, sizeof one) == sizeof one);
    thread_.join();
    context_.reset();  // no callback comes after this
    ::close(stop_fd_);
  }

  Task<DnsAnswer> lookup(Loop& loop, std::string name, RecordType type,
                         Deadline deadline) override {
    const auto question = std::make_shared<Question>(loop);
    if (!ask(question, name, type)) co_return DnsAnswer{};
    const auto waited = co_await question->answered.wait(deadline);
    if (!waited.ok()) co_return DnsAnswer{};
    co_return std::move(question->answer);
  }

 private:
  // What a callback of libunbound is given.
  struct Ticket {
    UnboundResolver* resolver;
    std::uint64_t number;
  };

  bool ask(const std::shared_ptr<Question>& question, const std::string& name, RecordType type);
  static void on_result(void* ticket, int failure, ub_result* result);
  void finish(std::uint64_t number, DnsAnswer answer);
  void run();

  Context context_;
  std::mutex mutex_;
  struct Open {
    std::shared_ptr<Question> question;
    std::unique_ptr<Ticket> ticket;
  };
  std::map<std::uint64_t, Open> open_;
  std::uint64_t next_ = 0;
  int stop_fd_;
  std::thread thread_;
};

bool UnboundResolver::ask(const std::shared_ptr<Question>& question, const std::string& name,
                          RecordType type) {
  Ticket* ticket = nullptr;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_++;
    auto made = std::make_unique<Ticket>(Ticket{this, number});
    ticket = made.get();
    open_.emplace(number, Open{question, std::move(made)});
  }
  int id = 0;
  const int failure = ub_resolve_async(context_.get(), name.c_str(), static_cast<int>(type),
                                       kClassIn, ticket, on_result, &id);
  if (failure == 0) return true;
  const std::lock_guard lock(mutex_);
  open_.erase(number);
  return false;
}

void UnboundResolver::on_result(void* given, int failure, ub_result* raw) {
  const auto* ticket = static_cast<Ticket*>(given);
  const UbResult result(raw);
  ticket->resolver->finish(ticket->number,
                           failure == 0 && result ? answer_of(*result) : DnsAnswer{});
}

void UnboundResolver::finish(std::uint64_t number, DnsAnswer answer) {
  std::shared_ptr<Question> question;
  {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(number);
    if (found == open_.end()) return;
    question = std::move(found->second.question);
    open_.erase(found);
  }
  Loop& loop = question->loop;
  loop.post([question = std::move(question), answer = std::move(answer)]() mutable {
    question->answer = std::move(answer);
    question->answered.set();
  });
}

void UnboundResolver::run() {
  std::array<pollfd, 2> watched{{{ub_fd(context_.get()), POLLIN, 0}, {stop_fd_, POLLIN, 0}}};
  while (true) {
    const int ready = poll(watched.data(), watched.size(), -1);
    if (ready < 0) continue;
    if (watched[1].revents != 0) return;
    ub_process(context_.get());
  }
}

// "127.0.0.1:8053" as libunbound writes it: "127.0.0.1@8053".
Result<std::string> forwarder(const std::string& text) {
  TRY_ASSIGN(const Endpoint endpoint, parse_endpoint(text));
  return to_text(endpoint.address) + "@" + std::to_string(endpoint.port);
}

Result<void> set(ub_ctx* context, const char* option, const char* value) {
  const int failure = ub_ctx_set_option(context, option, value);
  if (failure != 0) return unbound_error(option, failure);
  return {};
}

Result<void> choose_server(ub_ctx* context, const std::string& server) {
  if (server == "recursive") return {};
  // Resolvers on this machine, and names that public ones do not know, are the operator's choice.
  TRY(set(context, "do-not-query-localhost:", "no"));
  if (server.empty()) {
    const int failure = ub_ctx_resolvconf(context, nullptr);
    if (failure != 0) return unbound_error("resolv.conf", failure);
    ub_ctx_hosts(context, nullptr);
    return {};
  }
  TRY(set(context, "unblock-lan-zones:", "yes"));
  TRY_ASSIGN(const std::string target, forwarder(server));
  const int failure = ub_ctx_set_fwd(context, target.c_str());
  if (failure != 0) return unbound_error(server, failure);
  return {};
}

Result<void> trust(ub_ctx* context, const std::string& file) {
  if (file.empty()) return set(context, "module-config:", "iterator");
  if (access(file.c_str(), R_OK) != 0) return error_from_errno(errno, "trust anchor " + file);
  const int failure = ub_ctx_add_ta_file(context, file.c_str());
  if (failure != 0) return unbound_error("trust anchor " + file, failure);
  return {};
}

}  // namespace

Result<std::unique_ptr<Resolver>> make_resolver(const ResolverOptions& options) {
  Context context(ub_ctx_create());
  if (!context) return Error(Errc::system, "libunbound");
  ub_ctx_async(context.get(), 1);
  ub_ctx_debugout(context.get(), nullptr);  // it would name what was asked
  TRY(set(context.get(), "qname-minimisation:", "yes"));
  TRY(choose_server(context.get(), options.server));
  TRY(trust(context.get(), options.trust_anchor));
  // RFC 6761 §6.2 keeps "test." from public resolvers; one that the operator names may know it.
  if (!options.server.empty() && options.server != "recursive")
    ub_ctx_zone_remove(context.get(), "test.");
  return std::unique_ptr<Resolver>(std::make_unique<UnboundResolver>(std::move(context)));
}

}  // namespace nightmail::net
