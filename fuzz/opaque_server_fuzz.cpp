// SPDX-License-Identifier: Apache-2.0
// rooms: crypto
// What a hostile client may send to the OPAQUE server, and what a damaged store may hold.
// Input: KE1 (96) || record; shorter inputs are registration requests, keys and states too.
#include "../tests/support/scripted_random.h"
#include "crypto/opaque_server.h"

using namespace nightmail;
using namespace nightmail::crypto::opaque;

namespace {

void log_in(const Server& server, ByteView input) {
  testing_support::CountingRandom random;
  const ByteView ke1 = input.first(std::min(input.size(), sizeof(Ke1)));
  const auto unknown = server.start_login(ke1, std::nullopt, as_bytes("a"), random);
  if (!unknown.ok()) return;
  const ByteView rest = input.subspan(ke1.size());
  NM_ASSERT(
      !Server::finish_login(unknown->state, rest.first(std::min<std::size_t>(rest.size(), 64)))
           .ok());
  const auto record = parse_record(rest);
  if (record.ok()) NM_ASSERT(server.start_login(ke1, *record, as_bytes("a"), random).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static testing_support::CountingRandom seed;
  static const Server server(ServerKeys::generate(seed));
  const ByteView input(data, size);
  (void)server.registration_response(input, as_bytes("a"));
  (void)parse_record(input);
  const auto keys = ServerKeys::parse(input);
  if (keys.ok()) NM_ASSERT(std::ranges::equal(keys->serialize().expose(), input));
  const auto state = LoginState::parse(input);
  if (state.ok()) NM_ASSERT(std::ranges::equal(state->serialize().expose(), input));
  log_in(server, input);
  return 0;
}
