// SPDX-License-Identifier: Apache-2.0
#include "client/text.h"

#include <gtest/gtest.h>

namespace callout::client {
namespace {

TEST(Printable, NothingOfOthersCommandsTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\x7f\r\n"), "a?[2Jb???");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "?31m")
      << "the one-character CSI";
  EXPECT_EQ(printable("Pr\xc3\xa9"
                      "dio \xc2\xa9\n",
                      true),
            "Pr\xc3\xa9"
            "dio \xc2\xa9\n");
}

TEST(Table, ColumnsStandUnderTheirHeadings) {
  EXPECT_EQ(table({{"NAME", "ID"},
                   {"Pr\xc3\xa9"
                    "dio",
                    "a"},
                   {"x", ""}}),
            "NAME    ID\nPr\xc3\xa9"
            "dio  a\nx\n");
}

}  // namespace
}  // namespace callout::client
