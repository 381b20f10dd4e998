// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/account_rows.h"
#include "store/sqlite/store_impl.h"

namespace nightmail::store {

Result<> put_credentials(Database& database, AccountId id, const Credentials& credentials) {
  auto put = database.use("INSERT OR REPLACE INTO credentials VALUES (?, ?, ?, ?, ?)");
  put.bind(id).bind(credentials.opaque_record).bind(credentials.wrapped_by_password);
  put.bind(credentials.wrapped_by_phrase).bind(credentials.recovery_public_key);
  return put.run();
}

Result<> put_key(Database& database, AccountId id, const PublicKey& key, bool primary) {
  if (primary) {
    auto others = database.use("UPDATE public_keys SET is_primary = 0 WHERE account = ?");
    TRY(others.bind(id).run());
  }
  auto put = database.use("INSERT OR REPLACE INTO public_keys VALUES (?, ?, ?, ?)");
  return put.bind(id).bind(key.fingerprint).bind(key.certificate).bind(primary ? 1 : 0).run();
}

Result<> put_item(Database& database, AccountId id, const SealedItem& item) {
  auto put = database.use("INSERT OR REPLACE INTO sealed_items VALUES (?, ?, ?)");
  return put.bind(id).bind(item.name).bind(item.sealed).run();
}

Result<Credentials> SqliteStore::credentials(AccountId id) {
  auto reader = readers_.lend();
  auto row = reader->use(
      "SELECT opaque_record, wrapped_by_password, wrapped_by_phrase, recovery_public_key"
      " FROM credentials WHERE account = ?");
  row.bind(id);
  TRY_ASSIGN(const bool found, row.step());
  if (!found) return Error(Errc::not_found, "account");
  return Credentials{row.bytes(0), row.bytes(1), row.bytes(2), row.bytes(3)};
}

Result<> SqliteStore::replace_credentials(AccountId id, const Credentials& credentials,
                                          std::string_view keep_session_hash) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, id));
    TRY(put_credentials(context.database, id, credentials));
    auto end = context.database.use("DELETE FROM sessions WHERE account = ? AND token_hash <> ?");
    return end.bind(id).bind(keep_session_hash).run();
  });
}

Result<std::vector<PublicKey>> SqliteStore::public_keys(AccountId id) {
  auto reader = readers_.lend();
  auto rows = reader->use(
      "SELECT fingerprint, certificate, is_primary FROM public_keys WHERE account = ?"
      " ORDER BY is_primary DESC, fingerprint");
  rows.bind(id);
  std::vector<PublicKey> keys;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return keys;
    keys.push_back({std::string(rows.text(0)), rows.bytes(1), rows.integer(2) != 0});
  }
}

Result<> SqliteStore::put_public_key(AccountId id, const PublicKey& key) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, id));
    context.recipients_changed = true;
    return put_key(context.database, id, key, key.primary);
  });
}

Result<std::vector<SealedItem>> SqliteStore::sealed_items(AccountId id) {
  auto reader = readers_.lend();
  auto rows = reader->use("SELECT name, sealed FROM sealed_items WHERE account = ? ORDER BY name");
  rows.bind(id);
  std::vector<SealedItem> items;
  for (;;) {
    TRY_ASSIGN(const bool row, rows.step());
    if (!row) return items;
    items.push_back({std::string(rows.text(0)), rows.bytes(1)});
  }
}

Result<> SqliteStore::put_sealed_item(AccountId id, const SealedItem& item) {
  return write<void>([&](WriteContext& context) -> Result<> {
    TRY(AccountChange::open(context.database, id));
    return put_item(context.database, id, item);
  });
}

Result<> SqliteStore::remove_sealed_item(AccountId id, std::string_view name) {
  return write<void>([&](WriteContext& context) -> Result<> {
    auto find = context.database.use("SELECT 1 FROM sealed_items WHERE account = ? AND name = ?");
    find.bind(id).bind(name);
    TRY_ASSIGN(const bool found, find.step());
    if (!found) return Error(Errc::not_found, "sealed item");
    auto remove = context.database.use("DELETE FROM sealed_items WHERE account = ? AND name = ?");
    return remove.bind(id).bind(name).run();
  });
}

}  // namespace nightmail::store
