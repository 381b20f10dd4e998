// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/write/protect.h"

#include "proto/mime/write/encode.h"

namespace nightmail::mime {
namespace {

Mail headers_alone(const Mail& mail) {
  Mail copy;
  copy.from = mail.from;
  copy.to = mail.to;
  copy.cc = mail.cc;
  copy.reply_to = mail.reply_to;
  copy.subject = mail.subject;
  copy.date = mail.date;
  copy.message_id = mail.message_id;
  copy.in_reply_to = mail.in_reply_to;
  copy.references = mail.references;
  return copy;
}

void drop_names(std::vector<Address>& addresses) {
  for (Address& address : addresses) address.name.clear();
}

// The policy of what an observer sees of encrypted mail: RFC 9788 §3.2.2 (hcp_shy), with the
// subject that other programs write as "...".
WrittenFields shy_fields(const Mail& mail) {
  Mail shy = headers_alone(mail);
  shy.subject = kHiddenSubject;
  shy.from.name.clear();
  for (auto* const list : {&shy.to, &shy.cc, &shy.reply_to}) drop_names(*list);
  return header_fields(shy, false);
}

void append_fields(WrittenFields& to, const WrittenFields& fields) {
  to.insert(to.end(), fields.begin(), fields.end());
}

// "HP-Outer: Subject: ...", folded as outside (RFC 9788 §2.2).
WrittenFields as_hp_outer(const WrittenFields& fields) {
  WrittenFields result;
  for (const WrittenField& field : fields) {
    result.push_back({"HP-Outer", field.name + ": " + field.value});
  }
  return result;
}

std::string start_of(const ProtectedMail& mail, const Entity& body) {
  return print_fields(mail.outer) + "MIME-Version: 1.0\r\n" + print_fields(body.header()) + "\r\n";
}

Entity leaf(std::string type, std::vector<WrittenParameter> parameters, WrittenFields fields) {
  return {std::move(type), std::move(parameters), std::move(fields), {}};
}

}  // namespace

ProtectedMail protect_headers(const Mail& mail, const ProtectOptions& options, Random& random) {
  const bool cipher = options.protection == HeaderProtection::cipher;
  ProtectedMail result;
  result.outer = cipher ? shy_fields(mail) : header_fields(mail, false);
  WrittenFields inner = header_fields(mail, false);
  if (cipher) {
    append_fields(inner, as_hp_outer(result.outer));
    append_fields(inner, options.inner_only);
  }
  append_fields(result.outer, options.outer_only);
  Entity body = mail_body(mail, random, {cipher && options.legacy_display});
  body.parameters.push_back({"hp", cipher ? "cipher" : "clear"});
  // The older mark that Thunderbird and K-9 Mail look for.
  if (cipher && options.legacy_display) body.parameters.push_back({"protected-headers", "v1"});
  result.payload = print_fields(inner) + body.print();
  return result;
}

std::string signed_message(const ProtectedMail& mail, std::string_view signature,
                           std::string_view micalg, Random& random) {
  const std::string boundary = new_boundary(random);
  const Entity whole = leaf("multipart/signed",
                            {{"boundary", boundary},
                             {"protocol", "application/pgp-signature"},
                             {"micalg", std::string(micalg)}},
                            {});
  const Entity proof = leaf("application/pgp-signature", {{"name", "signature.asc"}},
                            {{"Content-Description", "OpenPGP digital signature"}});
  std::string message = start_of(mail, whole);
  message.append("--").append(boundary).append("\r\n").append(mail.payload);
  message.append("\r\n--").append(boundary).append("\r\n").append(print_fields(proof.header()));
  message.append("\r\n").append(crlf_lines(signature));
  return message.append("\r\n--").append(boundary).append("--\r\n");
}

std::string encrypted_message(const ProtectedMail& mail, std::string_view encrypted,
                              Random& random) {
  const std::string boundary = new_boundary(random);
  const Entity whole =
      leaf("multipart/encrypted",
           {{"boundary", boundary}, {"protocol", "application/pgp-encrypted"}}, {});
  const Entity control = leaf("application/pgp-encrypted", {},
                              {{"Content-Description", "PGP/MIME version identification"}});
  const Entity data = leaf("application/octet-stream", {{"name", "encrypted.asc"}},
                           {{"Content-Description", "OpenPGP encrypted message"},
                            {"Content-Disposition", "inline; filename=encrypted.asc"}});
  std::string message = start_of(mail, whole);
  message.append("--").append(boundary).append("\r\n").append(print_fields(control.header()));
  message.append("\r\nVersion: 1\r\n\r\n--").append(boundary).append("\r\n");
  message.append(print_fields(data.header())).append("\r\n").append(crlf_lines(encrypted));
  return message.append("\r\n--").append(boundary).append("--\r\n");
}

}  // namespace nightmail::mime
