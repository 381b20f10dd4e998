// SPDX-License-Identifier: Apache-2.0
//
// EmailSubmission/get and /changes (RFC 8621 §7.1, §7.2). What is delivered is forgotten, so there
// is only what is still on its way.

#include <utility>

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"
#include "server/api/submission_json.h"

namespace nightmail::api {
namespace {

using store::SubmissionId;

Result<std::vector<SubmissionId>> wanted_ids(const Context& context, const GetArguments& get,
                                             JsonArray& not_found) {
  std::vector<SubmissionId> ids;
  if (get.ids) {
    for (const std::string& text : *get.ids) {
      if (const auto id = parse_submission_id(text)) {
        ids.push_back(*id);
      } else {
        not_found.push_back(jmap::json_text(text));
      }
    }
    return ids;
  }
  auto all = context.store().submission_ids(context.account());
  if (!all.ok()) return method_failure(all.error());
  if (std::ssize(*all) > context.limits().max_objects_in_get) {
    return Error(jmap::Errc::request_too_large, "more than maxObjectsInGet");
  }
  return *std::move(all);
}

}  // namespace

Result<JsonObject> submission_get(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const GetArguments get, parse_get(context, reader, kSubmissionProperties));
  JsonArray list, not_found;
  const auto state = context.store().submission_state(context.account());
  if (!state.ok()) return method_failure(state.error());
  TRY_ASSIGN(const auto ids, wanted_ids(context, get, not_found));
  const auto found = context.store().submissions(context.account(), ids);
  if (!found.ok()) return method_failure(found.error());
  auto next = found->begin();
  for (const SubmissionId id : ids) {
    if (next == found->end() || next->id != id) {
      not_found.push_back(jmap::json_text(to_text(id)));
      continue;
    }
    auto object = submission_to_json(context, *next++);
    if (!object.ok()) return method_failure(object.error());
    list.emplace_back(select(get, *std::move(object)));
  }
  return answer_get(context, std::move(list), std::move(not_found), to_text(*state));
}

Result<JsonObject> submission_changes(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const ChangesArguments since, parse_changes(context, reader));
  const auto changes =
      context.store().submission_changes(context.account(), since.since, since.limit);
  if (!changes.ok()) return method_failure(changes.error());
  return answer_changes(context, since, *changes);
}

}  // namespace nightmail::api
