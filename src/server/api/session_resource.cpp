// SPDX-License-Identifier: Apache-2.0
//
// The session resource (RFC 8620 §2; RFC 8621 §1.3.1 for the mail capability).

#include <utility>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "server/api/ids.h"
#include "server/api/jmap_endpoint.h"
#include "server/api/mailbox_name.h"
#include "server/api/methods.h"

namespace nightmail::api {
namespace {

JsonObject core_capability(const ApiLimits& limits) {
  JsonObject core;
  jmap::put(core, "maxSizeUpload", limits.max_size_upload);
  jmap::put(core, "maxConcurrentUpload", limits.max_concurrent_upload);
  jmap::put(core, "maxSizeRequest", limits.max_size_request);
  jmap::put(core, "maxConcurrentRequests", limits.max_concurrent_requests);
  jmap::put(core, "maxCallsInRequest", limits.max_calls_in_request);
  jmap::put(core, "maxObjectsInGet", limits.max_objects_in_get);
  jmap::put(core, "maxObjectsInSet", limits.max_objects_in_set);
  jmap::put(core, "collationAlgorithms", JsonArray());
  return core;
}

JsonObject mail_capability(const ApiLimits& limits) {
  JsonObject mail;
  jmap::put(mail, "maxMailboxesPerEmail", nullptr);
  jmap::put(mail, "maxMailboxDepth", nullptr);
  jmap::put(mail, "maxSizeMailboxName", kMaxNameText);
  jmap::put(mail, "maxSizeAttachmentsPerEmail", limits.max_size_upload);
  jmap::put(mail, "emailQuerySortOptions", JsonArray{"receivedAt", "size"});
  jmap::put(mail, "mayCreateTopLevelMailbox", true);
  return mail;
}

JsonObject sealed_capability(const ApiLimits& limits) {
  JsonObject sealed;
  jmap::put(sealed, "maxSizeSealedItem", limits.max_size_sealed_item);
  jmap::put(sealed, "maxSealedItems", limits.max_sealed_items);
  jmap::put(sealed, "maxSizeSealedSummary", limits.max_size_summary);
  jmap::put(sealed, "maxLookupAddresses", limits.max_lookup_addresses);
  jmap::put(sealed, "maxDiscoverAddresses", limits.max_discover_addresses);
  return sealed;
}

// RFC 8621 §1.3.2.
JsonObject submission_capability(const Services& services) {
  JsonObject submission;
  jmap::put(submission, "maxDelayedSend", services.submitter->rules().max_delay_seconds);
  jmap::put(submission, "submissionExtensions", JsonObject());
  return submission;
}

JsonObject account_object(const Services& services, const Identity& identity) {
  const ApiLimits& limits = services.config.limits;
  JsonObject capabilities;
  jmap::put(capabilities, jmap::kCoreCapability, JsonObject());
  jmap::put(capabilities, jmap::kMailCapability, mail_capability(limits));
  JsonObject sealed = sealed_capability(limits);
  if (services.submitter != nullptr) {
    jmap::put(capabilities, jmap::kSubmissionCapability, submission_capability(services));
    jmap::put(sealed, "maxSizeOutgoing", services.submitter->rules().max_message_octets);
    jmap::put(sealed, "outgoingUploadUrl",
              jmap::json_text(services.config.base_url + "/jmap/outgoing/{accountId}/"));
  }
  jmap::put(capabilities, jmap::kSealedCapability, std::move(sealed));
  JsonObject account;
  jmap::put(account, "name", jmap::json_text(identity.account_name));
  jmap::put(account, "isPersonal", true);
  jmap::put(account, "isReadOnly", false);
  jmap::put(account, "accountCapabilities", std::move(capabilities));
  return account;
}

void put_urls(const std::string& base, JsonObject& session) {
  jmap::put(session, "apiUrl", jmap::json_text(base + "/jmap/api"));
  jmap::put(session, "downloadUrl",
            jmap::json_text(base + "/jmap/download/{accountId}/{blobId}/{name}?type={type}"));
  jmap::put(session, "uploadUrl", jmap::json_text(base + "/jmap/upload/{accountId}/"));
  jmap::put(
      session, "eventSourceUrl",
      jmap::json_text(base + "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}"));
}

JsonObject session_object(const Services& services, const Identity& identity) {
  const ApiLimits& limits = services.config.limits;
  const std::string account_id = to_text(identity.account());
  JsonObject capabilities, primary;
  jmap::put(capabilities, jmap::kCoreCapability, core_capability(limits));
  jmap::put(capabilities, jmap::kMailCapability, JsonObject());
  jmap::put(capabilities, jmap::kSealedCapability, JsonObject());
  if (services.submitter != nullptr) {
    jmap::put(capabilities, jmap::kSubmissionCapability, JsonObject());
    jmap::put(primary, jmap::kSubmissionCapability, jmap::json_text(account_id));
  }
  JsonObject accounts;
  jmap::put(accounts, account_id, account_object(services, identity));
  jmap::put(primary, jmap::kMailCapability, jmap::json_text(account_id));
  jmap::put(primary, jmap::kSealedCapability, jmap::json_text(account_id));
  JsonObject session;
  jmap::put(session, "capabilities", std::move(capabilities));
  jmap::put(session, "accounts", std::move(accounts));
  jmap::put(session, "primaryAccounts", std::move(primary));
  jmap::put(session, "username", jmap::json_text(identity.account_name));
  put_urls(services.config.base_url, session);
  return session;
}

std::string state_of_session(const JsonObject& session) {
  const auto hash = crypto::sha256(as_bytes(boost::json::serialize(session)));
  return crypto::hex_encode(ByteView(hash).first(8));
}

}  // namespace

std::string session_resource(const Services& services, const Identity& identity) {
  JsonObject session = session_object(services, identity);
  std::string state = state_of_session(session);
  jmap::put(session, "state", jmap::json_text(state));
  return boost::json::serialize(session);
}

std::string session_state(const Services& services, const Identity& identity) {
  return state_of_session(session_object(services, identity));
}

}  // namespace nightmail::api
