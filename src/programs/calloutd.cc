// SPDX-License-Identifier: Apache-2.0
// The server's main(): reads the command line and the configuration, runs the command, and turns an error into one line
// and an exit code.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

#include "api/route.h"
#include "base/random.h"
#include "programs/calloutd_admin.h"
#include "programs/calloutd_audit.h"
#include "programs/calloutd_commands.h"
#include "programs/calloutd_config.h"
#include "programs/calloutd_mail.h"
#include "programs/calloutd_serve.h"
#include "programs/calloutd_team.h"
#include "store/backup.h"

namespace callout::programs {
namespace {

constexpr const char* kUsualConfig = "/etc/callout/calloutd.toml";
constexpr int kFailed = 1;
constexpr int kMistake = 2;  ///< In the command line or the configuration.

void print(std::FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
}

int failed(const Error& error) {
  print(stderr, "calloutd: " + error.message + '\n');
  return kFailed;
}

std::optional<ServerConfig> read_config(std::string path) {
  std::error_code ignored;
  if (path.empty() && std::filesystem::exists(kUsualConfig, ignored)) path = kUsualConfig;
  std::string text;
  if (!path.empty()) {
    // A folder opens like a file and then fails to be read.
    std::ifstream file(std::filesystem::is_directory(path, ignored) ? "" : path, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
    if (!file) {
      print(stderr, "calloutd: Cannot read the configuration " + path + "; give a file that exists and may be read.\n");
      return std::nullopt;
    }
  }
  std::vector<std::string> environment;
  for (char** variable = environ; *variable; ++variable) environment.emplace_back(*variable);
  ConfigReader reader(path.empty() ? "defaults" : path, text, "CALLOUT", environment);
  ServerConfig config = read_server_config(reader);
  const auto problems = reader.finish();
  for (const ConfigProblem& problem : problems) print(stderr, to_string(problem) + '\n');
  return problems.empty() ? std::optional(std::move(config)) : std::nullopt;
}

Result<> restore_database(const ServerConfig& config, const RestoreCommand& command, Log& log) {
  if (auto restored = store::restore(command.from, config.store_path); !restored) return restored;
  // To the journal a restore is a rollback: only whoever runs this command can say that it is none.
  return restart_audit(config, {.reason = "The database was restored from " + command.from + "."}, log);
}

int run(const CommandLine& line) {
  if (const auto* text = std::get_if<PrintCommand>(&line.command)) {
    print(text->exit_code == 0 ? stdout : stderr, text->text);
    return text->exit_code;
  }
  if (std::holds_alternative<RoutesCommand>(line.command)) {
    for (const std::string& route : api::route_lines()) print(stdout, route + '\n');
    return 0;
  }
  const auto config = read_config(line.config);
  if (!config) return kMistake;
  Log log(config->log_level, config->log_format);

  if (const auto* serve_command = std::get_if<ServeCommand>(&line.command)) {
    if (serve_command->check) {
      print(stdout, "The configuration is right.\n");
      return 0;
    }
    const auto served = serve(*config, log);
    return served ? 0 : failed(served.error());
  }
  if (const auto* create = std::get_if<AdminCreateCommand>(&line.command)) {
    const auto made = create_administrator(*config, *create, log);
    if (!made) return failed(made.error());
    print(stdout, *made);
    return 0;
  }
  if (const auto* reset = std::get_if<ResetTwoFactorCommand>(&line.command)) {
    const auto done = reset_two_factor(*config, *reset, log);
    if (!done) return failed(done.error());
    print(stdout, *done);
    return 0;
  }
  if (std::holds_alternative<TeamListCommand>(line.command)) {
    const auto teams = list_teams(*config, log);
    if (!teams) return failed(teams.error());
    print(stdout, *teams);
    return 0;
  }
  if (const auto* limit = std::get_if<TeamLimitCommand>(&line.command)) {
    const auto done = limit_team(*config, *limit, log);
    if (!done) return failed(done.error());
    print(stdout, *done);
    return 0;
  }
  if (const auto* test = std::get_if<MailTestCommand>(&line.command)) {
    std::signal(SIGPIPE, SIG_IGN);
    std::string report;
    const auto sent = test_mail(*config, *test, report);
    print(stdout, report);
    return sent ? 0 : failed(sent.error());
  }
  if (const auto* backup = std::get_if<BackupCommand>(&line.command)) {
    const auto saved = store::backup(config->store_path, backup->to);
    return saved ? 0 : failed(saved.error());
  }
  if (const auto* command = std::get_if<AuditVerifyCommand>(&line.command)) {
    const auto verified = verify_audit(*config, *command, log);
    print(stdout, verified.text);
    print(stderr, verified.error);
    return verified.exit_code;
  }
  if (const auto* command = std::get_if<AuditRestartCommand>(&line.command)) {
    const auto restarted = restart_audit(*config, *command, log);
    return restarted ? 0 : failed(restarted.error());
  }
  const auto restored = restore_database(*config, std::get<RestoreCommand>(line.command), log);
  return restored ? 0 : failed(restored.error());
}

}  // namespace
}  // namespace callout::programs

int main(int count, char** words) {
  callout::start_crypto();
  return callout::programs::run(callout::programs::parse_command_line(count, words));
}
