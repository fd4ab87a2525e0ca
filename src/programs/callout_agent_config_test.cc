// SPDX-License-Identifier: Apache-2.0
// The agent's own file: every key is documented, and every mistake is named with its place.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/config.h"
#include "programs/callout_agent_command_line.h"

namespace callout::programs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string read_file(const std::string& name) {
  std::ifstream file(std::string(CALLOUT_SOURCE_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> problems_of(std::string_view text, const std::vector<std::string>& environment = {}) {
  std::vector<std::string> out;
  for (const auto& problem : agent::read_config("a.toml", text, environment).problems)
    out.push_back(to_string(problem));
  return out;
}

TEST(AgentConfig, ThePackagedFileNamesEveryKeyAndHoldsWithAllOfThemTakenIn) {
  std::string text = read_file("packaging/callout-agent.toml");
  std::istringstream lines(text);
  std::string taken_in;
  for (std::string line; std::getline(lines, line);) {
    const bool is_key = line.starts_with('#') && line.size() > 1 && line[1] != ' ';
    taken_in += (is_key ? line.substr(1) : line) + "\n";
  }
  EXPECT_THAT(problems_of(taken_in), ElementsAre());
  const std::string documentation = read_file("docs/operators/agent.md");
  for (const std::string& key : agent::read_config("a.toml", "", {}).keys) {
    EXPECT_THAT(taken_in, HasSubstr("\n" + key.substr(key.find('.') + 1) + " = ")) << key;
    EXPECT_THAT(documentation, HasSubstr("`" + key + "`"));
  }
}

TEST(AgentConfig, EveryMistakeIsNamedWithItsPlace) {
  EXPECT_THAT(
      problems_of(
          "[policy]\nallow_loopback = [\"127.0.0.1\"]\ndeny = [\"10.0.0.0/99\"]\nports = [\"http\"]\nalow = true\n"),
      ElementsAre(HasSubstr("a.toml:2:"), HasSubstr("a.toml:3:"), HasSubstr("a.toml:4:"), HasSubstr("a.toml:5:")));
  EXPECT_THAT(problems_of("[proxy]\nurl = \"https://proxy:1\"\n"), ElementsAre(HasSubstr("proxy.url")));
  EXPECT_THAT(problems_of("[device]\nconnections = 0\n"), ElementsAre(HasSubstr("device.connections")));
}

TEST(AgentConfig, TheEnvironmentBeatsTheFile) {
  const auto reading =
      agent::read_config("a.toml", "[policy]\nremote_access = true\n", {"CALLOUT_AGENT_POLICY_REMOTE_ACCESS=false"});
  EXPECT_TRUE(reading.problems.empty());
  EXPECT_FALSE(reading.config.policy.remote_access);
}

TEST(AgentCommandLine, AMistakeIsOneLineAndExitCodeTwo) {
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{"callout-agent"},
                                             {"callout-agent", "fly"},
                                             {"callout-agent", "enroll"},
                                             {"callout-agent", "enroll", "t"},
                                             {"callout-agent", "run", "--nope"}}) {
    const auto line = parse_agent_command_line(static_cast<int>(words.size()), words.data());
    EXPECT_EQ(line.command, AgentCommandLine::Command::kPrint);
    EXPECT_EQ(line.exit_code, 2);
    EXPECT_EQ(std::ranges::count(line.text, '\n'), 1) << line.text;
  }
}

TEST(AgentCommandLine, ReadsEachCommand) {
  const std::vector<const char*> words{"callout-agent", "enroll",  "co1.a.b", "--server",
                                       "https://c",     "--state", "/s",      "--again"};
  const auto line = parse_agent_command_line(static_cast<int>(words.size()), words.data());
  EXPECT_EQ(line.command, AgentCommandLine::Command::kEnroll);
  EXPECT_EQ(line.token, "co1.a.b");
  EXPECT_EQ(line.server, "https://c");
  EXPECT_EQ(line.state, "/s");
  EXPECT_TRUE(line.again);
}

}  // namespace
}  // namespace callout::programs
