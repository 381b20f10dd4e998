// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/framing.h"

#include <gtest/gtest.h>

#include "pgp/open/errors.h"

namespace nightmail::pgp {
namespace {

std::string verdict(const std::string& message) {
  const auto result = check_framing(as_bytes(message));
  return result.ok() ? "ok" : std::string(result.error().name());
}

const std::string kPkesk = "\xc1\x02xx";

TEST(Framing, AcceptsEveryFormOfLength) {
  EXPECT_EQ(verdict(kPkesk + "\xd2\x03xyz"), "ok");
  EXPECT_EQ(verdict(kPkesk + "\xd2\xe1xy\xe0x\x01z"), "ok");  // partial 2, partial 1, definite 1
  EXPECT_EQ(verdict(kPkesk + std::string("\xd2\xff\0\0\0\x01z", 7)), "ok");
  EXPECT_EQ(verdict(kPkesk + std::string("\xd2\xc0\0", 3) + std::string(192, 'z')), "ok");
  EXPECT_EQ(verdict("\x84\x02xx\xd2\x01z"), "ok");                 // old format PKESK
  EXPECT_EQ(verdict("\xca\x03PGP" + kPkesk + "\xd2\x01z"), "ok");  // marker first
  EXPECT_EQ(verdict(kPkesk + kPkesk + "\xd4\x01z"), "ok");
}

TEST(Framing, WrongLengthsAreDamage) {
  EXPECT_EQ(verdict(kPkesk + "\xd2\x02z"), errc_name(OpenErrc::damaged));
  EXPECT_EQ(verdict(kPkesk + "\xd2\x01zz"), errc_name(OpenErrc::damaged));
  EXPECT_EQ(verdict(kPkesk + "\xd2\xe1xy"), errc_name(OpenErrc::damaged));
  EXPECT_EQ(verdict(kPkesk + "\xd2"), errc_name(OpenErrc::damaged));
  EXPECT_EQ(verdict("\xc1\x09xx"), errc_name(OpenErrc::damaged));
}

TEST(Framing, ClearMessagesAreNotProtected) {
  for (const char* message : {"\xcb\x01z", "\xc8\x01z", "\xc9\x01z", "\xc2\x01z", "\xc4\x01z",
                              "\xc1\x02xx\xc9\x01z", "\xc1\x02xx\xcb\x01z"})
    EXPECT_EQ(verdict(message), errc_name(OpenErrc::not_protected));
}

TEST(Framing, OtherThingsAreNotOpenpgp) {
  for (const std::string& message :
       {std::string(), std::string("hello"), kPkesk, std::string("\xc6\x01z"), kPkesk + "hello"})
    EXPECT_EQ(verdict(message), errc_name(OpenErrc::not_openpgp));
}

std::string signed_verdict(const std::string& message) {
  const auto result = check_signed_framing(as_bytes(message));
  return result.ok() ? "ok" : std::string(result.error().name());
}

TEST(Framing, NewerProtectionIsUnsupported) {
  EXPECT_EQ(verdict("\xc1\x01\x06\xd2\x03\x02yz"), errc_name(OpenErrc::unsupported));
}

TEST(Framing, SignedMessageIsOnePieceOfDataAmongSignatures) {
  EXPECT_EQ(signed_verdict("\xc4\x01x\xcb\x01x\xc2\x01x"), "ok");
  EXPECT_EQ(signed_verdict("\xc2\x01x\xcb\x01x"), "ok");
  EXPECT_EQ(signed_verdict("\xc8\x01x"), "ok");
  EXPECT_EQ(signed_verdict("\xa3xyz"), "ok");  // compressed, old format, to the end
  const std::string_view wrong = errc_name(OpenErrc::not_openpgp);
  EXPECT_EQ(signed_verdict("\xcb\x01x\xcb\x01x"), wrong);
  EXPECT_EQ(signed_verdict("\xcb\x01x\xc2\x01x\xcb\x01x"), wrong);
  EXPECT_EQ(signed_verdict("\xc2\x01x"), wrong);
  EXPECT_EQ(signed_verdict("\xcb\x01x\xc6\x01x"), wrong);
  EXPECT_EQ(signed_verdict("\xcb\x02x"), errc_name(OpenErrc::damaged));
  EXPECT_EQ(signed_verdict(kPkesk + "\xd2\x01z"), errc_name(OpenErrc::is_encrypted));
}

TEST(Framing, DetachedSignaturesAreNothingElseAndNotTooMany) {
  const auto check = [](const std::string& text) {
    const auto result = check_detached_framing(as_bytes(text));
    return result.ok() ? "ok" : std::string(result.error().name());
  };
  const std::string one = "\xc2\x01x";
  std::string many;
  for (int i = 0; i < kMaxSignatures; ++i) many += one;
  EXPECT_EQ(check(one), "ok");
  EXPECT_EQ(check(many), "ok");
  EXPECT_EQ(check(many + one), errc_name(OpenErrc::too_large));
  EXPECT_EQ(check(one + "\xcb\x01x"), errc_name(OpenErrc::not_openpgp));
  EXPECT_EQ(check("\xc2\x02x"), errc_name(OpenErrc::damaged));
}

}  // namespace
}  // namespace nightmail::pgp
