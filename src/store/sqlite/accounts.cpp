// SPDX-License-Identifier: Apache-2.0
#include "store/address.h"
#include "store/sqlite/account_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

Result<> insert_mailboxes(Database& database, AccountId id, const NewAccount& account) {
  std::int64_t number = 0;
  for (const NewMailbox& mailbox : account.mailboxes) {
    auto insert = database.use("INSERT INTO mailboxes VALUES (?, ?, NULL, ?, ?, ?, 1, 0, 0, ?, ?)");
    ++number;
    insert.bind(id).bind(number).bind(mailbox.role).bind(mailbox.sealed_name);
    TRY(insert.bind(number).bind(number).bind(number).run());
  }
  return {};
}

Result<> insert_account(Database& database, AccountId id, const NewAccount& account) {
  const auto count = static_cast<std::int64_t>(account.mailboxes.size());
  auto insert = database.use("INSERT INTO accounts VALUES (?, ?, ?, ?, 0, ?, 0, 0, 0, 0, 0, 0)");
  insert.bind(id).bind(account.address).bind(account.created.unix_ms);
  TRY(insert.bind(count).bind(count).run());
  TRY(insert_mailboxes(database, id, account));
  TRY(put_credentials(database, id, account.credentials));
  TRY(put_key(database, id, account.key, true));
  for (const SealedItem& item : account.items) TRY(put_item(database, id, item));
  return {};
}

}  // namespace

// 63 random bits, never 0.
AccountId SqliteStore::new_account_id() {
  for (;;) {
    std::uint64_t number = 0;
    for (const std::uint8_t octet : options_.random.array<8>()) number = number << 8 | octet;
    number >>= 1;
    if (number != 0) return static_cast<AccountId>(number);
  }
}

Result<AccountId> SqliteStore::create_account(const NewAccount& account) {
  bool has_inbox = false;
  for (const NewMailbox& mailbox : account.mailboxes) has_inbox |= mailbox.role == Role::inbox;
  if (!has_inbox) return Error(Errc::no_mailbox, "an inbox is required");
  const AccountId id = new_account_id();
  return write<AccountId>([&](WriteContext& context) -> Result<AccountId> {
    TRY(take_address(context.database, id, account.address, account.created));
    TRY(insert_account(context.database, id, account));
    return id;
  });
}

Result<Account> SqliteStore::account(AccountId id) {
  auto reader = readers_.lend();
  auto row = reader->use(
      "SELECT name, created, used_octets, message_count, quota_octets FROM accounts"
      " WHERE account = ? AND deleting = 0");
  row.bind(id);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "account");
  return Account{id,
                 std::string(row.text(0)),
                 {row.integer(1)},
                 row.integer(2),
                 row.integer(3),
                 row.integer(4)};
}

Result<std::vector<AccountId>> SqliteStore::list_accounts() {
  auto reader = readers_.lend();
  auto rows = reader->use("SELECT account FROM accounts WHERE deleting = 0 ORDER BY created");
  std::vector<AccountId> ids;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return ids;
    ids.push_back(rows.id<AccountId>(0));
  }
}

Result<AccountId> SqliteStore::oldest_account(std::string_view domain) {
  auto reader = readers_.lend();
  auto row = reader->use(
      "SELECT a.account FROM accounts a WHERE a.deleting = 0 ORDER BY NOT EXISTS"
      " (SELECT 1 FROM addresses d WHERE d.account = a.account AND d.domain = ?),"
      " a.created LIMIT 1");
  row.bind(domain);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "no account yet");
  return row.id<AccountId>(0);
}

Result<> SqliteStore::set_quota(AccountId id, std::int64_t octets) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, id));
    context.recipients_changed = true;
    auto update = context.database.use("UPDATE accounts SET quota_octets = ? WHERE account = ?");
    return update.bind(octets).bind(id).run();
  });
}

}  // namespace nightmail::store
