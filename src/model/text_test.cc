// SPDX-License-Identifier: Apache-2.0
#include "model/text.h"

#include <gtest/gtest.h>

namespace callout::model {
namespace {

TEST(Text, NameIsTrimmedAndKept) {
  EXPECT_EQ(name_from("  Büro 3  ", "The name").value(), "Büro 3");
  EXPECT_EQ(name_from(std::string(200, 'x'), "The name").value().size(), 200u);
}

TEST(Text, NameRefusesWhatCannotBeShown) {
  const std::string cases[] = {"",
                               "   ",
                               std::string(201, 'x'),
                               "a\nb",
                               "a\x7f",
                               "\xc2\x85",
                               "\xff",
                               "\xc0\x80",
                               "\xed\xa0\x80",
                               "\xf4\x90\x80\x80",
                               "\xe2\x82",
                               std::string("a\0b", 3)};
  for (const auto& text : cases) {
    const auto name = name_from(text, "The name");
    ASSERT_FALSE(name) << text;
    EXPECT_EQ(name.error().code, Code::kInvalid);
  }
}

TEST(Text, NameCountsCharactersNotBytes) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "ü";
  EXPECT_TRUE(name_from(name, "The name"));
  EXPECT_FALSE(name_from(name + "ü", "The name"));
}

TEST(Text, EmailIsLowerCase) {
  EXPECT_EQ(email_from("Ann@Example.COM").value(), "ann@example.com");
}

TEST(Text, EmailRefusesOddForms) {
  for (const char* text : {"", "ann", "@example.com", "ann@", "a@b@c", "ann @example.com", "ann@.com", "ann@com.",
                           "ann@ex ample", "ann\n@example.com"}) {
    EXPECT_FALSE(email_from(text)) << text;
  }
}

TEST(Text, AddressIsCanonical) {
  EXPECT_EQ(address_from("192.168.1.20").value(), "192.168.1.20");
  EXPECT_EQ(address_from("FD00:0:0:0:0:0:0:20").value(), "fd00::20");
}

TEST(Text, AddressRefusesOddNotations) {
  for (const char* text :
       {"", "host", "192.168.1", "0x7f.0.0.1", "010.0.0.1", "2130706433", "192.168.1.20:80", "::ffff:10.0.0.1",
        "::ffff:a00:1", "::10.0.0.1", "fe80::1%eth0", "[fd00::20]", " 10.0.0.1", "10.0.0.1 "}) {
    EXPECT_FALSE(address_from(text)) << text;
  }
  EXPECT_FALSE(address_from(std::string_view("10.0.0.1\0", 9)));
}

TEST(Text, MacIsLowerCaseWithColons) {
  EXPECT_EQ(mac_from("00-11-22-AA-BB-CC").value(), "00:11:22:aa:bb:cc");
  for (const char* text : {"", "00:11:22:aa:bb", "00:11:22:aa:bb:cg", "001122aabbcc", "00:11:22:aa:bb:cc:"})
    EXPECT_FALSE(mac_from(text)) << text;
}

TEST(Text, CleanTextDropsWhatIsNotTextAndCutsAtACharacter) {
  EXPECT_EQ(clean_text("a\x01\xff\x1b[31m"), "a[31m");
  EXPECT_EQ(clean_text("aüü", 4), "aü");
  EXPECT_EQ(clean_text(std::string(500, 'x')).size(), 200u);
}

}  // namespace
}  // namespace callout::model
