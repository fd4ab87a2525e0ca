// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_commands.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::programs {
namespace {

using testing::HasSubstr;

CommandLine parse(std::vector<const char*> words) {
  words.insert(words.begin(), "calloutd");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST(CommandLine, ReadsEachCommand) {
  const auto served = parse({"serve", "--config", "f.toml", "--check"});
  EXPECT_EQ(served.config, "f.toml");
  EXPECT_TRUE(std::get<ServeCommand>(served.command).check);
  EXPECT_FALSE(std::get<ServeCommand>(parse({"serve"}).command).check);

  const auto created =
      parse({"admin", "create", "--email", "a@b.c", "--name", "A", "--team", "T", "--password-file", "-"});
  const auto& create = std::get<AdminCreateCommand>(created.command);
  EXPECT_EQ(create.email, "a@b.c");
  EXPECT_EQ(create.name, "A");
  EXPECT_EQ(create.team, "T");
  EXPECT_EQ(create.password_file, "-");

  const auto mailed = parse({"mail", "test", "--to", "a@b.c"});
  const auto& mail = std::get<MailTestCommand>(mailed.command);
  EXPECT_EQ(mail.to, "a@b.c");
  EXPECT_EQ(mail.language, "en");

  EXPECT_TRUE(std::holds_alternative<TeamListCommand>(parse({"team", "list"}).command));
  const auto limited = std::get<TeamLimitCommand>(parse({"team", "limit", "--team", "t1", "12"}).command);
  EXPECT_EQ(limited.team, "t1");
  EXPECT_EQ(limited.limit, 12);
  EXPECT_FALSE(std::get<TeamLimitCommand>(parse({"team", "limit", "none", "--team", "t1"}).command).limit);

  EXPECT_EQ(std::get<BackupCommand>(parse({"backup", "copy.db"}).command).to, "copy.db");
  EXPECT_EQ(std::get<BackupCommand>(parse({"backup", "--to", "copy.db"}).command).to, "copy.db");
  EXPECT_EQ(std::get<RestoreCommand>(parse({"restore", "copy.db"}).command).from, "copy.db");
  EXPECT_EQ(std::get<RestoreCommand>(parse({"restore", "--config", "f.toml", "--from", "copy.db"}).command).from,
            "copy.db");
  const auto verified = parse({"audit", "verify", "--config", "f.toml", "--team", "t1", "--against", "x.jsonl"});
  EXPECT_EQ(verified.config, "f.toml");
  EXPECT_EQ(std::get<AuditVerifyCommand>(verified.command).team, "t1");
  EXPECT_EQ(std::get<AuditVerifyCommand>(verified.command).against, "x.jsonl");
  EXPECT_EQ(std::get<AuditRestartCommand>(parse({"audit", "restart", "--reason", "restored"}).command).reason,
            "restored");
  EXPECT_TRUE(std::holds_alternative<RoutesCommand>(parse({"routes"}).command));
}

TEST(CommandLine, HelpAndVersionArePrinted) {
  const auto version = std::get<PrintCommand>(parse({"--version"}).command);
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.text, testing::MatchesRegex("calloutd [0-9.]+\n"));
  const auto help = std::get<PrintCommand>(parse({"--help"}).command);
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.text, HasSubstr("serve"));
}

TEST(CommandLine, AMistakeIsOneLineAndNotSuccess) {
  for (const auto& words : std::vector<std::vector<const char*>>{{},
                                                                 {"srve"},
                                                                 {"serve", "--confg", "x"},
                                                                 {"admin"},
                                                                 {"admin", "create", "--email", "a@b.c"},
                                                                 {"backup"},
                                                                 {"audit"},
                                                                 {"audit", "restart"},
                                                                 {"team"},
                                                                 {"team", "limit", "3"},
                                                                 {"team", "limit", "--team", "t1"},
                                                                 {"team", "limit", "--team", "t1", "0"},
                                                                 {"team", "limit", "--team", "t1", "-1"},
                                                                 {"team", "limit", "--team", "t1", "3x"},
                                                                 {"team", "limit", "--team", "t1", "1000001"},
                                                                 {"mail"},
                                                                 {"mail", "test"},
                                                                 {"serve", "routes"}}) {
    const auto command = parse(words).command;
    ASSERT_TRUE(std::holds_alternative<PrintCommand>(command));
    const auto& print = std::get<PrintCommand>(command);
    EXPECT_EQ(print.exit_code, 2);
    EXPECT_EQ(std::count(print.text.begin(), print.text.end(), '\n'), 1) << print.text;
    EXPECT_THAT(print.text, HasSubstr("--help"));
  }
}

}  // namespace
}  // namespace callout::programs
