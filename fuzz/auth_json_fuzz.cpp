// SPDX-License-Identifier: Apache-2.0
// rooms: server_api
//
// The bodies of login requests, and what stands in heads: Authorization aside, everything a
// stranger can send before logging in. The first octet chooses the reader.

#include <cstdint>

#include "server/api/blob_http.h"
#include "server/api/event_stream.h"
#include "server/api/login_body.h"
#include "server/api/routes.h"
#include "server/api/sign_up_rules.h"

namespace {

using namespace nightmail;

void read_body(std::string_view text) {
  const auto json = jmap::parse_json(text, {.max_depth = 8, .max_values = 10'000});
  if (!json.ok() || !json->is_object()) return;
  api::LoginBody body(json->get_object());
  for (const auto& member : json->get_object()) {
    const std::string_view key(member.key().data(), member.key().size());
    (void)body.text(key);
    (void)body.bytes(key, 0, 1024);
    (void)body.array(key, 64);
  }
  (void)body.finish();
}

void read_head(std::string_view text) {
  net::RequestHead head;
  auto target = net::parse_target(text);
  if (target.ok()) head.target = *std::move(target);
  head.headers.add("Last-Event-ID", std::string(text));
  head.headers.add("Origin", std::string(text));
  head.headers.add("Content-Type", std::string(text));
  (void)api::parse_event_options(head);
  (void)api::check_head({}, api::find_route(head.target), head);
  api::ByteRange range;
  (void)api::parse_range(text, 1000, range);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = as_text({data + 1, size - 1});
  if (data[0] % 3 == 0) read_body(text);
  if (data[0] % 3 == 1) read_head(text);
  if (data[0] % 3 == 2) (void)api::check_new_address({.domains = {"nightmail.test"}}, text);
  return 0;
}
