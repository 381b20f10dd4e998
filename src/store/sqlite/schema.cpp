// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema.h"

#include <array>
#include <string>

#include "store/errors.h"

namespace nightmail::store {
namespace {

// No sequences, no triggers, no foreign keys across accounts: PostgreSQL, Citus and CockroachDB
// can hold the same tables. WITHOUT ROWID: rows lie in the order of their primary key, so that
// what belongs to one account lies together.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE accounts (
  account INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  message_state INTEGER NOT NULL,
  mailbox_state INTEGER NOT NULL,
  used_octets INTEGER NOT NULL,
  message_count INTEGER NOT NULL,
  quota_octets INTEGER NOT NULL,
  deleting INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE credentials (
  account INTEGER NOT NULL PRIMARY KEY,
  opaque_record BLOB NOT NULL,
  wrapped_by_password BLOB NOT NULL,
  wrapped_by_phrase BLOB NOT NULL,
  recovery_public_key BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE public_keys (
  account INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  certificate BLOB NOT NULL,
  is_primary INTEGER NOT NULL,
  PRIMARY KEY (account, fingerprint)
) WITHOUT ROWID;
CREATE TABLE sealed_items (
  account INTEGER NOT NULL,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE TABLE mailboxes (
  account INTEGER NOT NULL,
  mailbox INTEGER NOT NULL,
  parent INTEGER,
  role INTEGER NOT NULL,
  sealed_name BLOB NOT NULL,
  sort_order INTEGER NOT NULL,
  subscribed INTEGER NOT NULL,
  total INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  changed_properties INTEGER NOT NULL,
  PRIMARY KEY (account, mailbox)
) WITHOUT ROWID;
CREATE TABLE messages (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  position INTEGER NOT NULL,
  mailboxes TEXT NOT NULL,
  keywords TEXT NOT NULL,
  PRIMARY KEY (account, message)
) WITHOUT ROWID;
CREATE INDEX messages_changed ON messages (account, changed) WHERE changed > message;
CREATE TABLE contents (
  account INTEGER NOT NULL,
  message INTEGER NOT NULL,
  summary BLOB NOT NULL,
  sealed BLOB,
  PRIMARY KEY (account, message)
) WITHOUT ROWID;
CREATE TABLE memberships (
  account INTEGER NOT NULL,
  mailbox INTEGER NOT NULL,
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (account, mailbox, received, message)
) WITHOUT ROWID;
CREATE TABLE destroyed (
  account INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (account, kind, number)
) WITHOUT ROWID;
CREATE TABLE blobs (
  account INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  size INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  position INTEGER NOT NULL,
  sealed BLOB,
  uses INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (account, blob)
) WITHOUT ROWID;
CREATE INDEX blobs_expiring ON blobs (expires, account, blob) WHERE uses = 0;
CREATE TABLE addresses (
  address TEXT NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL,
  account INTEGER NOT NULL,
  reserved_until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX addresses_account ON addresses (account);
CREATE TABLE sessions (
  token_hash TEXT NOT NULL PRIMARY KEY,
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  sealed_label BLOB NOT NULL,
  created INTEGER NOT NULL,
  last_used INTEGER NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_account ON sessions (account, id);
CREATE TABLE service_values (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE segments (
  segment INTEGER NOT NULL PRIMARY KEY,
  end_position INTEGER NOT NULL,
  live_records INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE garbage (
  segment INTEGER NOT NULL,
  position INTEGER NOT NULL,
  length INTEGER NOT NULL,
  PRIMARY KEY (segment, position)
) WITHOUT ROWID;
)sql";

// The Web Key Directory asks for a key by domain and hash of the local part (sql_functions.h).
constexpr const char* kWkdHash = R"sql(
ALTER TABLE addresses ADD COLUMN wkd_hash TEXT NOT NULL DEFAULT '';
UPDATE addresses SET wkd_hash = wkd_hash(address);
CREATE INDEX addresses_wkd ON addresses (domain, wkd_hash);
)sql";

// Found by id alone, like sessions: who opens one has no account.
constexpr const char* kProtectedMessages = R"sql(
CREATE TABLE protected_messages (
  id TEXT NOT NULL PRIMARY KEY,
  account INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  size INTEGER NOT NULL,
  salt BLOB NOT NULL,
  proof_hash BLOB NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  max_tries INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  answers_left INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX protected_messages_account ON protected_messages (account, created);
CREATE INDEX protected_messages_expiring ON protected_messages (expires);
)sql";

constexpr const char* kSecondFactors = R"sql(
CREATE TABLE second_factors (
  account INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  sealed_label BLOB NOT NULL,
  credential_id BLOB NOT NULL,
  secret BLOB NOT NULL,
  counter INTEGER NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE TABLE recovery_codes (
  account INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (account, hash)
) WITHOUT ROWID;
)sql";

// Sending: what waits to go out, and what an account sent of late.
constexpr const char* kQueue = R"sql(
ALTER TABLE accounts ADD COLUMN submission_state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN outgoing_octets INTEGER NOT NULL DEFAULT 0;
CREATE TABLE outgoing (
  account INTEGER NOT NULL,
  blob INTEGER NOT NULL,
  size INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  position INTEGER NOT NULL,
  encrypted BLOB,
  uses INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  PRIMARY KEY (account, blob)
) WITHOUT ROWID;
CREATE INDEX outgoing_expiring ON outgoing (expires, account, blob) WHERE uses = 0;
CREATE TABLE submissions (
  account INTEGER NOT NULL,
  submission INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  email INTEGER,
  blob INTEGER NOT NULL,
  created INTEGER NOT NULL,
  send_at INTEGER NOT NULL,
  undo INTEGER NOT NULL,
  held INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  parts_left INTEGER NOT NULL,
  envelope BLOB NOT NULL,
  PRIMARY KEY (account, submission)
) WITHOUT ROWID;
CREATE INDEX submissions_changed ON submissions (account, changed) WHERE changed > submission;
CREATE INDEX submissions_pending ON submissions (send_at, account, submission) WHERE undo = 0;
CREATE INDEX submissions_canceled ON submissions (created, account, submission) WHERE undo = 2;
CREATE TABLE parts (
  account INTEGER NOT NULL,
  submission INTEGER NOT NULL,
  part INTEGER NOT NULL,
  next_attempt INTEGER,
  attempts INTEGER NOT NULL,
  done INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (account, submission, part)
) WITHOUT ROWID;
CREATE INDEX parts_due ON parts (next_attempt) WHERE next_attempt IS NOT NULL;
CREATE INDEX parts_due_of_account ON parts (account, next_attempt) WHERE next_attempt IS NOT NULL;
CREATE TABLE sending_days (
  account INTEGER NOT NULL,
  day INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  new_recipients INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) WITHOUT ROWID;
CREATE TABLE known_recipients (
  account INTEGER NOT NULL,
  recipient BLOB NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (account, recipient)
) WITHOUT ROWID;
)sql";

constexpr std::array<const char*, kSchemaVersion> kSteps{kVersion1, kWkdHash, kProtectedMessages,
                                                         kSecondFactors, kQueue};

Result<> run_step(Database& database, std::int64_t to) {
  TRY(database.execute("BEGIN IMMEDIATE"));
  auto done = database.execute(kSteps.at(static_cast<std::size_t>(to - 1)));
  if (done.ok()) done = database.execute("PRAGMA user_version=" + std::to_string(to));
  if (done.ok()) done = database.execute("COMMIT");
  if (!done.ok() && database.in_transaction()) (void)database.execute("ROLLBACK");
  return done;
}

}  // namespace

Result<> migrate(Database& database) {
  TRY_ASSIGN(std::int64_t version, database.pragma("PRAGMA user_version"));
  if (version > kSchemaVersion) {
    return Error(Errc::newer_schema, "the data has schema " + std::to_string(version) +
                                         ", this program knows " + std::to_string(kSchemaVersion));
  }
  while (version < kSchemaVersion) TRY(run_step(database, ++version));
  return {};
}

}  // namespace nightmail::store
