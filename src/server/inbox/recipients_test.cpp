// SPDX-License-Identifier: Apache-2.0
#include "server/inbox/recipients.h"

#include "server/inbox/fixture_test.h"

namespace nightmail::inbox {
namespace {

class Recipients : public testing::Test {
 protected:
  Recipients() : sealer_(users_.random, users_.clock) {
    rules_.domains = {"Nightmail.Test", "second.test"};
  }

  std::variant<LocalRecipient, smtp::Reply> find(const std::string& local,
                                                 const std::string& domain = "nightmail.test",
                                                 std::uint64_t octets = 0) {
    auto directory = RecipientDirectory::make(rules_, *users_.store, sealer_, users_.log);
    smtp::Mailbox mailbox;
    mailbox.local = local;
    mailbox.domain = domain;
    return directory->find(mailbox, octets);
  }
  // Whose mail it is; none: refused.
  std::optional<store::AccountId> owner(const std::string& local,
                                        const std::string& domain = "nightmail.test") {
    const auto found = find(local, domain);
    const auto* one = std::get_if<LocalRecipient>(&found);
    return one != nullptr ? std::optional(one->account) : std::nullopt;
  }
  std::string delivered_to(const std::string& local) {
    return std::get<LocalRecipient>(find(local)).delivered_to;
  }
  // "550 5.1.1"; "250" if it is accepted.
  static std::string verdict(const std::variant<LocalRecipient, smtp::Reply>& found) {
    const auto* reply = std::get_if<smtp::Reply>(&found);
    if (reply == nullptr) return "250";
    const auto& status = reply->status;
    return std::to_string(reply->code) + " " + std::to_string(status.status_class) + "." +
           std::to_string(status.subject) + "." + std::to_string(status.detail);
  }

  StoreWithUsers users_;
  RecipientRules rules_;
  pgp::Sealer sealer_;
};

TEST_F(Recipients, AreFoundWhateverTheCase) {
  const User anna = users_.add("anna@nightmail.test");
  EXPECT_EQ(owner("ANNA", "NightMail.TEST"), anna.account);
  EXPECT_EQ(delivered_to("AnNa"), "anna@nightmail.test");
}

TEST_F(Recipients, PlusSuffixIsKeptButDoesNotDecide) {
  const User anna = users_.add("anna@nightmail.test");
  EXPECT_EQ(owner("anna+lists"), anna.account);
  EXPECT_EQ(delivered_to("anna+Lists"), "anna+lists@nightmail.test");
  // An address of its own is stronger than the suffix.
  const User other = users_.add("anna+own@nightmail.test");
  EXPECT_EQ(owner("anna+own"), other.account);
}

TEST_F(Recipients, UnknownOnesAndOtherDomainsAreRefused) {
  users_.add("anna@nightmail.test");
  EXPECT_EQ(verdict(find("nobody")), "550 5.1.1");
  EXPECT_EQ(verdict(find("anna", "second.test")), "550 5.1.1");
  EXPECT_EQ(verdict(find("anna", "elsewhere.test")), "550 5.7.1");
  EXPECT_EQ(verdict(find("postmaster", "elsewhere.test")), "550 5.7.1");
}

TEST_F(Recipients, PostmasterReachesTheOldestAccount) {
  EXPECT_EQ(verdict(find("postmaster")), "450 4.2.1") << "nobody has signed up";
  EXPECT_EQ(users_.log.warnings("inbox.no_postmaster"), 1);
  const User anna = users_.add("anna@nightmail.test");
  users_.add("ben@nightmail.test");
  EXPECT_EQ(owner("PostMaster"), anna.account);
  EXPECT_EQ(owner("abuse", "second.test"), anna.account);
  EXPECT_EQ(owner("postmaster", ""), anna.account) << "RFC 5321 section 4.5.1: no domain";
}

TEST_F(Recipients, PostmasterCanBeChosenAndSignedUp) {
  users_.add("anna@nightmail.test");
  const User ben = users_.add("ben@nightmail.test");
  rules_.postmaster = "Ben@nightmail.test";
  EXPECT_EQ(owner("abuse"), ben.account);
  const User own = users_.add("abuse@nightmail.test");
  EXPECT_EQ(owner("abuse"), own.account);
  rules_.postmaster = "gone@nightmail.test";
  EXPECT_TRUE(owner("postmaster").has_value());
  EXPECT_EQ(users_.log.warnings("inbox.postmaster_unknown"), 1);
}

TEST_F(Recipients, WhoseKeyCannotBeUsedIsToldToWait) {
  users_.add("broken@nightmail.test", as_bytes("not a certificate"));
  users_.add("empty@nightmail.test", ByteView());
  for (const char* name : {"expired", "expired-subkey", "revoked", "sign-only"}) {
    const std::string file = std::string("certificates/") + name + ".asc";
    users_.add(std::string(name) + "@nightmail.test",
               as_bytes(testing_support::read_testdata(file)));
  }
  int refused = 0;
  for (const char* name :
       {"broken", "empty", "expired", "expired-subkey", "revoked", "sign-only"}) {
    EXPECT_EQ(verdict(find(name)), "450 4.2.1") << name;
    EXPECT_EQ(users_.log.warnings("inbox.key_unusable"), ++refused) << name;
  }
  EXPECT_EQ(users_.log.text().find("@nightmail.test"), std::string::npos) << users_.log.text();
}

TEST_F(Recipients, FullMailboxIsRefusedBeforeTheMailComes) {
  const User anna = users_.add("anna@nightmail.test");
  ASSERT_TRUE(users_.store->set_quota(anna.account, 1000).ok());
  EXPECT_EQ(verdict(find("anna")), "250");
  EXPECT_EQ(verdict(find("anna", "nightmail.test", 1000)), "250");
  EXPECT_EQ(verdict(find("anna", "nightmail.test", 1001)), "452 4.2.2");
}

}  // namespace
}  // namespace nightmail::inbox
