// SPDX-License-Identifier: Apache-2.0
#include "wire/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(Percent, DecodingUndoesEncoding) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_encode("a b/~%"), "a%20b%2F~%25");
  EXPECT_EQ(percent_decode("a+b%2b"), "a+b+");
}

TEST(Percent, BadEscapesAndNulAreRefused) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"%"sv, "%1"sv, "%g0"sv, "%0g"sv, "a%"sv, "a%2"sv, "%%20"sv, "%00"sv, "a\0b"sv}) {
    EXPECT_FALSE(percent_decode(text).has_value()) << text;
    EXPECT_FALSE(Query::parse(text).has_value()) << text;
    EXPECT_FALSE(Query::parse("a=" + std::string(text)).has_value()) << text;
  }
}

TEST(Query, PairsKeepOrderAndRepeat) {
  const auto query = Query::parse("a=1&b=two+words%21&&c&a=2&=x&d=e=f");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->size(), 6U);
  EXPECT_EQ(*query->find("a"), "1");
  EXPECT_THAT(query->all("a"), testing::ElementsAre("1", "2"));
  EXPECT_EQ(*query->find("b"), "two words!");
  EXPECT_EQ(*query->find("c"), "");
  EXPECT_EQ(*query->find("d"), "e=f");
  EXPECT_EQ(query->find("e"), nullptr);
}

TEST(Query, NumberOfPairsIsBounded) {
  std::string text;
  for (std::size_t i = 0; i < Query::kMostPairs; ++i) text += "a&";
  EXPECT_TRUE(Query::parse(text).has_value());
  EXPECT_FALSE(Query::parse(text + "a").has_value());
}

TEST(Target, SplitsAtTheFirstQuestionMark) {
  EXPECT_EQ(split_target("/a?b?c").path, "/a");
  EXPECT_EQ(split_target("/a?b?c").query, "b?c");
  EXPECT_EQ(split_target("/a").query, "");
}

}  // namespace
}  // namespace callout::wire
