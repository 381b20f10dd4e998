// SPDX-License-Identifier: Apache-2.0
#include "store/address.h"
#include "store/sqlite/account_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

Result<Recipient> read_recipient(Statement row) {
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "address");
  return Recipient{row.id<AccountId>(0), std::string(row.text(1)), row.bytes(2),
                   row.integer(3) != 0};
}

}  // namespace

Result<> take_address(Database& database, AccountId id, std::string_view address, Timestamp now) {
  {
    auto find = database.use("SELECT account, reserved_until FROM addresses WHERE address = ?");
    find.bind(address);
    TRY_ASSIGN(const bool found, find.step());
    // A negative account gave it up, and may take it back.
    const std::int64_t owner = found ? find.integer(0) : 0;
    const bool reserved = found && find.integer(1) > now.unix_ms && owner != -raw(id);
    if (owner > 0 || reserved) return Error(Errc::already_exists, "address");
  }
  auto put = database.use(
      "INSERT OR REPLACE INTO addresses (address, domain, account, reserved_until, wkd_hash)"
      " VALUES (?1, ?2, ?3, 0, wkd_hash(?1))");
  return put.bind(address).bind(domain_part(address)).bind(id).run();
}

Result<AccountId> SqliteStore::account_by_address(std::string_view canonical_address) {
  auto reader = readers_.lend();
  auto row = reader->use("SELECT account FROM addresses WHERE address = ? AND account > 0");
  row.bind(canonical_address);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "address");
  return row.id<AccountId>(0);
}

Result<std::vector<std::string>> SqliteStore::addresses(AccountId id) {
  auto reader = readers_.lend();
  auto rows = reader->use(
      "SELECT d.address FROM addresses d JOIN accounts a ON a.account = d.account"
      " WHERE d.account = ? ORDER BY d.address <> a.name, d.address");
  rows.bind(id);
  std::vector<std::string> all;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.emplace_back(rows.text(0));
  }
}

Result<> SqliteStore::add_address(AccountId id, std::string_view canonical_address) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, id));
    return take_address(context.database, id, canonical_address, options_.clock.now());
  });
}

Result<> SqliteStore::add_alias(AccountId id, std::string_view canonical_address,
                                std::int64_t most) {
  return write<void>([&](WriteContext& context) -> Result<> {
    const Timestamp now = options_.clock.now();
    TRY(AccountChange::open(context.database, id));
    TRY(take_address(context.database, id, canonical_address, now));
    auto count = context.database.use(
        "SELECT count(*) FROM addresses WHERE account = ?1"
        " OR (account = -?1 AND reserved_until > ?2)");
    count.bind(id).bind(now.unix_ms);
    TRY_ASSIGN(const bool row, count.step());
    if (!row || count.integer(0) > most) return Error(Errc::over_quota, "addresses");
    return {};
  });
}

Result<> SqliteStore::remove_alias(AccountId id, std::string_view canonical_address,
                                   Timestamp now) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto find = context.database.use(
        "SELECT 1 FROM addresses d JOIN accounts a ON a.account = d.account"
        " WHERE d.address = ? AND d.account = ? AND d.address <> a.name");
    find.bind(canonical_address).bind(id);
    TRY_ASSIGN(const bool found, find.step());
    if (!found) return Error(Errc::not_found, "address");
    context.recipients_changed = true;
    auto update = context.database.use(
        "UPDATE addresses SET account = -account, reserved_until = ? WHERE address = ?");
    return update.bind(now.unix_ms + kReservedMs).bind(canonical_address).run();
  });
}

Result<std::string> SqliteStore::address_by_wkd_hash(std::string_view domain,
                                                     std::string_view hash) {
  auto reader = readers_.lend();
  auto row = reader->use(
      "SELECT address FROM addresses WHERE domain = ? AND wkd_hash = ? AND account > 0");
  row.bind(domain).bind(hash);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "address");
  return std::string(row.text(0));
}

Result<Recipient> SqliteStore::recipient(std::string_view canonical_address) {
  if (auto known = recipients_.find(canonical_address)) return *std::move(known);
  const auto generation = recipients_.generation();
  auto reader = readers_.lend();
  auto row = reader->use(
      "SELECT d.account, coalesce(k.fingerprint, ''), coalesce(k.certificate, x''), a.quota_octets"
      " FROM addresses d JOIN accounts a ON a.account = d.account"
      " LEFT JOIN public_keys k ON k.account = d.account AND k.is_primary = 1"
      " WHERE d.address = ? AND d.account > 0");
  row.bind(canonical_address);
  auto recipient = read_recipient(std::move(row));
  if (recipient.ok()) recipients_.put(canonical_address, *recipient, generation);
  return recipient;
}

Result<Recipient> SqliteStore::recipient_by_account(AccountId id) {
  auto reader = readers_.lend();
  auto row = reader->use(
      "SELECT a.account, coalesce(k.fingerprint, ''), coalesce(k.certificate, x''), a.quota_octets"
      " FROM accounts a LEFT JOIN public_keys k ON k.account = a.account AND k.is_primary = 1"
      " WHERE a.account = ? AND a.deleting = 0");
  row.bind(id);
  return read_recipient(std::move(row));
}

}  // namespace nightmail::store
