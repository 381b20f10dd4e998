// SPDX-License-Identifier: Apache-2.0
// rooms: proto_jmap
//
// A whole JMAP request: JSON, envelope, references to results (each call's arguments taken for its
// response), filters, sorts, and every argument reader.

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"
#include "proto/jmap/arguments.h"
#include "proto/jmap/query.h"
#include "proto/jmap/reference.h"
#include "proto/jmap/request.h"
#include "proto/jmap/values.h"

namespace {

using namespace nightmail::jmap;

void read_everything(const JsonObject& object) {
  Arguments arguments(object);
  for (const auto& member : object) {
    const std::string_view key(member.key().data(), member.key().size());
    (void)arguments.text(key);
    (void)arguments.texts(key);
    (void)arguments.utc_date(key);
    (void)arguments.unsigned_integer(key);
  }
  if (const auto filter = arguments.object("filter"); filter.ok()) (void)conjunction(*filter);
  if (const auto sort = arguments.array("sort"); sort.ok()) (void)parse_sort(*sort);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = parse_json(nightmail::as_text({data, size}));
  if (!json.ok()) return 0;
  auto request = parse_request(*json, 16);
  if (!request.ok()) return 0;
  std::vector<Invocation> responses;
  std::size_t budget = kReferenceBudget;
  for (Invocation& call : request->calls) {
    if (!resolve_references(call.arguments, responses, budget).ok()) continue;
    read_everything(call.arguments);
    responses.push_back(std::move(call));
  }
  (void)print_json(to_json(Response{std::move(responses), request->created_ids, "s"}));
  return 0;
}
