// SPDX-License-Identifier: Apache-2.0

#include "server/api/submission_json.h"

#include <algorithm>
#include <utility>

#include "server/api/ids.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using queue::Address;

using Failure = std::optional<SetError>;

constexpr std::size_t kMostParameters = 10;
constexpr std::size_t kMostEmail = 1000;

std::string_view key_of(const boost::json::key_value_pair& member) {
  return {member.key().data(), member.key().size()};
}

JsonObject address_to_json(const Address& address) {
  JsonObject object;
  jmap::put(object, "email", jmap::json_text(address.email));
  if (address.parameters.empty()) {
    jmap::put(object, "parameters", nullptr);
    return object;
  }
  JsonObject parameters;
  for (const queue::Parameter& one : address.parameters)
    jmap::put(parameters, one.name, one.value ? jmap::json_text(*one.value) : Json(nullptr));
  jmap::put(object, "parameters", std::move(parameters));
  return object;
}

std::string_view delivered_word(queue::Recipient::State state) {
  using State = queue::Recipient::State;
  switch (state) {
    case State::waiting:
      return "queued";
    case State::delivered:
      return "yes";
    case State::failed:
      return "no";
    default:
      return "unknown";  // another server has it
  }
}

JsonObject status_to_json(const queue::Recipient& recipient) {
  JsonObject status;
  const bool tried = !recipient.last_reply.empty();
  jmap::put(status, "smtpReply",
            jmap::json_text(tried ? recipient.last_reply : "250 2.1.5 Queued"));
  jmap::put(status, "delivered", jmap::json_text(delivered_word(recipient.state)));
  jmap::put(status, "displayed", "unknown");
  return status;
}

// Parameter names are in upper case from here on; they are case-insensitive.
Failure read_parameters(const Json& json, std::string_view where, Address& address) {
  if (json.is_null()) return {};
  if (!json.is_object() || json.get_object().size() > kMostParameters)
    return invalid_property("envelope", std::string(where) + ": parameters");
  for (const auto& member : json.get_object()) {
    queue::Parameter one{std::string(key_of(member)), {}};
    std::ranges::transform(one.name, one.name.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    if (member.value().is_string()) {
      one.value = std::string(jmap::text_of(member.value()));
    } else if (!member.value().is_null()) {
      return invalid_property("envelope", std::string(where) + ": a parameter's value is a text");
    }
    address.parameters.push_back(std::move(one));
  }
  return {};
}

Failure read_address(const Json& json, std::string_view where, Address& address) {
  const auto* object = json.if_object();
  const Json* email = object == nullptr ? nullptr : jmap::find(*object, "email");
  if (email == nullptr || !email->is_string() || email->get_string().size() > kMostEmail)
    return invalid_property("envelope", std::string(where) + ": email is required");
  address.email = std::string(jmap::text_of(*email));
  const Json* parameters = jmap::find(*object, "parameters");
  if (parameters != nullptr) return read_parameters(*parameters, where, address);
  return {};
}

Failure read_envelope(const Json& json, queue::Request& request) {
  const auto* object = json.if_object();
  const Json* from = object == nullptr ? nullptr : jmap::find(*object, "mailFrom");
  const Json* to = object == nullptr ? nullptr : jmap::find(*object, "rcptTo");
  if (from == nullptr || to == nullptr || !to->is_array()) {
    return invalid_property("envelope",
                            "mailFrom and rcptTo are required: the server does not read them out"
                            " of the message");
  }
  if (auto failure = read_address(*from, "mailFrom", request.mail_from)) return failure;
  for (const Json& one : to->get_array()) {
    Address address;
    if (auto failure = read_address(one, "rcptTo", address)) return failure;
    request.recipients.push_back(std::move(address));
  }
  return {};
}

Failure read_identity(const std::vector<std::string>& own, const Json& json,
                      queue::Request& request) {
  const std::string_view id = json.is_string() ? jmap::text_of(json) : std::string_view();
  for (const std::string& address : own) {
    if (identity_id(address) != id) continue;
    request.identity = std::string(id);
    request.identity_address = address;
    return {};
  }
  return invalid_property("identityId", "no such Identity");
}

Failure read_email(const Context& context, const Json& json, queue::Request& request) {
  if (json.is_null()) return {};
  const auto text =
      json.is_string() ? jmap::resolve_id(jmap::text_of(json), context.created) : std::nullopt;
  request.email = text ? parse_email_id(*text) : std::nullopt;
  if (request.email) {
    const auto found = context.store().messages(context.account(), {*request.email});
    if (found.ok() && !found->empty()) return {};
  }
  return invalid_property("emailId", "no such Email");
}

Failure read_member(const Context& context, const std::vector<std::string>& own,
                    std::string_view key, const Json& value, queue::Request& request) {
  if (key == "identityId") return read_identity(own, value, request);
  if (key == "emailId") return read_email(context, value, request);
  if (key == "envelope") return read_envelope(value, request);
  if (key == "outgoingBlobId" && context.sealed) {
    const auto id = value.is_string() ? parse_outgoing_id(jmap::text_of(value)) : std::nullopt;
    if (!id) return invalid_property("outgoingBlobId", "no such outgoing blob");
    request.blob = *id;
    return {};
  }
  return invalid_property(std::string(key.substr(0, 64)), "is set by the server, or unknown");
}

}  // namespace

std::string_view undo_status(store::Undo undo) {
  if (undo == store::Undo::pending) return "pending";
  return undo == store::Undo::final ? "final" : "canceled";
}

Result<JsonObject> submission_to_json(const Context& context, const store::Submission& submission) {
  const queue::NodeCipher& cipher = context.submitter().cipher();
  TRY_ASSIGN(const PlainBytes record,
             cipher.open_record(queue::kEnvelopePurpose, context.account(), submission.envelope));
  TRY_ASSIGN(const queue::Envelope envelope, queue::decode_envelope(record));
  JsonArray recipients;
  JsonObject statuses;
  for (const store::Part& part : submission.parts) {
    TRY_ASSIGN(const PlainBytes opened,
               cipher.open_record(queue::kPartPurpose, context.account(), part.sealed));
    TRY_ASSIGN(const queue::PartRecord decoded, queue::decode_part(opened));
    for (const queue::Recipient& one : decoded.recipients) {
      recipients.emplace_back(address_to_json(one.address));
      jmap::put(statuses, one.address.email, status_to_json(one));
    }
  }
  JsonObject sent;
  jmap::put(sent, "mailFrom", address_to_json(envelope.mail_from));
  jmap::put(sent, "rcptTo", std::move(recipients));
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(to_text(submission.id)));
  jmap::put(object, "identityId", jmap::json_text(envelope.identity));
  const auto& email = submission.email;
  jmap::put(object, "emailId", email ? jmap::json_text(to_text(*email)) : Json(nullptr));
  jmap::put(object, "threadId", email ? jmap::json_text(thread_id(*email)) : Json(nullptr));
  jmap::put(object, "envelope", std::move(sent));
  jmap::put(object, "sendAt", jmap::json_text(format_utc(submission.send_at)));
  jmap::put(object, "undoStatus", jmap::json_text(undo_status(submission.undo)));
  jmap::put(object, "deliveryStatus", statuses.empty() ? Json(nullptr) : Json(std::move(statuses)));
  jmap::put(object, "dsnBlobIds", JsonArray());
  jmap::put(object, "mdnBlobIds", JsonArray());
  return object;
}

std::variant<queue::Request, SetError> read_submission(const Context& context,
                                                       const std::vector<std::string>& own,
                                                       const Json& json) {
  const auto* object = json.if_object();
  if (object == nullptr) return SetError{"invalidProperties", {}, {}};
  if (!context.sealed) {
    return invalid_property("outgoingBlobId",
                            "is required, and known with urn:nightmail:jmap:sealed in `using`");
  }
  for (const std::string_view required : {"identityId", "envelope", "outgoingBlobId"}) {
    if (jmap::find(*object, required) == nullptr)
      return invalid_property(std::string(required), "is required");
  }
  queue::Request request;
  for (const auto& member : *object) {
    if (auto failure = read_member(context, own, key_of(member), member.value(), request))
      return *std::move(failure);
  }
  return request;
}

}  // namespace nightmail::api
