// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/arguments.h"

#include <gtest/gtest.h>

#include <array>

#include "apps/nightmail/sop/errors.h"

namespace nightmail::sop {
namespace {

constexpr std::array<std::string_view, 3> kOptions = {"--no-armor", "--as=", "--with="};

Result<Arguments> parse(const std::vector<std::string>& args) {
  return Arguments::parse(args, kOptions);
}

TEST(Arguments, OptionsInBothForms) {
  const auto args = parse({"--as=text", "a", "--with", "x", "--with=y=z", "--no-armor", "b"});
  ASSERT_TRUE(args.ok());
  EXPECT_EQ(args->last("--as"), "text");
  EXPECT_EQ(args->all("--with"), (std::vector<std::string>{"x", "y=z"}));
  EXPECT_EQ(args->positional(), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(args->armor());
  EXPECT_EQ(args->last("--other", "none"), "none");
}

TEST(Arguments, NothingBehindTheDashesIsAnOption) {
  const auto args = parse({"--", "--as=text", "-"});
  ASSERT_TRUE(args.ok());
  EXPECT_FALSE(args->has("--as"));
  EXPECT_TRUE(args->armor());
  EXPECT_EQ(args->positional(), (std::vector<std::string>{"--as=text", "-"}));
}

TEST(Arguments, WhatIsWrong) {
  EXPECT_TRUE(parse({"--nothing"}).error().is(SopErrc::unsupported_option));
  EXPECT_TRUE(parse({"-x"}).error().is(SopErrc::unsupported_option));
  EXPECT_TRUE(parse({"--no-armor=yes"}).error().is(SopErrc::unsupported_option));
  EXPECT_TRUE(parse({"a", "--as"}).error().is(SopErrc::missing_arg));
}

}  // namespace
}  // namespace nightmail::sop
