// SPDX-License-Identifier: Apache-2.0
#include "client/send/submission.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "client/errors.h"
#include "client/json_fields.h"
#include "client/message_set.h"
#include "crypto/encoding.h"
#include "proto/jmap/json.h"
#include "proto/jmap/values.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kMaxReply = 200;

Result<std::string> id_field(const json::object& object, std::string_view name) {
  TRY_ASSIGN(std::string id, text_field(object, name));
  if (!jmap::is_id(id)) return bad_answer(name);
  return id;
}

json::object keyword_set(const std::vector<std::string>& keywords) {
  json::object set;
  for (const std::string& keyword : keywords) set[keyword] = true;
  return set;
}

// The object that the server made for creation id `name`; what it refused is an error.
Result<const json::object*> created_object(const json::object& answer, const std::string& name) {
  const auto refused = read_not_done(answer, "notCreated");
  if (!refused.empty()) {
    return Error(Errc::refused, "The server refused: " + refused.front().reason);
  }
  TRY_ASSIGN(const json::object* const created, object_field(answer, "created"));
  return object_field(*created, name);
}

json::object parameters_of(const Submission& submission) {
  json::object parameters;
  if (submission.hold_until) {
    parameters["HOLDUNTIL"] = format_utc(*submission.hold_until);
  } else if (submission.hold_seconds > 0) {
    parameters["HOLDFOR"] = std::to_string(submission.hold_seconds);
  }
  return parameters;
}

json::object creation_of(const Submission& submission) {
  json::array recipients;
  for (const std::string& address : submission.recipients) {
    recipients.push_back(json::object{{"email", address}, {"parameters", nullptr}});
  }
  const json::object sender{{"email", submission.from}, {"parameters", parameters_of(submission)}};
  json::object creation{{"identityId", submission.identity_id},
                        {"outgoingBlobId", submission.blob_id},
                        {"envelope", {{"mailFrom", sender}, {"rcptTo", std::move(recipients)}}}};
  creation["emailId"] = nullptr;
  if (!submission.email_id.empty()) creation["emailId"] = submission.email_id;
  return creation;
}

// The ids that were made, whatever happened to the others.
std::vector<std::string> made_ids(const json::object& answer, std::size_t count) {
  std::vector<std::string> ids;
  const auto created = object_field(answer, "created");
  if (!created.ok()) return ids;
  for (std::size_t i = 0; i < count; ++i) {
    const auto one = object_field(**created, std::to_string(i));
    if (!one.ok()) continue;
    auto id = id_field(**one, "id");
    if (id.ok()) ids.push_back(*std::move(id));
  }
  return ids;
}

std::string one_line(std::string text) {
  if (text.size() > kMaxReply) text.resize(kMaxReply);
  return mime::terminal_safe_line(text);
}

// What the other side said last, of any recipient that has not got it.
std::string last_reply(const json::object& object) {
  const auto status = object_field(object, "deliveryStatus");
  if (!status.ok()) return {};
  for (const auto& [recipient, value] : **status) {
    if (!value.is_object()) continue;
    const auto reply = text_field(value.get_object(), "smtpReply");
    if (reply.ok() && !reply->empty() && !reply->starts_with('2')) return one_line(*reply);
  }
  return {};
}

Result<std::vector<std::string>> recipients_of(const json::object& object) {
  TRY_ASSIGN(const json::object* const envelope, object_field(object, "envelope"));
  TRY_ASSIGN(const json::array* const list, array_field(*envelope, "rcptTo"));
  std::vector<std::string> recipients;
  for (const json::value& value : *list) {
    if (!value.is_object()) return bad_answer("rcptTo");
    TRY_ASSIGN(std::string email, text_field(value.get_object(), "email"));
    recipients.push_back(one_line(std::move(email)));
  }
  return recipients;
}

Result<std::optional<OutboxEntry>> read_entry(const json::value& value) {
  if (!value.is_object()) return bad_answer("an EmailSubmission");
  const json::object& object = value.get_object();
  OutboxEntry entry;
  TRY_ASSIGN(entry.id, id_field(object, "id"));
  const auto email = text_field(object, "emailId");
  if (email.ok() && jmap::is_id(*email)) entry.email_id = *email;
  TRY_ASSIGN(entry.recipients, recipients_of(object));
  TRY_ASSIGN(entry.send_at, text_field(object, "sendAt"));
  if (!jmap::parse_utc_date(entry.send_at)) return bad_answer("sendAt");
  TRY_ASSIGN(const std::string undo, text_field(object, "undoStatus"));
  if (undo == "canceled") return std::optional<OutboxEntry>();
  entry.can_undo = undo == "pending";
  entry.state = last_reply(object);
  return std::optional(std::move(entry));
}

}  // namespace

Result<std::vector<Identity>> get_identities(Service& service, const Session& session) {
  TRY_ASSIGN(const json::object answer,
             service.call("Identity/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  std::vector<Identity> identities;
  for (const json::value& value : *list) {
    if (!value.is_object()) return bad_answer("an Identity");
    Identity identity;
    TRY_ASSIGN(identity.id, id_field(value.get_object(), "id"));
    TRY_ASSIGN(identity.email, text_field(value.get_object(), "email"));
    identities.push_back(std::move(identity));
  }
  return identities;
}

Result<std::string> import_copy(Service& service, const Session& session, const OwnCopy& copy,
                                const std::string& mailbox_id,
                                const std::vector<std::string>& keywords) {
  TRY_ASSIGN(const json::object uploaded,
             service.upload("/jmap/upload/" + session.account_id + "/", copy.sealed, {}));
  TRY_ASSIGN(const std::string blob, id_field(uploaded, "blobId"));
  const json::object email{{"blobId", blob},
                           {"mailboxIds", {{mailbox_id, true}}},
                           {"keywords", keyword_set(keywords)},
                           {"sealedSummary", crypto::base64url_encode(copy.sealed_summary)}};
  TRY_ASSIGN(const json::object answer,
             service.call("Email/import",
                          {{"accountId", session.account_id}, {"emails", {{"copy", email}}}}));
  TRY_ASSIGN(const json::object* const made, created_object(answer, "copy"));
  return id_field(*made, "id");
}

Result<std::string> upload_outgoing(Service& service, const Session& session, ByteView message,
                                    const UploadProgress& progress) {
  TRY_ASSIGN(
      const json::object uploaded,
      service.upload("/jmap/outgoing/" + session.account_id + "/", to_bytes(message), progress));
  return id_field(uploaded, "blobId");
}

Result<std::vector<std::string>> submit(Service& service, const Session& session,
                                        const std::vector<Submission>& submissions) {
  json::object create;
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    create[std::to_string(i)] = creation_of(submissions[i]);
  }
  TRY_ASSIGN(const json::object answer,
             service.call("EmailSubmission/set",
                          {{"accountId", session.account_id}, {"create", std::move(create)}}));
  std::vector<std::string> ids = made_ids(answer, submissions.size());
  const auto refused = read_not_done(answer, "notCreated");
  if (refused.empty() && ids.size() == submissions.size()) return ids;
  if (!ids.empty()) (void)cancel_submissions(service, session, ids);
  const std::string why = refused.empty() ? "it did not say why" : refused.front().reason;
  return Error(Errc::refused, "The server does not send this mail: " + why);
}

Result<std::vector<OutboxEntry>> get_outbox(Service& service, const Session& session) {
  TRY_ASSIGN(
      const json::object answer,
      service.call("EmailSubmission/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  std::vector<OutboxEntry> entries;
  for (const json::value& value : *list) {
    TRY_ASSIGN(auto entry, read_entry(value));
    if (entry) entries.push_back(*std::move(entry));
  }
  std::stable_sort(entries.begin(), entries.end(), [](const OutboxEntry& a, const OutboxEntry& b) {
    return a.send_at < b.send_at;
  });
  return entries;
}

Result<std::size_t> cancel_submissions(Service& service, const Session& session,
                                       const std::vector<std::string>& ids) {
  json::object update;
  for (const std::string& id : ids) update[id] = json::object{{"undoStatus", "canceled"}};
  TRY_ASSIGN(const json::object answer,
             service.call("EmailSubmission/set",
                          {{"accountId", session.account_id}, {"update", std::move(update)}}));
  const auto refused = read_not_done(answer, "notUpdated");
  if (!refused.empty() && refused.size() == ids.size()) {
    return Error(Errc::refused, "It is too late: the mail has left already.");
  }
  return ids.size() - refused.size();
}

}  // namespace nightmail::client
