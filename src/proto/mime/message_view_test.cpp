// SPDX-License-Identifier: Apache-2.0
#include "proto/mime/message_view.h"

#include <gtest/gtest.h>

#include "proto/mime/errors.h"
#include "proto/mime/flowed.h"
#include "proto/mime/html_text.h"
#include "proto/mime/transfer.h"
#include "support/testdata.h"

namespace nightmail::mime {
namespace {

MessageView view_of(const std::string& name) {
  return view_message(as_bytes(testing_support::read_testdata("mail/" + name + ".eml")));
}

TEST(MessageView, ShowsTextHeadersAndAttachments) {
  const MessageView view = view_of("mixed_attachments");
  EXPECT_EQ(view.header("subject"), "Papers");
  EXPECT_EQ(view.headers.front().name, "From");
  EXPECT_EQ(view.text, "Papers attached.\n");
  ASSERT_EQ(view.attachments.size(), 4u);
  EXPECT_EQ(view.attachments[2].name, "passwd");
}

TEST(MessageView, PrefersPlainText) {
  EXPECT_EQ(view_of("alternative").text, "The plain words.\n");
  EXPECT_FALSE(view_of("alternative").text_is_from_html);
  EXPECT_TRUE(view_of("html_only").text_is_from_html);
}

TEST(MessageView, ShowsAttachedMessages) {
  const MessageView view = view_of("nested_message");
  EXPECT_NE(view.text.find("Subject: \xC3\x84lter\n"), std::string::npos);
  EXPECT_NE(view.text.find("Inner text.\n"), std::string::npos);
  ASSERT_EQ(view.attachments.size(), 1u);
}

TEST(MessageView, AttachmentBytesAreDecoded) {
  const std::string mail = testing_support::read_testdata("mail/related.eml");
  const auto bytes = attachment_bytes(as_bytes(mail), 0);
  ASSERT_TRUE(bytes.ok());
  ASSERT_EQ(bytes->size(), 512u);
  EXPECT_EQ((*bytes)[255], 255);
  EXPECT_TRUE(attachment_bytes(as_bytes(mail), 1).error().is(Errc::no_such_attachment));
}

TEST(MessageView, FileNamesAreNeverHiddenOrOptions) {
  const std::string mail =
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
      "--x\r\nContent-Type: a/b; name=.bashrc\r\n\r\n1\r\n"
      "--x\r\nContent-Type: a/b; name=-rf\r\n\r\n2\r\n"
      "--x\r\nContent-Type: image/png\r\n\r\n3\r\n--x--\r\n";
  const MessageView view = view_message(as_bytes(mail));
  ASSERT_EQ(view.attachments.size(), 3u);
  EXPECT_EQ(view.attachments[0].name, "_bashrc");
  EXPECT_EQ(view.attachments[1].name, "_rf");
  EXPECT_EQ(view.attachments[2].name, "attachment-3.png");
}

TEST(MessageView, NestedMessagesHaveAnEnd) {
  std::string mail;
  for (int i = 0; i < 2000; ++i) mail += "Content-Type: message/rfc822\r\n\r\n";
  const MessageView view = view_message(as_bytes(mail + "Subject: deep\r\n\r\nx"));
  EXPECT_TRUE(view.truncated);
}

TEST(MessageView, TextIsBounded) {
  ViewLimits limits;
  limits.text_octets = 100;
  const std::string mail = "\r\n" + std::string(1000, 'x');
  const MessageView view = view_message(as_bytes(mail), limits);
  EXPECT_LE(view.text.size(), 101u);
  EXPECT_TRUE(view.truncated);
}

TEST(HtmlText, RendersRoughlyWhatAReaderSees) {
  EXPECT_EQ(html_to_text("<p>a<br>b</p><p>c</p>"), "a\nb\n\nc\n");
  EXPECT_EQ(html_to_text("<ul><li>a<li>b</ul>"), "* a\n* b\n");
  EXPECT_EQ(html_to_text("<a href='https://x.org/?a&amp;b'>t</a>"), "t <https://x.org/?a&b>\n");
  EXPECT_EQ(html_to_text("<a href=https://x.org>https://x.org</a>"), "https://x.org\n");
  EXPECT_EQ(html_to_text("<table><tr><td>a<td>b</tr><tr><td>c</table>"), "a b\nc\n");
  EXPECT_EQ(html_to_text("<blockquote>a<blockquote>b</blockquote></blockquote>c"),
            "> a\n>> b\nc\n");
  EXPECT_EQ(html_to_text("<pre>a\n  b</pre>"), "a\n  b\n");
  EXPECT_EQ(html_to_text("1 < 2 &amp;&amp; x<y&nosuch;"), "1 < 2 && x\n");
}

TEST(HtmlText, DropsWhatIsNoText) {
  EXPECT_EQ(html_to_text("<head><title>t</title></head>a<script>if (x < '</p>') {}</script>b"),
            "ab\n");
  EXPECT_EQ(html_to_text("a<!-- x > y -->b<style>c</style>"), "ab\n");
  EXPECT_EQ(html_to_text("a<a href='javascript:x()'>b</a>"), "ab\n");
  EXPECT_EQ(html_to_text("<img src=x alt='Logo'>"), "Logo\n");
}

TEST(HtmlText, UnclosedTagsHideNothingForLong) {
  EXPECT_EQ(html_to_text("a<svg>b"), "ab\n");
  EXPECT_EQ(html_to_text("a<p title=\"x>b"), "a\n\nb\n");
}

TEST(Flowed, JoinsParagraphs) {
  EXPECT_EQ(unfold_flowed("a \r\nb\r\n> c \r\n> d\r\n-- \r\ne\r\n", false), "a b\n> c d\n-- \ne\n");
  EXPECT_EQ(unfold_flowed("a \r\nb\r\n", true), "ab\n");
  EXPECT_EQ(unfold_flowed("> a \n>> b\n  c\n", false), "> a \n>> b\n c\n");
}

TEST(Transfer, DecodesLeniently) {
  EXPECT_EQ(decode("SGV\r\nsbG8h", Encoding::base64), "Hello!");
  EXPECT_EQ(decode("SGk=SGk=", Encoding::base64), "HiHi");
  EXPECT_EQ(decode("a=3D=\r\nb =\nc=ZZ=", Encoding::quoted_printable), "a=b c=ZZ");
  EXPECT_EQ(decode("a  \r\nb", Encoding::quoted_printable), "a\r\nb");
  EXPECT_EQ(decode("begin 644 x\n#:&D*\n`\nend\n", Encoding::uuencode), "hi\n");
}

TEST(Transfer, SizeIsKnownWithoutDecoding) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::string(76, 'A') + "\r\n";
  EXPECT_EQ(decoded_size(text + "QUI=\r\n", Encoding::base64),
            decode(text + "QUI=\r\n", Encoding::base64).size());
  EXPECT_EQ(decoded_size("", Encoding::base64), 0u);
}

}  // namespace
}  // namespace nightmail::mime
