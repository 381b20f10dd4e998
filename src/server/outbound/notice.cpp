// SPDX-License-Identifier: Apache-2.0
#include "server/outbound/notice.h"

#include "crypto/encoding.h"
#include "server/inbox/seal_message.h"

namespace nightmail::outbound {
namespace {

// A larger message comes back without its body, whatever was asked for: the sender has a copy.
constexpr std::size_t kMostReturned = 1 << 20;

std::string trace_for(const OutboundContext& context, const std::string& id, Timestamp now) {
  return "Return-Path: <>\r\nReceived: by " + context.hostname + " id " + id + ";\r\n\t" +
         format_rfc5322(now) + "\r\n";
}

}  // namespace

std::vector<store::Delivery> make_notices(const OutboundContext& context,
                                          const queue::Envelope& envelope, Timestamp arrival,
                                          const std::vector<dsn::ReportedRecipient>& reports,
                                          ByteView message) {
  if (reports.empty() || envelope.mail_from.email.empty()) return {};
  const auto mailbox = smtp::parse_mailbox(envelope.mail_from.email);
  if (!mailbox.ok()) return {};
  const auto sender = context.recipients.find(*mailbox, 0, inbox::Room::any);
  const auto* recipient = std::get_if<inbox::LocalRecipient>(&sender);
  if (recipient == nullptr) return {};
  const Timestamp now = context.clock.now();
  dsn::Report report;
  report.reporting_mta = context.hostname;
  report.to = envelope.mail_from.email;
  report.id = crypto::hex_encode(context.random.array<12>());
  report.now = now;
  report.arrival = arrival;
  report.envelope_id = envelope.mail_from.parameter("ENVID");
  report.recipients = reports;
  report.message = message;
  report.whole_message =
      envelope.mail_from.parameter("RET") == "FULL" && message.size() <= kMostReturned;
  const PlainBytes printed = dsn::print(report);
  inbox::SealJob job(context.sealer, printed, trace_for(context, report.id, now), now);
  auto delivery = job.seal_for(*recipient);
  if (!delivery.ok()) {
    context.log.warning("outbound.notice_not_sealed", {{"account", store::raw(recipient->account)},
                                                       {"error", delivery.error().message()}});
    return {};
  }
  delivery->beyond_quota = true;
  std::vector<store::Delivery> notices;
  notices.push_back(*std::move(delivery));
  return notices;
}

}  // namespace nightmail::outbound
