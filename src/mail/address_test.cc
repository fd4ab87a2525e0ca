// SPDX-License-Identifier: Apache-2.0
#include "mail/address.h"

#include <gtest/gtest.h>

namespace callout::mail {
namespace {

TEST(MailAddress, OrdinaryOnesPass) {
  EXPECT_EQ(address_from("Ann.O'Hara+tag@Example.com").value(), "ann.o'hara+tag@example.com");
  EXPECT_EQ(address_from("a_b-c@xn--mnchen-3ya.de").value(), "a_b-c@xn--mnchen-3ya.de");
}

TEST(MailAddress, NothingEndsALineACommandOrABracket) {
  for (const std::string_view hostile :
       {"a>b@example.com", "<a@example.com>", "a@example.com\r\nBcc: b@example.com", "a\nb@example.com",
        "a b@example.com", "\"a b\"@example.com", "a@example.com,b@example.org", "a@b@example.com", "a@exam ple.com",
        "a@example.com>", "a;b@example.com", "a@[127.0.0.1]", "ä@example.com", "a@exämple.com", "@example.com", "a@",
        "a@.example.com", "a(comment)@example.com", "\"><script>@example.com"})
    EXPECT_FALSE(address_from(hostile)) << hostile;
  EXPECT_FALSE(address_from(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(address_from(std::string_view("a\0b@example.com", 15)));
}

TEST(MailAddress, ASenderHasANameOrNone) {
  const auto named = mailbox_from("Callout of Ana & Co. <callout@example.com>").value();
  EXPECT_EQ(named.name, "Callout of Ana & Co.");
  EXPECT_EQ(named.address, "callout@example.com");
  EXPECT_EQ(named.domain(), "example.com");
  EXPECT_EQ(mailbox_from("\"Callout\" <callout@example.com>").value().name, "Callout");
  EXPECT_EQ(mailbox_from("callout@example.com").value().name, "");
  EXPECT_EQ(mailbox_from("<callout@example.com>").value().name, "");
  for (const std::string_view wrong :
       {"", "Callout", "callout@example.com>", "Callout <callout>", "A\r\nB <a@b.c>", "a <b@c.d> e"})
    EXPECT_FALSE(mailbox_from(wrong)) << wrong;
}

}  // namespace
}  // namespace callout::mail
