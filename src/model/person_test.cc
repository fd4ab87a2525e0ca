// SPDX-License-Identifier: Apache-2.0
#include "model/person.h"

#include <gtest/gtest.h>

namespace callout::model {
namespace {

TEST(Person, AnInternationalPhoneNumberIsKeptAsDigits) {
  EXPECT_EQ(*phone_from("+55 (11) 98765-4321"), "+5511987654321");
  EXPECT_EQ(*phone_from(""), "");
  for (const char* bad : {"11 98765-4321", "+", "+123456", "+1234567890123456", "+0123456789", "+55x1198765432",
                          "+55\n1198765432", "5+511987654321"})
    EXPECT_FALSE(phone_from(bad)) << bad;
}

TEST(Person, ANameIsSplitAtItsFirstSpace) {
  const auto person = person_of_name("  Ana Maria  da Silva ");
  ASSERT_TRUE(person);
  EXPECT_EQ(person->first_name, "Ana");
  EXPECT_EQ(person->last_name, "Maria  da Silva");
  EXPECT_EQ(person->name(), "Ana Maria  da Silva");
  EXPECT_EQ(person_of_name("Ana")->name(), "Ana");
}

TEST(Person, BothNamesTogetherCanBeShown) {
  Person person{.first_name = "A", .last_name = {}, .phone = {}, .language = {}, .time_zone = {}, .comment = {}};
  EXPECT_FALSE(changed(person, {.first_name = std::string(150, 'a'), .last_name = std::string(150, 'b')}));
  EXPECT_EQ(changed(person, {.last_name = "B"})->name(), "A B");
}

TEST(Person, AZoneIsOneThatTheSystemKnows) {
  EXPECT_EQ(*time_zone_from("America/Sao_Paulo"), "America/Sao_Paulo");
  EXPECT_EQ(*time_zone_from(""), "");
  for (const char* bad : {"Mars/Olympus", "../etc/passwd", "america/sao_paulo x"})
    EXPECT_FALSE(time_zone_from(bad)) << bad;
}

TEST(Person, ACommentIsALine) {
  for (const char* good : {"", "a b", "caf\xC3\xA9"}) EXPECT_EQ(*comment_from(good), good);
  for (const char* bad : {"a\tb", "\x1b[1m", "a\nb", "\xff"}) EXPECT_FALSE(comment_from(bad)) << bad;
  EXPECT_FALSE(comment_from(std::string(1001, 'a')));
}

}  // namespace
}  // namespace callout::model
