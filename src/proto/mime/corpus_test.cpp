// SPDX-License-Identifier: Apache-2.0
//
// The mails of testdata/mail/ and what must be read from them. The same files serve the web client.

#include <gmime/gmime.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "proto/mime/message_view.h"
#include "proto/mime/summary_json.h"
#include "proto/mime/text.h"
#include "support/testdata.h"

namespace nightmail::mime {
namespace {

using testing_support::read_testdata;

std::vector<std::string> corpus() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(testing_support::testdata_path("mail")))
    if (entry.path().extension() == ".eml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(MailCorpus, SummariesAreAsWritten) {
  ASSERT_GE(corpus().size(), 30u);
  for (const std::string& name : corpus()) {
    const std::string mail = read_testdata("mail/" + name + ".eml");
    const std::string expected = read_testdata("mail/" + name + ".json");
    EXPECT_EQ(as_text(to_json(summarize(as_bytes(mail)))), trim(expected)) << name;
  }
}

TEST(MailCorpus, BareLineFeedsReadTheSame) {
  for (const std::string& name : corpus()) {
    const std::string mail = read_testdata("mail/" + name + ".eml");
    std::string bare = mail;
    std::erase(bare, '\r');
    Summary a = summarize(as_bytes(mail));
    Summary b = summarize(as_bytes(bare));
    for (auto* s : {&a, &b})
      for (auto& attachment : s->attachments) attachment.size = 0;
    EXPECT_EQ(a, b) << name;
  }
}

TEST(MailCorpus, EveryPrefixIsRead) {
  for (const std::string& name : corpus()) {
    const std::string mail = read_testdata("mail/" + name + ".eml");
    for (std::size_t n = 0; n < mail.size(); n += 7) {
      const ByteView prefix = as_bytes(std::string_view(mail).substr(0, n));
      ASSERT_TRUE(from_json(to_json(summarize(prefix))).ok()) << name << " " << n;
      ASSERT_TRUE(is_utf8(view_message(prefix).text)) << name << " " << n;
    }
  }
}

TEST(MailCorpus, ViewNamesTheSameAttachments) {
  for (const std::string& name : corpus()) {
    const std::string mail = read_testdata("mail/" + name + ".eml");
    const Summary summary = summarize(as_bytes(mail));
    const MessageView view = view_message(as_bytes(mail));
    ASSERT_EQ(view.attachments.size(), summary.attachments.size()) << name;
    for (std::size_t i = 0; i < view.attachments.size(); ++i) {
      const auto bytes = attachment_bytes(as_bytes(mail), i);
      ASSERT_TRUE(bytes.ok()) << name;
      const auto told = static_cast<double>(view.attachments[i].size);
      EXPECT_NEAR(told, static_cast<double>(bytes->size()), 24) << name;
    }
  }
}

// ---- a second opinion: GMime reads well-formed mails as we do ----

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

std::unique_ptr<GMimeMessage, Unref> gmime_read(const std::string& mail) {
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(mail.data(), mail.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  g_object_unref(stream);
  std::unique_ptr<GMimeMessage, Unref> message(g_mime_parser_construct_message(parser, nullptr));
  g_object_unref(parser);
  return message;
}

std::vector<Address> gmime_addresses(InternetAddressList* list) {
  std::vector<Address> result;
  for (int i = 0; i < internet_address_list_length(list); ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    const char* name = internet_address_get_name(address);
    const char* email = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
    result.push_back({name == nullptr ? "" : name, email});
  }
  return result;
}

TEST(MailCorpus, GMimeAgreesOnHeaders) {
  g_mime_init();
  for (const std::string name :
       {"plain_7bit", "utf8_8bit", "smtputf8", "alternative", "mixed_attachments", "html_only",
        "charset_gb18030", "quoted_printable", "smime_signed", "winmail_dat"}) {
    const std::string mail = read_testdata("mail/" + name + ".eml");
    const Summary ours = summarize(as_bytes(mail));
    const auto theirs = gmime_read(mail);
    ASSERT_NE(theirs, nullptr) << name;
    EXPECT_EQ(ours.subject, g_mime_message_get_subject(theirs.get())) << name;
    EXPECT_EQ(ours.message_id, g_mime_message_get_message_id(theirs.get())) << name;
    EXPECT_EQ(ours.from, gmime_addresses(g_mime_message_get_from(theirs.get()))) << name;
    EXPECT_EQ(ours.to, gmime_addresses(g_mime_message_get_to(theirs.get()))) << name;
    GDateTime* date = g_mime_message_get_date(theirs.get());
    ASSERT_TRUE(date != nullptr && ours.sent_at) << name;
    EXPECT_EQ(ours.sent_at->unix_seconds, g_date_time_to_unix(date)) << name;
  }
  g_mime_shutdown();
}

}  // namespace
}  // namespace nightmail::mime
