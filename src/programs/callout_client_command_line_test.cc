// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_client_command_line.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::programs {
namespace {

using Command = ClientCommandLine::Command;
using testing::HasSubstr;

ClientCommandLine parse(std::vector<const char*> words) {
  words.insert(words.begin(), "callout");
  return parse_client_command_line(static_cast<int>(words.size()), words.data());
}

TEST(ClientCommandLine, EveryCommandIsRead) {
  EXPECT_EQ(parse({"login", "https://c.example", "--no-browser", "--ca", "ca.pem"}).command, Command::kLogin);
  EXPECT_FALSE(parse({"login", "--no-browser"}).browser);
  EXPECT_TRUE(parse({"login"}).browser);
  EXPECT_EQ(parse({"login", "--ca", "ca.pem"}).authorities_file, "ca.pem");
  EXPECT_TRUE(parse({"devices", "gate", "--json"}).json);
  EXPECT_TRUE(parse({"open", "Printer", "--print-url"}).print_url);
  const auto forward = parse({"forward", "PLC", "502", "1502"});
  EXPECT_EQ(forward.device_port, 502);
  EXPECT_EQ(forward.local_port, 1502);
  EXPECT_EQ(parse({"browse", "Camera", "--port", "8443"}).device_port, 8443);
  EXPECT_EQ(parse({"completion", "fish"}).command, Command::kCompletion);
}

TEST(ClientCommandLine, AMistakeIsExitCode2) {
  for (const auto& words : std::vector<std::vector<const char*>>{{},
                                                                 {"nothing"},
                                                                 {"open"},
                                                                 {"forward", "PLC"},
                                                                 {"forward", "PLC", "0"},
                                                                 {"forward", "PLC", "65536"},
                                                                 {"forward", "PLC", "http"},
                                                                 {"forward", "PLC", "1", "2", "3"},
                                                                 {"completion", "tcsh"},
                                                                 {"browse", "a", "--port", "x"}}) {
    const auto line = parse(words);
    EXPECT_EQ(line.command, Command::kPrint);
    EXPECT_EQ(line.exit_code, 2);
    EXPECT_THAT(line.text, HasSubstr("--help"));
  }
}

TEST(ClientCommandLine, HelpNamesTheExitCodes) {
  const auto help = parse({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.text, HasSubstr("6 install or device out of reach"));
}

TEST(ClientCommandLine, NoSecretIsTakenFromIt) {
  for (const char* word : {"--token", "--password", "--code"})
    EXPECT_EQ(parse({"login", word, "x"}).exit_code, 2) << word;
}

TEST(ClientCommandLine, EveryCommandAndOptionIsCompleted) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell);
    for (const char* word : {"login", "logout", "whoami", "devices", "open", "forward", "browse", "completion",
                             "no-browser", "ca", "json", "print-url", "browser", "port"}) {
      EXPECT_THAT(script, HasSubstr(word)) << shell;
    }
  }
}

}  // namespace
}  // namespace callout::programs
