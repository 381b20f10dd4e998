// SPDX-License-Identifier: Apache-2.0
#include "proto/tlsrpt/report.h"

#include <zlib.h>

#include <boost/json.hpp>

#include "base/assert.h"
#include "proto/mime/write/entity.h"
#include "proto/mime/write/field.h"
#include "proto/mime/write/mail.h"

namespace nightmail::tlsrpt {
namespace {

namespace json = boost::json;

json::array print_details(const std::vector<FailureDetail>& details) {
  json::array printed;
  for (const FailureDetail& one : details) {
    json::object detail{{"result-type", one.result_type}};
    if (!one.mx_host.empty()) detail["receiving-mx-hostname"] = one.mx_host;
    detail["failed-session-count"] = one.sessions;
    printed.push_back(std::move(detail));
  }
  return printed;
}

json::object print_policy(const PolicyReport& policy, const std::string& domain) {
  json::object printed{{"policy", {{"policy-type", policy.type}, {"policy-domain", domain}}},
                       {"summary",
                        {{"total-successful-session-count", policy.successes},
                         {"total-failure-session-count", policy.failures}}}};
  if (!policy.details.empty()) printed["failure-details"] = print_details(policy.details);
  return printed;
}

std::string in_words(const Report& report) {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  for (const PolicyReport& one : report.policies) {
    good += one.successes;
    bad += one.failures;
  }
  return "How TLS went between " + report.organization + " and the mail servers of " +
         report.domain + ",\nfrom " + format_utc(report.begin) + " to " + format_utc(report.end) +
         ":\n\n  sessions with TLS as it should be: " + std::to_string(good) +
         "\n  sessions that failed:              " + std::to_string(bad) +
         "\n\nThe attached file says more (RFC 8460).\n";
}

// §5.1.
std::string file_name(const Report& report) {
  const auto seconds = [](Timestamp time) { return std::to_string(time.unix_ms / 1000); };
  return report.organization + "!" + report.domain + "!" + seconds(report.begin) + "!" +
         seconds(report.end) + "!" + report.id.substr(0, report.id.find('@')) + ".json.gz";
}

mime::Entity body(const Report& report, Random& random) {
  const mime::FileEntity about{file_name(report), "application/tlsrpt+gzip", {}, false};
  mime::Entity entity = mime::multipart_entity("report",
                                               {mime::text_entity("plain", in_words(report)),
                                                mime::file_entity(about, gzip(print_json(report)))},
                                               mime::new_boundary(random));
  entity.parameters.push_back({"report-type", "tlsrpt"});
  return entity;
}

// RFC 8689 §5: what tells of broken TLS must not fail for it. RFC 3834: nobody answers to it.
mime::WrittenFields header(const Report& report, const Envelope& envelope, Random& random) {
  mime::Mail mail;
  mail.from = {.name = {}, .email = envelope.from};
  mail.to = {{.name = {}, .email = envelope.to}};
  mail.subject = "Report Domain: " + report.domain + " Submitter: " + report.organization +
                 " Report-ID: <" + report.id + ">";
  mail.date = envelope.date;
  mail.message_id = mime::new_message_id(mail.from, random);
  mime::WrittenFields fields = mime::header_fields(mail, false);
  fields.push_back(mime::token_field("TLS-Report-Domain", report.domain));
  fields.push_back(mime::token_field("TLS-Report-Submitter", report.organization));
  fields.push_back(mime::token_field("TLS-Required", "No"));
  fields.push_back(mime::token_field("Auto-Submitted", "auto-generated"));
  fields.push_back(mime::token_field("MIME-Version", "1.0"));
  return fields;
}

}  // namespace

std::string print_json(const Report& report) {
  json::array policies;
  for (const PolicyReport& one : report.policies)
    policies.push_back(print_policy(one, report.domain));
  return json::serialize(json::object{
      {"organization-name", report.organization},
      {"date-range",
       {{"start-datetime", format_utc(report.begin)}, {"end-datetime", format_utc(report.end)}}},
      {"contact-info", report.contact},
      {"report-id", report.id},
      {"policies", std::move(policies)}});
}

Bytes gzip(std::string_view text) {
  constexpr int kGzipFrame = 16;  // deflateInit2: added to the window's size
  z_stream stream{};
  NM_ASSERT(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzipFrame, 8,
                         Z_DEFAULT_STRATEGY) == Z_OK);
  Bytes out(deflateBound(&stream, text.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  NM_ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string print_mail(const Report& report, const Envelope& envelope, Random& random) {
  return mime::print_fields(header(report, envelope, random)) + body(report, random).print();
}

}  // namespace nightmail::tlsrpt
