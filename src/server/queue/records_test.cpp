// SPDX-License-Identifier: Apache-2.0
#include "server/queue/records.h"

#include <gtest/gtest.h>

namespace nightmail::queue {
namespace {

Envelope an_envelope() {
  return {"i0123", {"anna@a.test", {{"RET", "HDRS"}, {"REQUIRETLS", {}}}}, true};
}

PartRecord a_part() {
  return {false,
          "b.test",
          {{{"bert@b.test", {{"NOTIFY", "NEVER"}}},
            Recipient::State::failed,
            "550 5.1.1 No",
            "mx.b.test",
            true},
           {{"\"odd one\"@b.test", {}}, Recipient::State::waiting, "", "", false}}};
}

TEST(Records, ComeBackAsTheyWere) {
  EXPECT_EQ(*decode_envelope(encode(an_envelope())), an_envelope());
  EXPECT_EQ(*decode_part(encode(a_part())), a_part());
}

TEST(Records, AnythingElseIsNoRecord) {
  const PlainBytes envelope = encode(an_envelope());
  const PlainBytes part = encode(a_part());
  for (std::size_t size = 0; size < envelope.size(); ++size)
    EXPECT_FALSE(decode_envelope(ByteView(envelope).first(size)).ok()) << size;
  for (std::size_t size = 0; size < part.size(); ++size)
    EXPECT_FALSE(decode_part(ByteView(part).first(size)).ok()) << size;
  PlainBytes longer = part;
  longer.push_back(0);
  EXPECT_FALSE(decode_part(longer).ok());
  PlainBytes newer = envelope;
  newer.front() = 9;
  EXPECT_FALSE(decode_envelope(newer).ok());
}

TEST(Records, ParametersAreFoundByName) {
  const Envelope envelope = an_envelope();
  EXPECT_EQ(envelope.mail_from.parameter("RET"), "HDRS");
  EXPECT_TRUE(envelope.mail_from.has("REQUIRETLS"));
  EXPECT_EQ(envelope.mail_from.parameter("REQUIRETLS"), "");
  EXPECT_FALSE(envelope.mail_from.has("ENVID"));
}

}  // namespace
}  // namespace nightmail::queue
