// SPDX-License-Identifier: Apache-2.0
//
// session_tool URL ADDRESS PASSWORD: logs in and prints the JMAP account id and a session token, so
// that scripts can speak JMAP to a service as a user's own device does.

#include <cstdio>

#include "client/account.h"
#include "client/session.h"

int main(int count, char** words) {
  using namespace nightmail;
  if (count != 4) {
    std::fputs("session_tool URL ADDRESS PASSWORD\n", stderr);
    return 2;
  }
  SystemRandom random;
  SystemClock clock;
  auto service = client::Service::open(words[1]);
  if (!service.ok()) return 2;
  const auto session = client::log_in(*service, {random, clock}, words[2],
                                      secret_from(as_bytes(words[3])), "script");
  if (!session.ok()) {
    std::fprintf(stderr, "session_tool: %s\n", session.error().message().c_str());
    return 1;
  }
  const std::string token = to_string(session->token.expose());
  std::printf("%s %s\n", session->account_id.c_str(), token.c_str());
  return 0;
}
