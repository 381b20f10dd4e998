// SPDX-License-Identifier: Apache-2.0
//
// MailboxList: the account's mailboxes with their opened names, as Mailbox/get told (RFC 8621 §2).
// A value. A mailbox whose sealed name is empty bears the English name of its role.

#ifndef NIGHTMAIL_CLIENT_MAILBOX_LIST_H_
#define NIGHTMAIL_CLIENT_MAILBOX_LIST_H_

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::client {

namespace json = boost::json;

struct Mailbox {
  std::string id;
  std::string role;  // "inbox", ...; empty for none
  std::string name;  // one line, safe to show; never empty
  std::int64_t total = 0;
  std::int64_t unread = 0;
  // What stands before the name of a label (docs/formats/account.md, `mailbox names`); empty: a
  // folder. A message is in one folder and in any number of labels.
  std::string label = {};
};

class MailboxList {
 public:
  // Of the arguments of a Mailbox/get answer. Errc::bad_answer.
  static Result<MailboxList> from_answer(const json::object& answer, const SecretKey32& secret);

  // Those with a role first, Inbox before all; the others by name.
  [[nodiscard]] const std::vector<Mailbox>& all() const { return all_; }
  // By name, role or id; letters of either case are the same. Errc::not_found names those that
  // are.
  [[nodiscard]] Result<Mailbox> find(std::string_view wanted) const;
  [[nodiscard]] const Mailbox* by_id(std::string_view id) const;
  [[nodiscard]] const Mailbox* by_role(std::string_view role) const;

 private:
  std::vector<Mailbox> all_;
};

// For Mailbox/set: base64url of the name sealed under the account secret.
[[nodiscard]] std::string seal_mailbox_name(const SecretKey32& secret, std::string_view name,
                                            Random& random);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_MAILBOX_LIST_H_
