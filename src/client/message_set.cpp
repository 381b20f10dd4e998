// SPDX-License-Identifier: Apache-2.0
#include "client/message_set.h"

#include <algorithm>
#include <iterator>

#include "client/json_fields.h"
#include "proto/jmap/json.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kSetBatch = 500;  // RFC 8620 §5.3: at least as many are allowed
constexpr std::size_t kMaxReason = 300;

std::string reason_of(const json::value& error) {
  if (!error.is_object()) return "no reason given";
  const auto description = text_field(error.get_object(), "description");
  const auto type = text_field(error.get_object(), "type");
  std::string reason = description.ok() ? *description : type.ok() ? *type : "no reason given";
  if (type.ok() && *type == "notFound") reason = "no such message";
  if (reason.size() > kMaxReason) reason.resize(kMaxReason);
  return mime::terminal_safe_line(reason);
}

Result<std::vector<NotDone>> in_batches(
    Service& service, const std::string& account_id, const std::vector<std::string>& ids,
    const std::function<void(json::object& arguments, const std::string& id)>& add,
    std::string_view refused) {
  std::vector<NotDone> all;
  for (std::size_t from = 0; from < ids.size(); from += kSetBatch) {
    json::object arguments{{"accountId", account_id}};
    for (std::size_t i = from; i < std::min(ids.size(), from + kSetBatch); ++i) {
      add(arguments, ids[i]);
    }
    TRY_ASSIGN(const json::object answer, service.call("Email/set", std::move(arguments)));
    std::ranges::move(read_not_done(answer, refused), std::back_inserter(all));
  }
  return all;
}

}  // namespace

std::vector<NotDone> read_not_done(const json::object& answer, std::string_view name) {
  std::vector<NotDone> all;
  const json::value* refused = jmap::find(answer, name);
  if (refused == nullptr || !refused->is_object()) return all;
  for (const auto& [id, error] : refused->get_object()) {
    all.push_back({mime::terminal_safe_line({id.data(), std::min<std::size_t>(id.size(), 255)}),
                   reason_of(error)});
  }
  return all;
}

Result<std::vector<NotDone>> update_messages(Service& service, const std::string& account_id,
                                             const std::vector<std::string>& ids,
                                             const json::object& patch) {
  const auto add = [&](json::object& arguments, const std::string& id) {
    json::value& update = arguments["update"];
    if (!update.is_object()) update = json::object();
    update.get_object()[id] = patch;
  };
  return in_batches(service, account_id, ids, add, "notUpdated");
}

Result<std::vector<NotDone>> destroy_messages(Service& service, const std::string& account_id,
                                              const std::vector<std::string>& ids) {
  const auto add = [&](json::object& arguments, const std::string& id) {
    json::value& destroy = arguments["destroy"];
    if (!destroy.is_array()) destroy = json::array();
    destroy.get_array().emplace_back(id);
  };
  return in_batches(service, account_id, ids, add, "notDestroyed");
}

}  // namespace nightmail::client
