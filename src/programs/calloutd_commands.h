// SPDX-License-Identifier: Apache-2.0
// The command line of calloutd as values: what main() runs. CLI11 is named in the .cc only.
#pragma once

#include <optional>
#include <string>
#include <variant>

namespace callout::programs {

struct ServeCommand {
  bool check = false;
};
struct AdminCreateCommand {
  std::string email;
  std::string name;
  std::string team;           ///< Empty: named after the owner.
  std::string password_file;  ///< Empty: make one and print it. "-": standard input.
};
/// One of both.
struct ResetTwoFactorCommand {
  std::string email;
  bool all = false;
};
struct BackupCommand {
  std::string to;
};
struct RestoreCommand {
  std::string from;
};
struct AuditVerifyCommand {
  std::string team;     ///< Id; empty: all.
  std::string against;  ///< Export or forwarded file to compare with; empty: none.
};
struct AuditRestartCommand {
  std::string reason;
};
struct TeamListCommand {};
struct TeamLimitCommand {
  std::string team;          ///< Id.
  std::optional<int> limit;  ///< None: as many technicians as it likes.
};
struct RoutesCommand {};
struct MailTestCommand {
  std::string to;
  std::string language = "en";
};
/// Text to print and the exit code: --help, --version, or a mistake.
struct PrintCommand {
  std::string text;
  int exit_code = 0;
};

struct CommandLine {
  std::string config;  ///< Empty: the usual place, if there is one.
  std::variant<PrintCommand, ServeCommand, AdminCreateCommand, BackupCommand, RestoreCommand, RoutesCommand,
               AuditVerifyCommand, AuditRestartCommand, MailTestCommand, ResetTwoFactorCommand, TeamListCommand,
               TeamLimitCommand>
      command;
};

CommandLine parse_command_line(int count, const char* const* words);

}  // namespace callout::programs
