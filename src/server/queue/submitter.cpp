// SPDX-License-Identifier: Apache-2.0
#include "server/queue/submitter.h"

#include <algorithm>

#include "server/queue/errors.h"
#include "server/queue/hold.h"
#include "server/queue/outgoing_message.h"
#include "server/queue/recipient_parts.h"
#include "store/address.h"
#include "store/errors.h"

namespace nightmail::queue {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// Trust grows with age: a week, a month.
constexpr std::int64_t factor_for_age(std::int64_t days) {
  if (days < 7) return 1;
  return days < 30 ? 2 : 5;
}

// Good standing: less than a fifth of the copies of a week could not be delivered.
bool fared_badly(const store::SentOnDay& week) {
  return week.messages >= 20 && week.failed * 5 > week.messages;
}

std::string next_day(Timestamp now) {
  return format_utc({(now.unix_ms / kDayMs + 1) * kDayMs});
}

bool owns(const std::vector<std::string>& own, std::string_view canonical) {
  return std::ranges::find(own, store::without_plus_suffix(std::string(canonical))) != own.end() ||
         std::ranges::find(own, canonical) != own.end();
}

bool is_known_parameter(const Parameter& one) {
  if (one.name == "HOLDFOR" || one.name == "HOLDUNTIL") return one.value.has_value();
  if (one.name == "RET") return one.value == "FULL" || one.value == "HDRS";
  if (one.name == "ENVID") return one.value && one.value->size() <= 100;
  if (one.name == "BODY") return one.value == "7BIT" || one.value == "8BITMIME";
  if (one.name == "SIZE") return one.value.has_value();
  return (one.name == "REQUIRETLS" || one.name == "SMTPUTF8") && !one.value;
}

}  // namespace

Result<store::BlobId> Submitter::take_message(store::AccountId account, ByteView message) {
  if (std::ssize(message) > rules_.max_message_octets) {
    return Error(Errc::too_large,
                 "at most " + std::to_string(rules_.max_message_octets) + " octets");
  }
  TRY(check_form(message));
  return store_.put_outgoing(account, cipher_.seal_message(account, message), clock_.now(),
                             rules_.max_outgoing_octets);
}

Result<store::SendingLimits> Submitter::limits(store::AccountId account) const {
  const Timestamp now = clock_.now();
  TRY_ASSIGN(const store::Account row, store_.account(account));
  TRY_ASSIGN(const store::SentOnDay week, store_.sent_since(account, now, 7));
  const std::int64_t days = (now.unix_ms - row.created.unix_ms) / kDayMs;
  const std::int64_t factor = fared_badly(week) ? 1 : factor_for_age(days);
  return store::SendingLimits{rules_.messages_per_day * factor,
                              rules_.new_recipients_per_day * factor};
}

Result<PlainBytes> Submitter::beginning(store::AccountId account, store::BlobId blob) {
  TRY_ASSIGN(const std::int64_t size, store_.outgoing_size(account, blob));
  const auto read = [&](std::int64_t offset, std::int64_t length) {
    return store_.read_outgoing(account, blob, offset, length);
  };
  // One chunk holds nearly every header block; only where it does not, all that may be is read.
  TRY_ASSIGN(PlainBytes head, cipher_.open_message(account, size, read, 1));
  if (as_text(head).find("\r\n\r\n") != std::string_view::npos) return head;
  return cipher_.open_message(account, size, read, kMostHeaderOctets);
}

std::optional<Refusal> Submitter::check_sender(const Request& request,
                                               const std::vector<std::string>& authors,
                                               const std::vector<std::string>& own) const {
  const auto sender = store::canonical_address(request.mail_from.email);
  if (!sender.ok() || (*sender != request.identity_address &&
                       store::without_plus_suffix(*sender) != request.identity_address)) {
    return Refusal{"forbiddenMailFrom",
                   "the envelope's sender must be the identity's address",
                   {"envelope"},
                   {},
                   0};
  }
  if (!std::ranges::all_of(request.mail_from.parameters, is_known_parameter)) {
    return Refusal{
        "invalidProperties", "mailFrom: an unknown or malformed parameter", {"envelope"}, {}, 0};
  }
  if (!std::ranges::all_of(authors, [&](const auto& one) { return owns(own, one); })) {
    return Refusal{
        "forbiddenFrom", "the message says to be from an address that is not yours", {}, {}, 0};
  }
  return std::nullopt;
}

Result<Submitter::Prepared> Submitter::prepare(store::AccountId account, const Request& request) {
  const auto refuse = [](Refusal refusal) { return Prepared(std::move(refusal)); };
  if (request.recipients.empty()) return refuse({"noRecipients", {}, {"envelope"}, {}, 0});
  if (request.recipients.size() > rules_.max_recipients) {
    return refuse({"tooManyRecipients",
                   {},
                   {},
                   {},
                   std::ssize(request.recipients) > 0
                       ? static_cast<std::int64_t>(rules_.max_recipients)
                       : 0});
  }
  const auto opened = beginning(account, request.blob);
  if (!opened.ok()) {
    if (!opened.error().is(store::Errc::not_found)) return opened.error();
    return refuse({"invalidProperties", "no such outgoing blob", {"outgoingBlobId"}, {}, 0});
  }
  const auto head = read_head(*opened);
  if (!head.ok()) return refuse({"invalidEmail", head.error().context(), {}, {}, 0});
  TRY_ASSIGN(const auto own, store_.addresses(account));
  if (auto refusal = check_sender(request, head->authors, own)) return refuse(*std::move(refusal));
  const auto send_at = send_time(request.mail_from, clock_.now(), rules_.max_delay_seconds);
  if (!send_at) {
    return refuse({"invalidProperties",
                   "HOLDFOR or HOLDUNTIL: not a time that is allowed",
                   {"envelope"},
                   {},
                   0});
  }
  RecipientParts parts = part_recipients(request.recipients, rules_.domains);
  if (!parts.invalid.empty())
    return refuse({"invalidRecipients", {}, {}, std::move(parts.invalid), 0});

  store::NewSubmission made;
  made.email = request.email;
  made.blob = request.blob;
  made.send_at = *send_at;
  const bool utf8 = head->utf8 || wire_address(request.mail_from.email).utf8;
  made.envelope = cipher_.seal_record(kEnvelopePurpose, account,
                                      encode(Envelope{request.identity, request.mail_from, utf8}));
  for (const PartRecord& part : parts.parts)
    made.parts.push_back(cipher_.seal_record(kPartPurpose, account, encode(part)));
  for (const std::string& address : parts.canonical)
    made.recipients.push_back(cipher_.recipient_hash(account, address));
  return Prepared(std::move(made));
}

Refusal Submitter::limit_refusal(const Error& error, const store::SendingLimits& limits) const {
  const std::string again = next_day(clock_.now());
  if (error.is(store::Errc::too_many_messages)) {
    return {"forbiddenToSend",
            "You can send " + std::to_string(limits.messages_per_day) +
                " messages a day (each recipient counts); again at " + again + ".",
            {},
            {},
            0};
  }
  if (error.is(store::Errc::too_many_new_recipients)) {
    return {"forbiddenToSend",
            "You can write to " + std::to_string(limits.new_recipients_per_day) +
                " new people a day; to those you have written to before at any time, to new ones"
                " again at " +
                again + ".",
            {},
            {},
            0};
  }
  if (error.is(store::Errc::not_found))
    return {"invalidProperties", "no such outgoing blob", {"outgoingBlobId"}, {}, 0};
  return {"serverFail", "nothing was changed", {}, {}, 0};
}

Result<std::vector<Submitter::Answer>> Submitter::submit(store::AccountId account,
                                                         const std::vector<Request>& requests) {
  std::vector<Answer> answers;
  std::vector<store::NewSubmission> accepted;
  std::vector<std::size_t> places;
  for (const Request& request : requests) {
    TRY_ASSIGN(Prepared prepared, prepare(account, request));
    if (auto* refusal = std::get_if<Refusal>(&prepared)) {
      answers.emplace_back(std::move(*refusal));
      continue;
    }
    places.push_back(answers.size());
    answers.emplace_back(Refusal{});
    accepted.push_back(std::get<store::NewSubmission>(std::move(prepared)));
  }
  if (accepted.empty()) return answers;
  TRY_ASSIGN(const auto most, limits(account));
  TRY_ASSIGN(const auto ids, store_.submit(account, accepted, most, clock_.now()));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    answers[places[i]] =
        ids[i].ok() ? Answer(*ids[i]) : Answer(limit_refusal(ids[i].error(), most));
  }
  return answers;
}

}  // namespace nightmail::queue
