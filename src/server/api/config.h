// SPDX-License-Identifier: Apache-2.0
//
// What the operator chooses for the HTTP side. A value; main() fills it from its settings.

#ifndef NIGHTMAIL_SERVER_API_CONFIG_H_
#define NIGHTMAIL_SERVER_API_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/secret.h"

namespace nightmail::api {

enum class SignUp { open, invite, closed };

// The core capability's limits (RFC 8620 §2), and a few of our own.
struct ApiLimits {
  std::int64_t max_size_upload = 64 << 20;
  std::int64_t max_concurrent_upload = 4;
  std::int64_t max_size_request = 10'000'000;
  std::int64_t max_concurrent_requests = 4;
  std::int64_t max_calls_in_request = 64;
  std::int64_t max_objects_in_get = 1000;
  std::int64_t max_objects_in_set = 1000;
  std::int64_t max_query_limit = 10'000;
  std::int64_t max_changes = 10'000;
  std::int64_t max_lookup_addresses = 50;
  std::int64_t max_discover_addresses = 10;
  std::int64_t max_sealed_items = 1000;
  std::int64_t max_size_sealed_item = 256 << 10;
  std::int64_t max_size_summary = 256 << 10;
  std::int64_t max_app_tokens = 100;
  std::int64_t max_addresses = 11;  // of an account: its name and ten aliases
  std::int64_t max_protected_messages = 200;
  std::int64_t max_size_protected_answer = 35 << 20;  // a message of 25 MiB in base64
  std::int64_t max_event_streams = 20;                // per account
  std::int64_t max_mailboxes = 1000;
  std::int64_t max_size_all_sealed_items = 32 << 20;
  // Of one request: what its answer may hold, about, and how long its calls may run. The calls
  // that are left when it is used up are refused.
  std::int64_t max_size_answer = 32 << 20;
  std::int64_t max_request_ms = 10'000;
  // Octets of request bodies in memory: of those who have shown a token, and of all others.
  std::int64_t request_memory = 512 << 20;
  std::int64_t stranger_memory = 32 << 20;
};

struct ApiConfig {
  std::string base_url;              // "https://mail.example", no slash at the end
  std::vector<std::string> domains;  // canonical (store::canonical_domain)
  SignUp sign_up = SignUp::open;
  SecretKey32 invite_key;             // makes and checks invite codes (invites.h)
  SecretKey32 node_key;               // seals what the store keeps of second factors
  std::int64_t account_octets = 0;    // sealed octets a new account may hold; 0: no limit
  bool allow_reserved_names = false;  // may postmaster@ and the like sign up (a lab, not a service)
  std::int64_t login_attempts_per_account = 10;  // in a quarter of an hour
  std::int64_t login_attempts_per_network = 60;
  bool publish_keys = true;                     // answer as a Web Key Directory
  std::int64_t key_lookups_per_network = 1000;  // of that directory, in a quarter of an hour
  ApiLimits limits;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_CONFIG_H_
