// SPDX-License-Identifier: Apache-2.0
//
// KeyDirectory: the users' certificates as a Web Key Directory, for everybody's mail program
// (draft-koch-openpgp-webkey-service §3.1). Owner: ApiHandler; thread-safe; blocking.
//
// It answers about one address at a time, to whoever can name it, and with that address's user id
// alone: no other name or alias of the same person. An address that is in no user id has no key.

#ifndef NIGHTMAIL_SERVER_API_KEY_DIRECTORY_H_
#define NIGHTMAIL_SERVER_API_KEY_DIRECTORY_H_

#include "base/result.h"
#include "net/http.h"
#include "proto/wkd/wkd.h"
#include "server/api/attempt_limiter.h"
#include "server/api/context.h"

namespace nightmail::api {

class KeyDirectory {
 public:
  explicit KeyDirectory(Services& services);

  // True if the path is one of a directory.
  [[nodiscard]] static bool is_place(const net::Target& target);
  // Any site may read the answer, whichever it is: only here a CORS field is sent.
  [[nodiscard]] net::Response answer(const net::RequestHead& head);

 private:
  [[nodiscard]] Result<net::Response> look_up(const net::RequestHead& head);
  [[nodiscard]] Result<Bytes> certificate(const wkd::Request& request, const std::string& domain);

  Services& services_;
  AttemptLimiter per_network_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_KEY_DIRECTORY_H_
