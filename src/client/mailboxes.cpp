// SPDX-License-Identifier: Apache-2.0
#include "client/mailboxes.h"

#include "client/errors.h"
#include "client/message_set.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kLongestName = 500;

Result<> check_name(const std::string& name) {
  if (!name.empty() && name.size() <= kLongestName) return {};
  return Error(Errc::bad_input, "The name of a mailbox has 1 to 500 characters.");
}

Result<> set(Service& service, const Session& session, const char* what, json::object changes,
             std::string_view refusals) {
  TRY_ASSIGN(
      const json::object answer,
      service.call("Mailbox/set", {{"accountId", session.account_id}, {what, std::move(changes)}}));
  const auto refused = read_not_done(answer, refusals);
  if (refused.empty()) return {};
  return Error(Errc::refused, "The server refused: " + refused.front().reason);
}

}  // namespace

Result<MailboxList> get_mailboxes(Service& service, const Session& session) {
  TRY_ASSIGN(const json::object answer,
             service.call("Mailbox/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  return MailboxList::from_answer(answer, session.account_secret);
}

Result<> make_mailbox(Service& service, const Session& session, const std::string& name,
                      Random& random) {
  TRY(check_name(name));
  return set(service, session, "create",
             {{"new",
               {{"sealedName", seal_mailbox_name(session.account_secret, name, random)},
                {"isSubscribed", true}}}},
             "notCreated");
}

Result<> rename_mailbox(Service& service, const Session& session, const Mailbox& mailbox,
                        const std::string& name, Random& random) {
  TRY(check_name(name));
  const std::string sealed =
      seal_mailbox_name(session.account_secret, mailbox.label + name, random);
  return set(service, session, "update", {{mailbox.id, {{"sealedName", sealed}}}}, "notUpdated");
}

Result<> remove_mailbox(Service& service, const Session& session, const Mailbox& mailbox) {
  TRY_ASSIGN(const json::object answer,
             service.call("Mailbox/set", {{"accountId", session.account_id},
                                          {"destroy", json::array{mailbox.id}}}));
  const auto refused = read_not_done(answer, "notDestroyed");
  if (refused.empty()) return {};
  return Error(Errc::refused, "The server refused: " + refused.front().reason);
}

}  // namespace nightmail::client
