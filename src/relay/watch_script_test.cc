// SPDX-License-Identifier: Apache-2.0
#include "relay/watch_script.h"

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

bool may_carry(std::string_view type, std::string_view name = "X-Any", std::string_view value = "1", int status = 200) {
  wire::ResponseHead head;
  head.status = status;
  head.headers.add("Content-Type", std::string(type));
  head.headers.add(std::string(name), std::string(value));
  return may_carry_watch_tag(head);
}

TEST(WatchTag, StandsAtTheEndOfAWholePage) {
  EXPECT_TRUE(may_carry("text/html"));
  EXPECT_TRUE(may_carry("Text/HTML; charset=iso-8859-1"));
  EXPECT_TRUE(may_carry("text/html", "Content-Encoding", "identity"));
  EXPECT_FALSE(may_carry("text/plain"));
  EXPECT_FALSE(may_carry("text/html", "X-Any", "1", 404));
  EXPECT_FALSE(may_carry("text/html", "Content-Range", "bytes 0-1/9"));
  EXPECT_FALSE(may_carry("text/html", "Content-Disposition", "attachment"));
}

TEST(WatchTag, IsNotAppendedToPackedBytes) {
  EXPECT_FALSE(may_carry("text/html", "Content-Encoding", "gzip"));
}

TEST(WatchTag, IsNotAppendedToAPageWhoseLettersAreWide) {
  for (const char* charset : {"UTF-16", "utf-16le", "utf-16be", "UTF16", "unicode", "ucs-2", "utf-32"})
    EXPECT_FALSE(may_carry(std::string("text/html; charset=") + charset)) << charset;
}

}  // namespace
}  // namespace callout::relay
