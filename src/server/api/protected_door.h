// SPDX-License-Identifier: Apache-2.0
//
// ProtectedDoor: where somebody without an account opens a password-protected message and answers
// it (docs/protocol.md, docs/formats/protected-message.md). Owner: ApiHandler; thread-safe;
// blocking.
//
// SECURITY: talks to anybody who has a link. Gives out sealed octets, and those only after a proof
// that needs the password; tries are counted durably before they are judged. What comes back is
// sealed, too: it goes into the sender's inbox as it is.

#ifndef NIGHTMAIL_SERVER_API_PROTECTED_DOOR_H_
#define NIGHTMAIL_SERVER_API_PROTECTED_DOOR_H_

#include <optional>
#include <string_view>

#include "base/result.h"
#include "net/http.h"
#include "net/worker_pool.h"
#include "server/api/attempt_limiter.h"
#include "server/api/context.h"

namespace nightmail::api {

// Version, nonce and tag around a payload of 1 KiB: no sealed payload is shorter.
inline constexpr std::size_t kSmallestProtected = 1 + 24 + 16 + 1024;
// The header field that carries the proof: base64url of 32 octets.
inline constexpr std::string_view kProofField = "Nightmail-Proof";

// Whether octets begin like a sealed payload. (No OpenPGP packet does.)
[[nodiscard]] bool looks_protected(ByteView begin);

// What is asked for: GET /protected/ID, POST /protected/ID/open, POST /protected/ID/answer.
enum class DoorAction { look, open, answer };
[[nodiscard]] std::optional<DoorAction> door_action(const net::Target& target);

class ProtectedDoor {
 public:
  explicit ProtectedDoor(Services& services);

  // Before the body of an answer is read: whether it may come at all.
  [[nodiscard]] Result<> admit_answer(const net::RequestHead& head);

  [[nodiscard]] Result<net::Response> handle(DoorAction action, const net::Request& request,
                                             net::WorkerPool& pool, net::Loop& loop);

 private:
  [[nodiscard]] Result<> take_attempt(const net::RequestHead& head);
  [[nodiscard]] Result<store::ProtectedMessage> find(const net::RequestHead& head);
  // The message, if the proof is right. Errc::wrong_password, with the tries left as context.
  [[nodiscard]] Result<store::ProtectedMessage> prove(const net::RequestHead& head);
  [[nodiscard]] Result<net::Response> look(const net::RequestHead& head);
  [[nodiscard]] Result<net::Response> answer(const net::Request& request);
  [[nodiscard]] Result<> deliver(store::AccountId account, ByteView summary, ByteView message);

  Services& services_;
  AttemptLimiter per_network_;
};

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_PROTECTED_DOOR_H_
