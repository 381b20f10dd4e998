// SPDX-License-Identifier: Apache-2.0
//
// What sending leans on, handed down by the program. References; lives for one call.

#ifndef NIGHTMAIL_CLIENT_SEND_SEND_TOOLS_H_
#define NIGHTMAIL_CLIENT_SEND_SEND_TOOLS_H_

#include "base/clock.h"
#include "base/random.h"
#include "client/service.h"
#include "client/session.h"

namespace nightmail::client {

struct SendTools {
  Service& service;
  const Session& session;
  Random& random;
  const Clock& clock;
};

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SEND_SEND_TOOLS_H_
