// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {

Result<std::vector<Message>> SqliteStore::messages(AccountId account,
                                                   const std::vector<MessageId>& ids) {
  auto reader = readers_.lend();
  std::vector<Message> found;
  found.reserve(ids.size());
  for (const MessageId id : ids) {
    TRY_ASSIGN(auto row, load_message(*reader, account, id));
    if (row) found.push_back(std::move(row->message));
  }
  return found;
}

Result<std::vector<Bytes>> SqliteStore::summaries(AccountId account,
                                                  const std::vector<MessageId>& ids) {
  auto reader = readers_.lend();
  std::vector<Bytes> found;
  found.reserve(ids.size());
  auto row = reader->use("SELECT summary FROM contents WHERE account = ? AND message = ?");
  for (const MessageId id : ids) {
    row.bind(account).bind(id);
    TRY_ASSIGN(const bool there, row.step());
    found.push_back(there ? row.bytes(0) : Bytes());
    TRY(row.run());
  }
  return found;
}

}  // namespace nightmail::store
