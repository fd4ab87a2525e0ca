// SPDX-License-Identifier: Apache-2.0
#include "wire/media_type.h"

#include <gtest/gtest.h>

namespace callout::wire {
namespace {

TEST(MediaType, ParametersAreFoundWhateverTheirOrderCaseAndQuotes) {
  constexpr std::string_view kField = R"( form-data ; name="a;b=\"c\""; x ; Filename = "d e" ;charset=utf-8)";
  EXPECT_EQ(value_of_field(kField), "form-data");
  EXPECT_EQ(parameter_of_field(kField, "name"), R"(a;b="c")");
  EXPECT_EQ(parameter_of_field(kField, "filename"), "d e");
  EXPECT_EQ(parameter_of_field(kField, "charset"), "utf-8");
  for (const std::string_view none : {"b", "x", "c", "form-data", ""})
    EXPECT_FALSE(parameter_of_field(kField, none)) << none;
}

TEST(MediaType, BrokenFieldsEndSomewhere) {
  EXPECT_EQ(parameter_of_field("a; b=\"c", "b"), "c");
  EXPECT_EQ(parameter_of_field("a; b=\"c\\", "b"), "c\\");
  EXPECT_EQ(parameter_of_field("a;;=;b=", "b"), "");
  EXPECT_FALSE(parameter_of_field("", "b"));
}

}  // namespace
}  // namespace callout::wire
