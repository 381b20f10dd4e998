// SPDX-License-Identifier: Apache-2.0
#include "proto/dsn/report.h"

#include <algorithm>

namespace nightmail::dsn {
namespace {

constexpr std::size_t kMostWord = 900;  // of a foreign text; a line holds 998 octets

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// One line of printable text. `utf8`: octets beyond ASCII stay.
std::string clean(std::string_view text, bool utf8) {
  std::string out;
  for (const char c : text.substr(0, kMostWord)) {
    const auto octet = static_cast<unsigned char>(c);
    const bool printable = octet >= 0x20 && octet != 0x7f && (octet < 0x80 || utf8);
    out += printable ? c : '?';
  }
  return out;
}

std::string_view action_name(Action action) {
  switch (action) {
    case Action::failed:
      return "failed";
    case Action::delayed:
      return "delayed";
    case Action::delivered:
      return "delivered";
    default:
      return "relayed";
  }
}

std::string_view heading(Action action) {
  switch (action) {
    case Action::failed:
      return "Your message could not be delivered to:";
    case Action::delayed:
      return "Your message has not been delivered yet to the following; there is nothing you "
             "need\r\n"
             "to do, it will be tried again:";
    case Action::delivered:
      return "Your message was delivered to:";
    default:
      return "Your message was handed to another mail server, which will not report further, for:";
  }
}

class Printer {
 public:
  explicit Printer(const Report& report)
      : report_(report),
        boundary_("=_nightmail_" + report.id),
        utf8_(!is_ascii(report.to) || std::ranges::any_of(report.recipients, [](const auto& one) {
          return !is_ascii(one.address);
        })) {}

  PlainBytes print() {
    header();
    part("text/plain; charset=utf-8", "8bit");
    for (const Action action :
         {Action::failed, Action::delayed, Action::relayed, Action::delivered})
      explain(action);
    part(utf8_ ? "message/global-delivery-status" : "message/delivery-status", "8bit");
    status();
    original();
    line("--" + boundary_ + "--");
    return std::move(out_);
  }

 private:
  void text(std::string_view words) { append(out_, as_bytes(words)); }
  void line(std::string_view words) {
    text(words);
    text("\r\n");
  }
  void field(std::string_view name, std::string_view value) {
    text(name);
    text(": ");
    line(value);
  }
  void part(std::string_view type, std::string_view encoding) {
    line("--" + boundary_);
    field("Content-Type", type);
    field("Content-Transfer-Encoding", encoding);
    line("");
  }

  [[nodiscard]] bool has(Action action) const {
    return std::ranges::find(report_.recipients, action, &ReportedRecipient::action) !=
           report_.recipients.end();
  }

  [[nodiscard]] std::string_view subject() const {
    if (has(Action::failed)) return "Your message could not be delivered";
    return has(Action::delayed) ? "Your message is delayed" : "Your message was delivered";
  }

  // RFC 3834: nobody answers to it automatically.
  void header() {
    field("From", "Mail delivery <mailer-daemon@" + clean(report_.reporting_mta, false) + ">");
    field("To", "<" + clean(report_.to, true) + ">");
    field("Date", format_rfc5322(report_.now));
    field("Message-ID", "<" + report_.id + "@" + clean(report_.reporting_mta, false) + ">");
    const std::string about = message_id();
    if (!about.empty()) field("References", about);
    field("Subject", subject());
    field("Auto-Submitted", "auto-replied");
    field("MIME-Version", "1.0");
    line("Content-Type: multipart/report; report-type=delivery-status;");
    line("\tboundary=\"" + boundary_ + "\"");
    line("");
  }

  // Of the message it is about, if it stands there in the usual form, so that both are shown
  // together.
  [[nodiscard]] std::string message_id() const {
    const std::string_view all = header_block();
    constexpr std::string_view kName = "\r\nmessage-id: <";
    const auto at =
        std::search(all.begin(), all.end(), kName.begin(), kName.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
    if (at == all.end()) return {};
    const std::string_view rest =
        all.substr(static_cast<std::size_t>(at - all.begin()) + kName.size() - 1);
    const std::string_view id = rest.substr(0, rest.find_first_of(" \t\r\n"));
    const bool good = id.size() < 300 && id.ends_with('>') && is_ascii(id);
    return good ? std::string(id) : std::string();
  }

  [[nodiscard]] std::string_view header_block() const {
    const std::string_view all = as_text(report_.message);
    const auto end = all.find("\r\n\r\n");
    return end == std::string_view::npos ? all : all.substr(0, end + 2);
  }

  void explain(Action action) {
    if (!has(action)) return;
    line(heading(action));
    line("");
    for (const ReportedRecipient& one : report_.recipients) {
      if (one.action != action) continue;
      line("  " + clean(one.address, true));
      if (action == Action::failed || action == Action::delayed) say_why(one);
      line("");
    }
  }

  void say_why(const ReportedRecipient& one) {
    const std::string who =
        one.remote_mta.empty() ? std::string("This server") : clean(one.remote_mta, false);
    if (!one.reply.empty()) line("    " + who + " said: " + clean(one.reply, false));
    if (one.retry_until)
      line("    It will be tried until " + format_rfc5322(*one.retry_until) + ".");
  }

  void status() {
    field("Reporting-MTA", "dns; " + clean(report_.reporting_mta, false));
    if (!report_.envelope_id.empty())
      field("Original-Envelope-Id", clean(report_.envelope_id, false));
    field("Arrival-Date", format_rfc5322(report_.arrival));
    line("");
    for (const ReportedRecipient& one : report_.recipients) {
      recipient(one);
      line("");
    }
  }

  void recipient(const ReportedRecipient& one) {
    if (!one.original.empty()) field("Original-Recipient", clean(one.original, utf8_));
    field("Final-Recipient",
          (is_ascii(one.address) ? "rfc822; " : "utf-8; ") + clean(one.address, utf8_));
    field("Action", action_name(one.action));
    field("Status", one.status);
    if (!one.remote_mta.empty()) field("Remote-MTA", "dns; " + clean(one.remote_mta, false));
    if (!one.reply.empty()) field("Diagnostic-Code", "smtp; " + clean(one.reply, false));
    if (one.last_attempt) field("Last-Attempt-Date", format_rfc5322(*one.last_attempt));
    if (one.retry_until) field("Will-Retry-Until", format_rfc5322(*one.retry_until));
  }

  void original() {
    const bool utf8 = !is_ascii(header_block());
    if (report_.whole_message) {
      part(utf8 ? "message/global" : "message/rfc822", "8bit");
      append(out_, report_.message);
      if (!as_text(report_.message).ends_with("\r\n")) line("");
      return;
    }
    part(utf8 ? "message/global-headers" : "text/rfc822-headers", "8bit");
    line(header_block());
  }

  const Report& report_;
  const std::string boundary_;
  const bool utf8_;
  PlainBytes out_;
};

}  // namespace

PlainBytes print(const Report& report) {
  return Printer(report).print();
}

}  // namespace nightmail::dsn
