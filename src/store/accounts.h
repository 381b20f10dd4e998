// SPDX-License-Identifier: Apache-2.0
//
// Accounts, their login records, keys and addresses. Thread-safe; calls block until durable.

#ifndef NIGHTMAIL_STORE_ACCOUNTS_H_
#define NIGHTMAIL_STORE_ACCOUNTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "store/types.h"

namespace nightmail::store {

// What the server keeps so that a device can log in and unwrap its keys. It can read none of it.
struct Credentials {
  Bytes opaque_record;        // 192 octets, RFC 9807 §5.1
  Bytes wrapped_by_password;  // the account secret under the OPAQUE export key
                              // (docs/formats/account.md)
  Bytes wrapped_by_phrase;    // the account secret under the recovery phrase
  Bytes recovery_public_key;  // Ed25519, 32 octets: proves that a client holds the phrase
};

struct PublicKey {
  std::string fingerprint;  // lower-case hex
  Bytes certificate;        // OpenPGP, binary
  bool primary = false;     // the one that mail is sealed to
};

// A sealed secret key or other sealed item that every device of the user needs.
struct SealedItem {
  std::string name;  // chosen by the client; no plaintext: "openpgp/<fingerprint>", "settings", ...
  Bytes sealed;
};

struct NewMailbox {
  Role role = Role::none;
  Bytes sealed_name;
};

struct NewAccount {
  std::string address;  // canonical (see canonical_address), the account's first address
  Credentials credentials;
  PublicKey key;
  std::vector<SealedItem> items;
  std::vector<NewMailbox> mailboxes;  // an inbox is required
  Timestamp created;
};

struct Account {
  AccountId id{};
  std::string name;  // its first address
  Timestamp created;
  std::int64_t used_octets = 0;
  std::int64_t message_count = 0;
  std::int64_t quota_octets = 0;  // 0: none
};

// Where mail for an address goes.
struct Recipient {
  AccountId account{};
  std::string fingerprint;
  Bytes certificate;       // the primary key; may be empty or broken: then nothing may be stored
  bool has_quota = false;  // Account tells how much room is left
};

class Accounts {
 public:
  virtual ~Accounts() = default;

  // Errc::already_exists if the address is taken (also by an account deleted less than a year ago).
  virtual Result<AccountId> create_account(const NewAccount& account) = 0;
  virtual Result<Account> account(AccountId id) = 0;
  virtual Result<AccountId> account_by_address(std::string_view canonical_address) = 0;
  // The service's oldest account in `domain`, else the oldest of all: who gets mail for postmaster.
  virtual Result<AccountId> oldest_account(std::string_view domain) = 0;
  virtual Result<std::vector<AccountId>> list_accounts() = 0;
  // Removes the account with all its data; its addresses stay reserved for a year.
  virtual Result<> delete_account(AccountId id, Timestamp now) = 0;

  // Sealed messages beyond `octets` are refused with Errc::over_quota; 0: no limit.
  virtual Result<> set_quota(AccountId id, std::int64_t octets) = 0;

  virtual Result<Credentials> credentials(AccountId id) = 0;
  // Change of password or recovery: replaces all of it, and ends all sessions but `keep_session`.
  virtual Result<> replace_credentials(AccountId id, const Credentials& credentials,
                                       std::string_view keep_session_hash) = 0;

  virtual Result<std::vector<std::string>> addresses(AccountId id) = 0;
  virtual Result<> add_address(AccountId id, std::string_view canonical_address) = 0;
  // An address that its owner may give up again. Errc::over_quota if the account then had more than
  // `most`, those among them that it gave up less than a year ago; Errc::already_exists.
  virtual Result<> add_alias(AccountId id, std::string_view canonical_address,
                             std::int64_t most) = 0;
  // Mail for it is refused from now on; for a year nobody but this account can take it. Not for the
  // account's name. Errc::not_found.
  virtual Result<> remove_alias(AccountId id, std::string_view canonical_address,
                                Timestamp now) = 0;
  // The address of `domain` whose key a Web Key Directory names `hash` (proto/wkd).
  virtual Result<std::string> address_by_wkd_hash(std::string_view domain,
                                                  std::string_view hash) = 0;
  virtual Result<Recipient> recipient(std::string_view canonical_address) = 0;
  virtual Result<Recipient> recipient_by_account(AccountId id) = 0;

  virtual Result<std::vector<PublicKey>> public_keys(AccountId id) = 0;
  virtual Result<> put_public_key(AccountId id, const PublicKey& key) = 0;

  virtual Result<std::vector<SealedItem>> sealed_items(AccountId id) = 0;
  virtual Result<> put_sealed_item(AccountId id, const SealedItem& item) = 0;
  virtual Result<> remove_sealed_item(AccountId id, std::string_view name) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_ACCOUNTS_H_
