// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/message_row.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <ctime>

#include "apps/nightmail/text_width.h"
#include "client/message.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kGap = "  ";
constexpr std::size_t kNarrowestSubject = 10;
constexpr std::size_t kWidestSender = 26;

std::string sender_of(const mime::Summary& summary) {
  if (summary.from.empty()) return "(no sender)";
  const mime::Address& first = summary.from.front();
  const std::string text = mime::terminal_safe_line(first.name.empty() ? first.email : first.name);
  return summary.from.size() == 1 ? text : text + " and others";
}

std::string no_summary(const client::CachedMessage& message) {
  return message.kind == client::SummaryKind::absent ? "(no summary)" : "(damaged summary)";
}

std::string files(std::size_t count) {
  if (count == 0) return {};
  return "(" + std::to_string(count) + (count == 1 ? " file)" : " files)");
}

struct Columns {
  std::size_t id = 2;
  std::size_t date = 4;
  std::size_t from = 4;
  std::size_t subject = 0;  // 0: as long as it is
};

Columns measure(const std::vector<MessageRow>& rows, Timestamp now, std::size_t width) {
  Columns columns;
  for (const MessageRow& row : rows) {
    columns.id = std::max(columns.id, row.id.size());
    columns.date = std::max(columns.date, short_date(row.received, now).size());
    columns.from = std::max(columns.from, text_width(row.from));
  }
  const std::size_t quarter = width == 0 ? kWidestSender : std::max<std::size_t>(8, width * 3 / 10);
  columns.from = std::min({columns.from, kWidestSender, quarter});
  const std::size_t taken = 2 + columns.id + columns.date + columns.from + 3 * kGap.size();
  if (width != 0) {
    columns.subject = width > taken + kNarrowestSubject ? width - taken : kNarrowestSubject;
  }
  return columns;
}

std::string heading(const Columns& columns, const Look& look) {
  std::string line = "  " + fit("ID", columns.id);
  line.append(kGap).append(fit("DATE", columns.date));
  line.append(kGap).append(fit("FROM", columns.from));
  line.append(kGap).append("SUBJECT");
  return look.styled(Style::dim, line) + "\n";
}

std::string subject_cell(const MessageRow& row, const Columns& columns, const Look& look) {
  const std::string mark = files(row.attachments);
  const Style style = row.unread ? Style::bold : Style::plain;
  std::string subject = row.subject.empty() ? "(no subject)" : row.subject;
  if (columns.subject != 0) {
    const std::size_t reserved = mark.empty() ? 0 : mark.size() + kGap.size();
    const bool room = columns.subject > reserved + kNarrowestSubject;
    subject = cut_to(subject, room ? columns.subject - reserved : columns.subject);
    if (!room) return look.styled(style, subject);
  }
  std::string cell = look.styled(style, subject);
  if (!mark.empty()) cell.append(kGap).append(look.styled(Style::dim, mark));
  return cell;
}

std::string table_line(const MessageRow& row, const Columns& columns, Timestamp now,
                       const Look& look) {
  const std::string mark = row.flagged ? "!" : row.unread ? "•" : " ";
  const Style style = row.unread ? Style::bold : Style::plain;
  std::string line = look.styled(Style::accent, mark) + " " + fit(row.id, columns.id);
  line.append(kGap).append(
      look.styled(Style::dim, fit(short_date(row.received, now), columns.date)));
  line.append(kGap).append(look.styled(style, fit(row.from, columns.from)));
  line.append(kGap).append(subject_cell(row, columns, look));
  return line + "\n";
}

json::array addresses(const std::vector<mime::Address>& list) {
  json::array result;
  for (const mime::Address& address : list) {
    result.push_back(json::object{{"name", address.name}, {"email", address.email}});
  }
  return result;
}

json::array attachments(const mime::Summary& summary) {
  json::array result;
  for (const mime::AttachmentSummary& one : summary.attachments) {
    result.push_back(json::object{{"name", one.name}, {"type", one.type}, {"size", one.size}});
  }
  return result;
}

json::array mailbox_names(const client::CachedMessage& message,
                          const client::MailboxList& mailboxes) {
  json::array names;
  for (const std::string_view id : message.mailboxes.names()) {
    const client::Mailbox* mailbox = mailboxes.by_id(id);
    names.emplace_back(mailbox == nullptr ? std::string(id) : mailbox->name);
  }
  return names;
}

json::array keywords(const client::CachedMessage& message) {
  json::array result;
  for (const std::string_view name : message.keywords.names()) {
    result.emplace_back(std::string(name));
  }
  return result;
}

void add_summary(json::object& line, const mime::Summary& summary) {
  line["from"] = addresses(summary.from);
  line["to"] = addresses(summary.to);
  line["cc"] = addresses(summary.cc);
  line["subject"] = summary.subject;
  line["preview"] = summary.preview;
  line["attachments"] = attachments(summary);
  line["protected"] = summary.is_protected;
  if (!summary.e2e) return;
  static constexpr std::array<const char*, 4> kSigned{"none", "good", "bad", "unknown-key"};
  line["e2e"] =
      json::object{{"encrypted", summary.e2e->encrypted},
                   {"signed", kSigned.at(static_cast<std::size_t>(summary.e2e->signature))},
                   {"fingerprint", summary.e2e->fingerprint}};
}

}  // namespace

MessageRow message_row(const client::CachedMessage& message) {
  MessageRow row;
  row.id = message.id;
  row.unread = !message.keywords.has("$seen");
  row.flagged = message.keywords.has("$flagged");
  row.received = {message.received_ms};
  const auto summary = client::read_summary(message);
  if (!summary) {
    row.subject = no_summary(message);
    return row;
  }
  row.from = sender_of(*summary);
  row.subject = mime::terminal_safe_line(summary->subject);
  row.attachments = summary->attachments.size();
  return row;
}

std::string short_date(Timestamp time, Timestamp now) {
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto local = [](Timestamp at) {
    const std::time_t seconds = at.unix_ms / 1000;
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return parts;
  };
  const std::tm then = local(time);
  const std::tm today = local(now);
  std::array<char, 32> text{};
  if (then.tm_year != today.tm_year) {
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &then);
  } else if (then.tm_yday != today.tm_yday) {
    return std::to_string(then.tm_mday) + " " +
           kMonths.at(static_cast<std::size_t>(std::clamp(then.tm_mon, 0, 11)));
  } else {
    std::strftime(text.data(), text.size(), "%H:%M", &then);
  }
  return text.data();
}

std::string format_table(const std::vector<MessageRow>& rows, Timestamp now, const Look& look) {
  const Columns columns = measure(rows, now, look.columns);
  std::string table = heading(columns, look);
  for (const MessageRow& row : rows) table += table_line(row, columns, now, look);
  return table;
}

std::string json_line(const client::CachedMessage& message, const client::MailboxList& mailboxes) {
  json::object line;
  line["id"] = json::string_view(message.id.data(), message.id.size());
  line["mailboxes"] = mailbox_names(message, mailboxes);
  const auto summary = client::read_summary(message);
  add_summary(line, summary.value_or(mime::Summary{}));
  if (!summary) line["problem"] = no_summary(message);
  line["date"] = format_utc({message.received_ms});
  line["size"] = message.size;
  line["keywords"] = keywords(message);
  return json::serialize(line) + "\n";
}

}  // namespace nightmail::app
