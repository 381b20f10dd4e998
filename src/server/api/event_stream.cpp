// SPDX-License-Identifier: Apache-2.0

#include "server/api/event_stream.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

#include "net/event_source.h"
#include "proto/jmap/push.h"
#include "server/api/errors.h"
#include "server/api/ids.h"

namespace nightmail::api {
namespace {

constexpr std::int64_t kMinPing = 30;
// Also how often a connection without pings is touched, so that dead ones are found.
constexpr std::int64_t kMaxPing = 300;

std::string print_event_id(const store::AccountStates& states) {
  return to_text(states.mailbox) + "-" + to_text(states.message) + "-" + to_text(states.submission);
}

std::optional<store::AccountStates> parse_event_id(std::string_view text) {
  // Two states: by a server that did not send yet.
  const auto first = text.find('-');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = std::min(text.find('-', first + 1), text.size());
  const auto mailbox = parse_state(text.substr(0, first));
  const auto message = parse_state(text.substr(first + 1, second - first - 1));
  const auto submission =
      second == text.size() ? std::optional(store::Modseq{}) : parse_state(text.substr(second + 1));
  if (!mailbox || !message || !submission) return std::nullopt;
  return store::AccountStates{*mailbox, *message, *submission};
}

void read_types(std::string_view list, EventOptions& options) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const std::string_view type = list.substr(0, comma);
    options.email = options.email || type == "*" || type == "Email";
    options.mailbox = options.mailbox || type == "*" || type == "Mailbox";
    options.submission = options.submission || type == "*" || type == "EmailSubmission";
    options.thread = options.thread || type == "*" || type == "Thread";
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

Result<std::int64_t> parse_ping(const std::string& text) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc() || end != text.data() + text.size() || seconds < 0) {
    return Error(Errc::bad_request, "ping: seconds are expected");
  }
  return seconds == 0 ? 0 : std::clamp(seconds, kMinPing, kMaxPing);
}

}  // namespace

Result<EventOptions> parse_event_options(const net::RequestHead& head) {
  const std::string* types = head.target.query_value("types");
  const std::string* close_after = head.target.query_value("closeafter");
  const std::string* ping = head.target.query_value("ping");
  if (types == nullptr || close_after == nullptr || ping == nullptr) {
    return Error(Errc::bad_request, "types, closeafter and ping are required");
  }
  EventOptions options;
  read_types(*types, options);
  if (*close_after != "state" && *close_after != "no") {
    return Error(Errc::bad_request, "closeafter: state or no");
  }
  options.close_after_state = *close_after == "state";
  TRY_ASSIGN(options.ping_seconds, parse_ping(*ping));
  if (const std::string* last = head.headers.find("Last-Event-ID")) {
    options.last_seen = parse_event_id(*last);
  }
  return options;
}

// What the store's thread and the loop's thread share.
struct EventStream::Shared {
  explicit Shared(net::Loop& loop_of_stream) : loop(loop_of_stream), changed(loop_of_stream) {}

  net::Loop& loop;
  net::Event changed;  // loop's thread
  std::mutex mutex;
  store::AccountStates latest;
  bool posted = false;

  // Counts only grow; news may come late.
  void merge(const store::AccountStates& states) {
    latest.mailbox = std::max(latest.mailbox, states.mailbox);
    latest.message = std::max(latest.message, states.message);
    latest.submission = std::max(latest.submission, states.submission);
  }

  store::AccountStates take() {
    const std::lock_guard lock(mutex);
    posted = false;
    return latest;
  }

  // Any thread. Many changes in a row wake the loop once.
  static void note(const std::shared_ptr<Shared>& self, const store::AccountStates& states) {
    {
      const std::lock_guard lock(self->mutex);
      self->merge(states);
      if (std::exchange(self->posted, true)) return;
    }
    self->loop.post([weak = std::weak_ptr(self)] {
      if (const auto shared = weak.lock()) shared->changed.set();
    });
  }
};

EventStream::EventStream(store::Changes& changes, store::AccountId account, EventOptions options,
                         std::shared_ptr<void> place, net::Loop& loop)
    : options_(std::move(options)),
      account_id_(to_text(account)),
      place_(std::move(place)),
      shared_(std::make_shared<Shared>(loop)),
      subscription_(changes.subscribe(account, [shared = shared_](store::AccountStates states) {
        Shared::note(shared, states);
      })) {}

EventStream::~EventStream() = default;

void EventStream::begin(store::AccountStates now) {
  told_ = options_.last_seen.value_or(now);
  const std::lock_guard lock(shared_->mutex);
  shared_->merge(now);
}

std::optional<std::string> EventStream::take_change() {
  const store::AccountStates now = shared_->take();
  jmap::TypeStates changed;
  const bool mailbox = now.mailbox != told_.mailbox;
  const bool message = now.message != told_.message;
  const bool submission = now.submission != told_.submission;
  told_ = now;
  if (options_.mailbox && mailbox) changed.emplace("Mailbox", to_text(now.mailbox));
  if (options_.email && message) changed.emplace("Email", to_text(now.message));
  if (options_.thread && message) changed.emplace("Thread", to_text(now.message));
  if (options_.submission && submission)
    changed.emplace("EmailSubmission", to_text(now.submission));
  if (changed.empty()) return std::nullopt;
  return net::format_event(
      {"state", jmap::print_state_change(account_id_, changed), print_event_id(now), {}});
}

std::string EventStream::ping() const {
  if (options_.ping_seconds == 0) return ":\n\n";
  return net::format_event({"ping", jmap::print_ping(options_.ping_seconds), {}, {}});
}

net::Task<Result<std::optional<Bytes>>> EventStream::next() {
  // A comment, so that the client sees the stream open.
  if (!std::exchange(greeted_, true)) co_return std::optional<Bytes>(to_bytes(": open\n\n"));
  while (!closing_ && !gone_) {
    shared_->changed.clear();
    if (const auto event = take_change()) {
      closing_ = options_.close_after_state;
      co_return std::optional<Bytes>(to_bytes(*event));
    }
    const std::int64_t interval = options_.ping_seconds == 0 ? kMaxPing : options_.ping_seconds;
    const auto waited =
        co_await shared_->changed.wait(net::Deadline::in(std::chrono::seconds(interval)));
    if (waited.ok()) continue;
    if (!waited.error().is(net::Errc::timeout)) break;
    co_return std::optional<Bytes>(to_bytes(ping()));
  }
  co_return std::optional<Bytes>();
}

void EventStream::peer_gone() {
  gone_ = true;
  shared_->changed.set();
}

}  // namespace nightmail::api
