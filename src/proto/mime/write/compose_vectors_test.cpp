// SPDX-License-Identifier: Apache-2.0
//
// Whole messages, byte for byte: testdata/compose/cases.json and, for each case, NAME.eml. The
// web client's tests read the same files. NIGHTMAIL_WRITE_VECTORS=1 writes them anew.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>

#include "proto/mime/message_view.h"
#include "proto/mime/summary.h"
#include "proto/mime/write/encode.h"
#include "proto/mime/write/mail.h"
#include "proto/mime/write/protect.h"
#include "support/scripted_random.h"
#include "support/testdata.h"

namespace nightmail::mime {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

std::vector<Address> addresses_of(const json::object& object, std::string_view name) {
  std::vector<Address> list;
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return list;
  for (const json::value& one : value->as_array()) {
    list.push_back({text_of(one.as_object(), "name"), text_of(one.as_object(), "email")});
  }
  return list;
}

std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
  std::vector<std::string> list;
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return list;
  for (const json::value& one : value->as_array()) list.emplace_back(one.as_string());
  return list;
}

MailFile file_of(const json::object& object) {
  return {{text_of(object, "name"), text_of(object, "type"), text_of(object, "contentId"),
           object.contains("inline")},
          to_bytes(text_of(object, "content"))};
}

Mail mail_of(const json::object& object) {
  Mail mail;
  mail.from = {text_of(object.at("from").as_object(), "name"),
               text_of(object.at("from").as_object(), "email")};
  mail.to = addresses_of(object, "to");
  mail.cc = addresses_of(object, "cc");
  mail.bcc = addresses_of(object, "bcc");
  mail.subject = text_of(object, "subject");
  mail.text = text_of(object, "text");
  mail.html = text_of(object, "html");
  mail.date = {object.at("date").as_int64()};
  mail.message_id = text_of(object, "messageId");
  mail.in_reply_to = texts_of(object, "inReplyTo");
  mail.references = texts_of(object, "references");
  if (const json::value* files = object.if_contains("files")) {
    for (const json::value& one : files->as_array()) {
      mail.files.push_back(file_of(one.as_object()));
    }
  }
  return mail;
}

// What stands in the place of cryptography, so that the form can be compared.
std::string compose(const json::object& a_case) {
  testing_support::CountingRandom random;
  const Mail mail = mail_of(a_case.at("mail").as_object());
  const std::string form = text_of(a_case, "form");
  if (form == "plain") return plain_message(mail, random, true);
  ProtectOptions options;
  options.legacy_display = a_case.contains("legacyDisplay");
  if (form == "clear") {
    options.protection = HeaderProtection::clear;
    return signed_message(protect_headers(mail, options, random), "(signature)\n", "pgp-sha512",
                          random);
  }
  const ProtectedMail parts = protect_headers(mail, options, random);
  if (form == "payload") return parts.payload;
  return encrypted_message(parts, "(encrypted)\n", random);
}

json::array cases() {
  return json::parse(testing_support::read_testdata("compose/cases.json")).as_array();
}

TEST(ComposeVectors, MessagesAreByteForByteTheSame) {
  for (const json::value& one : cases()) {
    const std::string file = "compose/" + text_of(one.as_object(), "name") + ".eml";
    const std::string message = compose(one.as_object());
    if (std::getenv("NIGHTMAIL_WRITE_VECTORS") != nullptr) {
      std::ofstream(testing_support::testdata_path(file), std::ios::binary) << message;
    }
    EXPECT_EQ(message, testing_support::read_testdata(file)) << file;
  }
}

TEST(ComposeVectors, EveryMessageIsSafeOnTheWay) {
  for (const json::value& one : cases()) {
    const std::string message = compose(one.as_object());
    EXPECT_EQ(crlf_lines(message), message);
    std::size_t start = 0;
    while (start < message.size()) {
      const std::size_t end = message.find("\r\n", start);
      EXPECT_LE(end - start, 998U);
      start = end + 2;
    }
  }
}

TEST(ComposeVectors, WhatWasWrittenIsRead) {
  for (const json::value& one : cases()) {
    const json::object& a_case = one.as_object();
    if (text_of(a_case, "form") != "plain" && text_of(a_case, "form") != "clear") continue;
    const Mail mail = mail_of(a_case.at("mail").as_object());
    const std::string message = compose(a_case);
    const Summary summary = summarize(as_bytes(message));
    EXPECT_EQ(summary.subject, mail.subject);
    EXPECT_EQ(summary.to, mail.to);
    EXPECT_EQ(summary.cc, mail.cc);
    EXPECT_EQ(summary.message_id, mail.message_id);
    EXPECT_EQ(summary.references, mail.references);
    const MessageView view = view_message(as_bytes(message));
    EXPECT_NE(view.text.find(mail.text.substr(0, mail.text.find('\n'))), std::string::npos);
    ASSERT_EQ(view.attachments.size(), mail.files.size());
    for (std::size_t i = 0; i < mail.files.size(); ++i) {
      const auto content = attachment_bytes(as_bytes(message), i);
      EXPECT_EQ(as_text(*content), as_text(mail.files[i].content));
    }
  }
}

TEST(ComposeVectors, NothingWrittenStandsOutsideOfEncryptedMail) {
  for (const json::value& one : cases()) {
    if (text_of(one.as_object(), "form") != "cipher") continue;
    const Mail mail = mail_of(one.as_object().at("mail").as_object());
    const std::string message = compose(one.as_object());
    for (const std::string& word :
         {mail.subject, mail.from.name, mail.to.front().name, mail.text}) {
      if (word.empty()) continue;
      EXPECT_EQ(message.find(word), std::string::npos) << word;
    }
    EXPECT_NE(message.find("\r\nSubject: ...\r\n"), std::string::npos);
    EXPECT_EQ(message.find("Bcc"), std::string::npos);
  }
}

}  // namespace
}  // namespace nightmail::mime
