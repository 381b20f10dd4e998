// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/store_impl.h"

namespace nightmail::store {
namespace {

Result<> require(Statement row, std::string_view what) {
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, std::string(what));
  return {};
}

SecondFactor read_factor(const Statement& row) {
  SecondFactor factor;
  factor.id = row.text(0);
  factor.kind = row.id<FactorKind>(1);
  factor.sealed_label = row.bytes(2);
  factor.credential_id = row.bytes(3);
  factor.secret = row.bytes(4);
  factor.counter = row.integer(5);
  factor.created = {row.integer(6)};
  return factor;
}

Result<> drop_codes_without_factor(Database& database, AccountId account) {
  auto drop = database.use(
      "DELETE FROM recovery_codes WHERE account = ?1"
      " AND NOT EXISTS (SELECT 1 FROM second_factors WHERE account = ?1)");
  return drop.bind(account).run();
}

}  // namespace

Result<std::vector<SecondFactor>> SqliteStore::second_factors(AccountId account) {
  auto reader = readers_.lend();
  auto rows = reader->use(
      "SELECT id, kind, sealed_label, credential_id, secret, counter, created FROM second_factors"
      " WHERE account = ? ORDER BY created, id");
  rows.bind(account);
  std::vector<SecondFactor> all;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return all;
    all.push_back(read_factor(rows));
  }
}

Result<> SqliteStore::add_second_factor(AccountId account, const SecondFactor& factor) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, account));
    auto insert =
        context.database.use("INSERT INTO second_factors VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(account).bind(factor.id).bind(factor.kind).bind(factor.sealed_label);
    insert.bind(factor.credential_id).bind(factor.secret).bind(factor.counter);
    return insert.bind(factor.created.unix_ms).run();
  });
}

Result<> SqliteStore::remove_second_factor(AccountId account, std::string_view id) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto find = context.database.use("SELECT 1 FROM second_factors WHERE account = ? AND id = ?");
    find.bind(account).bind(id);
    TRY(require(std::move(find), "factor"));
    auto remove = context.database.use("DELETE FROM second_factors WHERE account = ? AND id = ?");
    TRY(remove.bind(account).bind(id).run());
    return drop_codes_without_factor(context.database, account);
  });
}

Result<> SqliteStore::advance_factor(AccountId account, std::string_view id, std::int64_t counter) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto find = context.database.use(
        "SELECT 1 FROM second_factors WHERE account = ? AND id = ? AND counter < ?");
    find.bind(account).bind(id).bind(counter);
    TRY(require(std::move(find), "factor"));
    auto advance =
        context.database.use("UPDATE second_factors SET counter = ? WHERE account = ? AND id = ?");
    return advance.bind(counter).bind(account).bind(id).run();
  });
}

Result<> SqliteStore::set_recovery_codes(AccountId account, const std::vector<Bytes>& hashes) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, account));
    auto drop = context.database.use("DELETE FROM recovery_codes WHERE account = ?");
    TRY(drop.bind(account).run());
    for (const Bytes& hash : hashes) {
      auto insert = context.database.use("INSERT INTO recovery_codes VALUES (?, ?)");
      TRY(insert.bind(account).bind(hash).run());
    }
    return {};
  });
}

Result<std::int64_t> SqliteStore::recovery_codes_left(AccountId account) {
  auto reader = readers_.lend();
  auto row = reader->use("SELECT count(*) FROM recovery_codes WHERE account = ?");
  row.bind(account);
  TRY_ASSIGN(const bool found, row.step());
  return found ? row.integer(0) : 0;
}

Result<> SqliteStore::use_recovery_code(AccountId account, ByteView hash) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto find = context.database.use("SELECT 1 FROM recovery_codes WHERE account = ? AND hash = ?");
    find.bind(account).bind(hash);
    TRY(require(std::move(find), "code"));
    auto remove = context.database.use("DELETE FROM recovery_codes WHERE account = ? AND hash = ?");
    return remove.bind(account).bind(hash).run();
  });
}

}  // namespace nightmail::store
