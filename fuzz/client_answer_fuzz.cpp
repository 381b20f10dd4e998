// SPDX-License-Identifier: Apache-2.0
// rooms: client
//
// What a hostile server answers to Email/get, Email/changes, Mailbox/get.

#include <cstddef>
#include <cstdint>

#include "client/fetched_answer.h"
#include "client/json_fields.h"
#include "client/mailbox_list.h"
#include "client/message_set.h"

namespace client = nightmail::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto answer = client::parse_object({data, size});
  if (!answer.ok()) return 0;
  (void)client::read_messages(*answer, true);
  (void)client::read_messages(*answer, false);
  (void)client::read_ids(*answer, "ids");
  (void)client::read_state(*answer, "state");
  (void)client::read_not_done(*answer, "notUpdated");
  (void)client::MailboxList::from_answer(*answer, nightmail::SecretKey32());
  return 0;
}
