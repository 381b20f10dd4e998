// SPDX-License-Identifier: Apache-2.0

#include "server/api/methods.h"

#include <array>

namespace nightmail::api {
namespace {

// RFC 8620 §4.
Result<JsonObject> core_echo(Context&, const JsonObject& arguments) {
  return arguments;
}

using jmap::kCoreCapability;
using jmap::kMailCapability;
using jmap::kSealedCapability;
using jmap::kSubmissionCapability;

constexpr std::array kMethods{
    Method{"Core/echo", kCoreCapability, core_echo},
    Method{"Blob/copy", kCoreCapability, blob_copy},
    Method{"Mailbox/get", kMailCapability, mailbox_get},
    Method{"Mailbox/changes", kMailCapability, mailbox_changes},
    Method{"Mailbox/query", kMailCapability, mailbox_query},
    Method{"Mailbox/queryChanges", kMailCapability, mailbox_query_changes},
    Method{"Mailbox/set", kMailCapability, mailbox_set},
    Method{"Thread/get", kMailCapability, thread_get},
    Method{"Thread/changes", kMailCapability, thread_changes},
    Method{"Email/get", kMailCapability, email_get},
    Method{"Email/changes", kMailCapability, email_changes},
    Method{"Email/query", kMailCapability, email_query},
    Method{"Email/queryChanges", kMailCapability, email_query_changes},
    Method{"Email/set", kMailCapability, email_set},
    Method{"Email/import", kMailCapability, email_import},
    Method{"Identity/get", kSubmissionCapability, identity_get},
    Method{"Identity/changes", kSubmissionCapability, identity_changes},
    Method{"Identity/set", kSubmissionCapability, identity_set},
    Method{"EmailSubmission/get", kSubmissionCapability, submission_get},
    Method{"EmailSubmission/changes", kSubmissionCapability, submission_changes},
    Method{"EmailSubmission/query", kSubmissionCapability, submission_query},
    Method{"EmailSubmission/queryChanges", kSubmissionCapability, submission_query_changes},
    Method{"EmailSubmission/set", kSubmissionCapability, submission_set, true},
    Method{"PublicKey/get", kSealedCapability, public_key_get},
    Method{"PublicKey/lookup", kSealedCapability, public_key_lookup},
    Method{"PublicKey/discover", kSealedCapability, public_key_discover, true},
    Method{"List/unsubscribe", kSealedCapability, list_unsubscribe, true},
    Method{"SealedItem/get", kSealedCapability, sealed_item_get, true},
    Method{"SealedItem/set", kSealedCapability, sealed_item_set, true},
    Method{"Address/get", kSealedCapability, address_get, true},
    Method{"Address/set", kSealedCapability, address_set, true},
    Method{"ProtectedMessage/get", kSealedCapability, protected_message_get, true},
    Method{"ProtectedMessage/query", kSealedCapability, protected_message_query, true},
    Method{"ProtectedMessage/set", kSealedCapability, protected_message_set, true},
    Method{"Device/get", kSealedCapability, device_get, true},
    Method{"Device/set", kSealedCapability, device_set, true},
    Method{"AppToken/get", kSealedCapability, app_token_get, true},
    Method{"AppToken/set", kSealedCapability, app_token_set, true},
};

}  // namespace

std::span<const Method> method_table() {
  return kMethods;
}

}  // namespace nightmail::api
