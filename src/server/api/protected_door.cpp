// SPDX-License-Identifier: Apache-2.0
#include "server/api/protected_door.h"

#include <future>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "server/api/blob_http.h"
#include "server/api/errors.h"
#include "server/api/responses.h"
#include "server/api/routes.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

constexpr std::int64_t kPeriodSeconds = 15 * 60;
constexpr std::uint8_t kPayloadVersion = 0x01;
constexpr std::size_t kLengthSize = 4;
// Marks what came in through this door: no mail server vouches for who wrote it.
constexpr std::string_view kAnswerKeyword = "nightmail-protected-answer";

// Unknown, expired, withdrawn and locked look alike.
Error gone() {
  return {Errc::not_found, "expired, withdrawn, or locked after too many wrong passwords"};
}

std::string_view id_of(const net::RequestHead& head) {
  return head.target.segments[1];
}

struct AnswerParts {
  ByteView summary;
  ByteView message;
};

// The length of the sealed summary in four octets, the summary, the sealed message.
Result<AnswerParts> split_answer(ByteView body, std::size_t max_summary) {
  if (body.size() < kLengthSize) return Error(Errc::bad_request, "too short");
  std::size_t length = 0;
  for (const std::uint8_t octet : body.first(kLengthSize)) length = length << 8 | octet;
  body = body.subspan(kLengthSize);
  if (length > max_summary || length > body.size()) {
    return Error(Errc::bad_request, "the summary's length");
  }
  const AnswerParts parts{body.first(length), body.subspan(length)};
  if (!looks_sealed(parts.summary) || !looks_sealed(parts.message)) {
    return Error(Errc::not_sealed);
  }
  return parts;
}

}  // namespace

bool looks_protected(ByteView begin) {
  return begin.size() >= kSmallestProtected && begin[0] == kPayloadVersion;
}

std::optional<DoorAction> door_action(const net::Target& target) {
  const auto& parts = target.segments;
  if (parts.size() < 2 || parts[0] != "protected" || parts[1].empty()) return std::nullopt;
  if (parts.size() == 2) return DoorAction::look;
  if (parts.size() == 3 && parts[2] == "open") return DoorAction::open;
  if (parts.size() == 3 && parts[2] == "answer") return DoorAction::answer;
  return std::nullopt;
}

ProtectedDoor::ProtectedDoor(Services& services)
    : services_(services),
      per_network_(services.config.login_attempts_per_network, kPeriodSeconds, services.random) {}

Result<> ProtectedDoor::take_attempt(const net::RequestHead& head) {
  const net::IpAddress peer = client_address(head);
  if (net::is_loopback(peer)) return {};
  const auto wait = per_network_.take(net::network_of(peer).bytes, services_.clock.now());
  if (wait) return Error(Errc::too_many_attempts, std::to_string(*wait));
  return {};
}

Result<store::ProtectedMessage> ProtectedDoor::find(const net::RequestHead& head) {
  auto message = services_.store.protected_message(id_of(head), services_.clock.now());
  if (!message.ok() && message.error().is(store::Errc::not_found)) return gone();
  if (message.ok() && message->tries_left <= 0) return gone();
  return message;
}

Result<store::ProtectedMessage> ProtectedDoor::prove(const net::RequestHead& head) {
  const std::string* field = head.headers.find(kProofField);
  const auto proof = crypto::base64url_decode(field == nullptr ? "" : *field);
  if (!proof.ok() || proof->size() != crypto::Digest32().size()) {
    return Error(Errc::bad_request, "Nightmail-Proof: base64url of 32 octets is expected");
  }
  TRY(take_attempt(head));
  TRY_ASSIGN(store::ProtectedMessage message, find(head));
  const auto left = services_.store.take_try(message.id);
  if (!left.ok()) return left.error().is(store::Errc::not_found) ? gone() : left.error();
  if (!crypto::equal_constant_time(crypto::sha256(*proof), message.proof_hash)) {
    return Error(Errc::wrong_password, std::to_string(*left));
  }
  TRY(services_.store.restore_tries(message.id));
  return message;
}

Result<net::Response> ProtectedDoor::look(const net::RequestHead& head) {
  TRY(take_attempt(head));
  TRY_ASSIGN(const store::ProtectedMessage message, find(head));
  JsonObject answer;
  jmap::put(answer, "salt", bytes_to_json(message.salt));
  jmap::put(answer, "size", message.size);
  jmap::put(answer, "expiresAt", jmap::json_text(format_utc(message.expires)));
  jmap::put(answer, "triesLeft", message.tries_left);
  jmap::put(answer, "mayAnswer", message.answers_left > 0);
  return json_response(200, boost::json::serialize(answer));
}

Result<> ProtectedDoor::admit_answer(const net::RequestHead& head) {
  TRY_ASSIGN(const store::ProtectedMessage message, prove(head));
  if (message.answers_left <= 0) return Error(Errc::forbidden, "no more answers are taken");
  return {};
}

Result<net::Response> ProtectedDoor::answer(const net::Request& request) {
  TRY_ASSIGN(const store::ProtectedMessage message, find(request.head));
  const auto most = static_cast<std::size_t>(services_.config.limits.max_size_summary);
  TRY_ASSIGN(const AnswerParts parts, split_answer(request.body, most));
  const auto taken = services_.store.take_answer(message.id);
  if (!taken.ok() && taken.error().is(store::Errc::not_found)) {
    return Error(Errc::forbidden, "no more answers are taken");
  }
  TRY(taken);
  TRY(deliver(message.account, parts.summary, parts.message));
  return json_response(201, "{}");
}

Result<> ProtectedDoor::deliver(store::AccountId account, ByteView summary, ByteView message) {
  store::Delivery delivery;
  delivery.account = account;
  delivery.received = services_.clock.now();
  delivery.keywords = {std::string(kAnswerKeyword)};
  delivery.sealed_summary = to_bytes(summary);
  delivery.sealed_message = to_bytes(message);
  std::vector<store::Delivery> deliveries;
  deliveries.push_back(std::move(delivery));
  const auto promise = std::make_shared<std::promise<Result<store::MessageId>>>();
  auto stored = promise->get_future();
  services_.store.deliver(std::move(deliveries),
                          [promise](std::vector<Result<store::MessageId>> results) {
                            promise->set_value(std::move(results.front()));
                          });
  TRY(stored.get());
  return {};
}

Result<net::Response> ProtectedDoor::handle(DoorAction action, const net::Request& request,
                                            net::WorkerPool& pool, net::Loop& loop) {
  if (action == DoorAction::look) return look(request.head);
  if (action == DoorAction::answer) return answer(request);
  TRY_ASSIGN(const store::ProtectedMessage message, prove(request.head));
  return stream_blob(services_.store, message.account, message.blob, message.size, pool, loop);
}

}  // namespace nightmail::api
