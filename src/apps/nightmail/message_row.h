// SPDX-License-Identifier: Apache-2.0
//
// MessageRow: one message as a list shows it, and the table and JSON lines made of such rows.
// Values and free functions. Every text in a row is safe for a terminal.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_ROW_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_ROW_H_

#include <string>
#include <vector>

#include "apps/nightmail/look.h"
#include "base/clock.h"
#include "client/cache_record.h"
#include "client/mailbox_list.h"

namespace nightmail::app {

struct MessageRow {
  std::string id;
  bool unread = false;
  bool flagged = false;
  Timestamp received;
  std::string from;
  std::string subject;
  std::size_t attachments = 0;
};

// A missing or damaged summary becomes a row that says so.
[[nodiscard]] MessageRow message_row(const client::CachedMessage& message);

// Today: "09:41"; this year: "12 Nov"; else "2025-11-12". Local time.
[[nodiscard]] std::string short_date(Timestamp time, Timestamp now);

// A heading and a line each, no wider than the look's columns.
[[nodiscard]] std::string format_table(const std::vector<MessageRow>& rows, Timestamp now,
                                       const Look& look);

// One JSON object and a line end: id, mailboxes, from, to, cc, subject, date, size, keywords,
// attachments, preview.
[[nodiscard]] std::string json_line(const client::CachedMessage& message,
                                    const client::MailboxList& mailboxes);

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_MESSAGE_ROW_H_
