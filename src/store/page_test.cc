// SPDX-License-Identifier: Apache-2.0
#include "store/page.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace callout::store {
namespace {

TEST(Cursor, ReadsBackAsItsKey) {
  for (const PageKey& key : {PageKey{"printer", "id"}, PageKey{"", "id"}, PageKey{"bü / ro\x01", "id"}}) {
    const auto read = parse_cursor(cursor_of(key));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sort, key.sort);
    EXPECT_EQ(read->id, key.id);
  }
  EXPECT_EQ(parse_time_cursor(cursor_of({"-5", "id"}))->first, -5);
}

TEST(Cursor, WhatNoListHandedOutIsRefused) {
  const auto encoded = [](std::string_view text) { return base64url(bytes_of(text)); };
  const std::string cases[] = {"x",
                               "!!!!",
                               "AAAA=",
                               encoded("no separator"),
                               encoded(std::string_view("sort\0", 5)),
                               encoded(std::string_view("a\0b\0c", 5)),
                               std::string(10'000, 'A')};
  for (const auto& cursor : cases) {
    const auto read = parse_cursor(cursor);
    ASSERT_FALSE(read) << cursor;
    EXPECT_EQ(read.error().code, Code::kInvalid);
  }
}

TEST(Cursor, ATimeIsANumberAndNothingElse) {
  for (const char* sort : {"", "x", "1x", " 1", "99999999999999999999"})
    EXPECT_FALSE(parse_time_cursor(cursor_of({sort, "id"}))) << sort;
}

}  // namespace
}  // namespace callout::store
