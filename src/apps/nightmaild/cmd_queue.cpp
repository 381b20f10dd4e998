// SPDX-License-Identifier: Apache-2.0
//
// `nightmaild queue ...`: asks the running server, through the socket in its data directory, as the
// store is the server's alone.
#include <fmt/format.h>

#include "apps/nightmaild/commands.h"
#include "apps/nightmaild/errors.h"
#include "net/errors.h"
#include "net/local_door.h"
#include "server/outbound/operator_door.h"

namespace nightmail::nightmaild {
namespace {

constexpr std::string_view kOk = "ok\n";

// Prints the answer as it comes, without its first line, which says how it went.
class Answer {
 public:
  void take(std::string_view piece) {
    if (begun_) {
      fmt::print("{}", piece);
      return;
    }
    head_ += piece;
    const auto end = head_.find('\n');
    if (end == std::string::npos) return;
    begun_ = true;
    ok_ = head_.starts_with(kOk);
    if (ok_) {
      fmt::print("{}", head_.substr(end + 1));
    } else {
      fmt::print(stderr, "nightmaild: {}", head_);
    }
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  std::string head_;
  bool begun_ = false;
  bool ok_ = false;
};

Result<bool> ask(const std::string& data, const std::string& request) {
  Answer answer;
  const auto asked = net::ask_local_door(data, std::string(outbound::kDoorName), request,
                                         [&](std::string_view piece) { answer.take(piece); });
  if (asked.ok()) return answer.ok();
  if (asked.error().is(net::Errc::refused))
    return Error(Errc::not_running, "no server runs on data directory '" + data + "'");
  return asked.error();
}

}  // namespace

int run_queue(const SettingOptions& options, const QueueOptions& queue) {
  const auto settings = settings_from(options);
  if (!settings.ok()) return complain(settings.error());
  std::vector<std::string> requests;
  if (queue.action == "list") requests = {queue.show_addresses ? "list --show-addresses" : "list"};
  for (const std::string& id : queue.ids) requests.push_back(queue.action + " " + id);
  bool all = true;
  for (const std::string& request : requests) {
    const auto done = ask(settings->data, request);
    if (!done.ok()) return complain(done.error());
    all = all && *done;
  }
  return all ? 0 : 1;
}

}  // namespace nightmail::nightmaild
