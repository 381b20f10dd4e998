// SPDX-License-Identifier: Apache-2.0
// rooms: app_nightmail_sop pgp_open base
//
// Files of keys and certificates that a Stateless OpenPGP command is given, and session keys.
#include "apps/nightmail/sop/materials.h"
#include "base/assert.h"
#include "pgp/open/session_key_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const nightmail::ByteView input(data, size);
  const auto keys = nightmail::sop::split_keys(input);
  if (keys.ok()) {
    std::size_t total = 0;
    for (const auto& key : *keys) total += key.size();
    NM_ASSERT(total <= size);
  }
  const auto session = nightmail::pgp::parse_session_key(nightmail::as_text(input));
  NM_ASSERT(!session.ok() || session->key.expose().size() <= 32);
  return 0;
}
