// SPDX-License-Identifier: Apache-2.0
#include "wire/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/ascii.h"
#include "wire/hop_by_hop.h"

namespace callout::wire {
namespace {

TEST(Headers, NamesIgnoreCaseAndLinesKeepTheirOrder) {
  Headers headers;
  headers.add("WWW-Authenticate", "Digest realm=a");
  headers.add("Server", "x");
  headers.add("www-authenticate", "Basic realm=a");
  EXPECT_THAT(headers.all("WWW-AUTHENTICATE"), testing::ElementsAre("Digest realm=a", "Basic realm=a"));
  EXPECT_EQ(*headers.find("server"), "x");
  EXPECT_EQ(headers.find("serve"), nullptr);
}

TEST(Headers, SetReplacesEveryLineAtThePlaceOfTheFirst) {
  Headers headers;
  headers.add("A", "1");
  headers.add("B", "2");
  headers.add("a", "3");
  headers.set("a", "4");
  headers.set("C", "5");
  EXPECT_THAT(headers.lines(), testing::ElementsAre(Header{"A", "4"}, Header{"B", "2"}, Header{"C", "5"}));
  headers.remove("b");
  EXPECT_EQ(headers.size(), 2U);
}

TEST(Headers, TokenIsFoundInAnyLineAndPlaceOfAList) {
  Headers headers;
  headers.add("Connection", "keep-alive");
  headers.add("connection", " x ,UPGRADE\t, y");
  EXPECT_TRUE(headers.has_token("Connection", "upgrade"));
  EXPECT_FALSE(headers.has_token("Connection", "upgrad"));
  EXPECT_FALSE(headers.has_token("Connection", "keep"));
}

TEST(Ascii, ControlCharacterIsSeenAtEveryPlace) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char c : {'\0', '\x01', '\n', '\r', '\x1F', '\x7F'}) {
        std::string text(size, '\xE9');
        text[at] = c;
        EXPECT_TRUE(has_control(text)) << size << ' ' << at << ' ' << int{c};
      }
      std::string text(size, 'a');
      for (const char c : {'\t', ' ', '~', '\x80', '\xFF'}) {
        text[at] = c;
        EXPECT_FALSE(has_control(text)) << size << ' ' << at << ' ' << int{c};
      }
    }
  }
}

TEST(HopByHop, GoesWithWhatConnectionNamesButNeverTheMessagesOwnFields) {
  Headers headers;
  for (const char* name : {"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Trailer",
                           "Transfer-Encoding", "Upgrade", "X-Secret", "Content-Length", "Cookie", "Accept"}) {
    headers.add(name, "X-Secret, content-length, cookie");
  }
  remove_hop_by_hop(headers);
  std::vector<std::string> left;
  for (const Header& line : headers) left.push_back(line.name);
  EXPECT_THAT(left, testing::ElementsAre("Content-Length", "Cookie", "Accept"));
}

}  // namespace
}  // namespace callout::wire
