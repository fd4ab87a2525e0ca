// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ConfigReader read(std::string_view text, std::vector<std::string> environment = {}) {
  return {"callout.toml", text, "CALLOUT", environment};
}

std::vector<std::string> lines_of(ConfigReader& reader) {
  std::vector<std::string> out;
  for (const ConfigProblem& problem : reader.finish()) out.push_back(to_string(problem));
  return out;
}

TEST(Config, ReadsEveryTypeOrItsFallback) {
  auto reader = read("[a]\ntext = 'x'\nnumber = 7\nflag = true\ntime = '30s'\nkind = 'two'\nlist = ['p', 'q']\n");
  EXPECT_EQ(reader.text("a.text", "fallback"), "x");
  EXPECT_EQ(reader.integer("a.number", 1, 0, 9), 7);
  EXPECT_TRUE(reader.boolean("a.flag", false));
  EXPECT_EQ(reader.duration("a.time", 1s, 1s, 60s), 30s);
  EXPECT_EQ(reader.choice("a.kind", {"one", "two"}, 0), 1U);
  EXPECT_THAT(reader.list("a.list", {}, 4), ElementsAre("p", "q"));
  EXPECT_EQ(reader.text("b.text", "fallback"), "fallback");
  EXPECT_EQ(reader.integer("b.number", 5, 0, 9), 5);
  EXPECT_EQ(reader.duration("b.time", 8h, 1s, 8h), 8h);
  EXPECT_THAT(lines_of(reader), IsEmpty());
}

TEST(Config, ReportsEveryMistakeWithItsPlaceInTheOrderOfTheFile) {
  auto reader = read("[server]\nlisten = 5\nthreads = 99\n\n[log]\nlevel = 'loud'\nwait = '5 seconds'\n");
  EXPECT_EQ(reader.choice("log.level", {"info", "warn"}, 0), 0U);
  EXPECT_EQ(reader.duration("log.wait", 1s, 1s, 60s), 1s);
  EXPECT_EQ(reader.integer("server.threads", 0, 0, 64), 0);
  EXPECT_EQ(reader.text("server.listen", "x"), "x");
  EXPECT_THAT(lines_of(reader),
              ElementsAre("callout.toml:2:1: server.listen: Give a text in quotes.",
                          "callout.toml:3:1: server.threads: 99 is out of bounds; give a whole number from 0 to 64.",
                          "callout.toml:6:1: log.level: \"loud\" does not do; give one of \"info\", \"warn\".",
                          "callout.toml:7:1: log.wait: \"5 seconds\" does not do; give a time from \"1s\" to \"1m\" "
                          "(units ms, s, m, h)."));
}

TEST(Config, UnknownKeysAreMistakesWithTheNearestKnownOne) {
  auto reader = read("[server]\nlisten_on = 'x'\nlisten = 'x'\nlsiten = 'x'\n[zebra]\nk = 1\n");
  reader.text("server.listen", "");
  EXPECT_THAT(lines_of(reader),
              ElementsAre("callout.toml:2:1: server.listen_on: There is no such key; did you mean server.listen?",
                          "callout.toml:4:1: server.lsiten: There is no such key; did you mean server.listen?",
                          "callout.toml:6:1: zebra.k: There is no such key; remove it."));
}

TEST(Config, SyntaxErrorNamesLineAndColumn) {
  auto reader = read("[server]\nlisten = \n");
  const auto lines = lines_of(reader);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr("callout.toml:2:"));
}

TEST(Config, EnvironmentBeatsTheFileAndIsCheckedTheSame) {
  auto reader = read("[server]\nlisten = 'file'\nthreads = 3\n",
                     {"CALLOUT_SERVER_LISTEN=env", "CALLOUT_SERVER_THREADS=many", "CALLOUT_SERVER_ALLOW=a, b",
                      "CALLOUT_LOG_FLAG=true", "HOME=/root"});
  EXPECT_EQ(reader.text("server.listen", ""), "env");
  EXPECT_EQ(reader.integer("server.threads", 1, 0, 64), 1);
  EXPECT_THAT(reader.list("server.allow", {}, 4), ElementsAre("a", "b"));
  EXPECT_TRUE(reader.boolean("log.flag", false));
  EXPECT_THAT(lines_of(reader),
              ElementsAre("CALLOUT_SERVER_THREADS: server.threads: Give a whole number from 0 to 64."));
}

TEST(Config, AMistypedVariableIsAMistake) {
  auto reader = read("", {"CALLOUT_SERVER_LISEN=x"});
  reader.text("server.listen", "");
  EXPECT_THAT(lines_of(reader),
              ElementsAre("CALLOUT_SERVER_LISEN: There is no such key; did you mean CALLOUT_SERVER_LISTEN?"));
}

TEST(Config, DurationsHoldAtTheirBounds) {
  auto reader = read("[t]\na='1s'\nb='999ms'\nc='60001ms'\nd='60s'\ne='99999999999999h'\nf=''\ng='5'\n");
  EXPECT_EQ(reader.duration("t.a", 5s, 1s, 60s), 1s);
  EXPECT_EQ(reader.duration("t.b", 5s, 1s, 60s), 5s);
  EXPECT_EQ(reader.duration("t.c", 5s, 1s, 60s), 5s);
  EXPECT_EQ(reader.duration("t.d", 5s, 1s, 60s), 60s);
  EXPECT_EQ(reader.duration("t.e", 5s, 1s, 60s), 5s);
  EXPECT_EQ(reader.duration("t.f", 5s, 1s, 60s), 5s);
  EXPECT_EQ(reader.duration("t.g", 5s, 1s, 60s), 5s);
  EXPECT_EQ(lines_of(reader).size(), 5U);
}

TEST(Config, ListsTakeOnlyTextsAndAreBounded) {
  auto reader = read("[l]\na = ['x', 1]\nb = ['1','2','3']\nc = []\n");
  EXPECT_THAT(reader.list("l.a", {"f"}, 2), ElementsAre("f"));
  EXPECT_THAT(reader.list("l.b", {"f"}, 2), ElementsAre("f"));
  EXPECT_THAT(reader.list("l.c", {"f"}, 2), IsEmpty());
  EXPECT_EQ(lines_of(reader).size(), 2U);
}

TEST(Config, AFileTooLargeIsRefusedUnread) {
  auto reader = read(std::string(kConfigFileMost + 1, '#'));
  EXPECT_EQ(lines_of(reader).size(), 1U);
}

}  // namespace
}  // namespace callout
