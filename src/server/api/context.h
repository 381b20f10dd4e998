// SPDX-License-Identifier: Apache-2.0
//
// What a method works with. Services: all of the process, shared, thread-safe, outlives everything
// of this room. Context: one JMAP request of one account, on one worker thread.

#ifndef NIGHTMAIL_SERVER_API_CONTEXT_H_
#define NIGHTMAIL_SERVER_API_CONTEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "proto/jmap/request.h"
#include "server/api/config.h"
#include "server/queue/submitter.h"
#include "store/store.h"

namespace nightmail::api {

using jmap::Json;
using jmap::JsonArray;
using jmap::JsonObject;

class KeyDiscovery;
class Unsubscriber;

struct Services {
  store::Store& store;
  const Clock& clock;
  Random& random;
  Log& log;
  const ApiConfig& config;
  KeyDiscovery* discovery = nullptr;      // null: this process asks nobody outside
  queue::Submitter* submitter = nullptr;  // null: a service that sends nothing
  Unsubscriber* unsubscriber = nullptr;   // null: this process asks nobody outside
};

// Who sent a request.
struct Identity {
  store::Session session;
  std::string account_name;

  [[nodiscard]] store::AccountId account() const { return session.account; }
  [[nodiscard]] bool is_app_token() const { return session.kind == store::SessionKind::app_token; }
};

struct Context {
  Services& services;
  const Identity& identity;
  bool sealed = false;  // the request uses urn:nightmail:jmap:sealed
  jmap::CreatedIds created = {};
  // Calls that a method asks for, to be made right after it under its call id (RFC 8621 §7.5).
  std::vector<jmap::Invocation> implicit = {};
  std::int64_t answer_room = services.config.limits.max_size_answer;  // octets

  // Sets `octets` of the answer aside. False, and nothing is taken, if there is no room.
  [[nodiscard]] bool take_room(std::int64_t octets) {
    if (octets > answer_room) return false;
    answer_room -= octets;
    return true;
  }

  [[nodiscard]] store::Store& store() const { return services.store; }
  [[nodiscard]] store::AccountId account() const { return identity.account(); }
  // Of methods of the capability `submission` alone: it is known only where there is one.
  [[nodiscard]] queue::Submitter& submitter() const { return *services.submitter; }
  [[nodiscard]] const ApiLimits& limits() const { return services.config.limits; }
  [[nodiscard]] Timestamp now() const { return services.clock.now(); }
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_CONTEXT_H_
