// SPDX-License-Identifier: Apache-2.0

#include "store/address.h"

#include <gtest/gtest.h>

#include "store/errors.h"

namespace nightmail::store {
namespace {

std::string canonical(std::string_view address) {
  auto result = canonical_address(address);
  return result.ok() ? *result : std::string(result.error().name());
}

TEST(Address, TakesCaseAndFinalDotAway) {
  EXPECT_EQ(canonical("Anna@Nightmail.TEST."), "anna@nightmail.test");
  EXPECT_EQ(canonical("anna+Lists@a.test"), "anna+lists@a.test");
}

TEST(Address, DomainBecomesALabels) {
  EXPECT_EQ(canonical("a@BÜCHER.example"), "a@xn--bcher-kva.example");
  EXPECT_EQ(canonical("a@bu\u0308cher.example"), "a@xn--bcher-kva.example");
  EXPECT_EQ(canonical("a@[IPv6:::1]"), "a@[ipv6:::1]");
}

TEST(Address, QuotedAndPlainFormsAreTheSame) {
  EXPECT_EQ(canonical("\"anna\"@a.test"), "anna@a.test");
  EXPECT_EQ(canonical("\"an\\na\"@a.test"), "anna@a.test");
  EXPECT_EQ(canonical("\"a@b\"@a.test"), "a@b@a.test");
  EXPECT_EQ(local_part("a@b@a.test"), "a@b");
  EXPECT_EQ(domain_part("a@b@a.test"), "a.test");
}

TEST(Address, ComposedAndDecomposedLocalPartsAreTheSame) {
  EXPECT_EQ(canonical("ju\u0308rgen@a.test"), canonical("jürgen@a.test"));
}

TEST(Address, RefusesWhatIsNone) {
  for (const std::string_view bad :
       {"", "@", "anna", "@a.test", "anna@", "anna@-a.test", "anna@a..test", "anna@a test",
        "an\rna@a.test", "\"anna@a.test", "\"anna\\\"@a.test", "\xff@a.test", "a@\xff.test"}) {
    EXPECT_EQ(canonical(bad), "store.bad_address") << bad;
  }
  EXPECT_EQ(canonical(std::string(65, 'a') + "@a.test"), "store.bad_address");
  EXPECT_EQ(canonical("a@" + std::string(300, 'a')), "store.bad_address");
  EXPECT_EQ(canonical("a@" + std::string(64, 'a') + ".test"), "store.bad_address");
}

TEST(Address, PlusSuffixGoes) {
  EXPECT_EQ(without_plus_suffix("anna+lists@a.test"), "anna@a.test");
  EXPECT_EQ(without_plus_suffix("anna@a+b.test"), "anna@a+b.test");
  EXPECT_EQ(without_plus_suffix("+anna@a.test"), "+anna@a.test");
  EXPECT_EQ(without_plus_suffix("anna"), "anna");
}

}  // namespace
}  // namespace nightmail::store
