// SPDX-License-Identifier: Apache-2.0
// The agent's main(): reads the command line and the configuration, runs the command, and turns an error into one line
// and an exit code.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <unistd.h>

#include "base/random.h"
#include "programs/callout_agent_command_line.h"
#include "programs/callout_agent_commands.h"
#include "programs/callout_agent_run.h"

namespace callout::programs {
namespace {

using Command = AgentCommandLine::Command;

constexpr const char* kUsualConfig = "/etc/callout/callout-agent.toml";
constexpr int kFailed = 1;
constexpr int kMistake = 2;  ///< In the command line or the configuration.

void print(std::FILE* to, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), to);
}

std::optional<agent::AgentConfig> read_config(std::string path) {
  std::error_code ignored;
  if (path.empty() && std::filesystem::exists(kUsualConfig, ignored)) path = kUsualConfig;
  std::string text;
  if (!path.empty()) {
    // A folder opens like a file and then fails to be read.
    std::ifstream file(std::filesystem::is_directory(path, ignored) ? "" : path, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
    if (!file) {
      print(stderr,
            "callout-agent: Cannot read the configuration " + path + "; give a file that exists and may be read.\n");
      return std::nullopt;
    }
  }
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) environment.emplace_back(*variable);
  auto reading = agent::read_config(path.empty() ? "defaults" : path, text, environment);
  for (const ConfigProblem& problem : reading.problems) print(stderr, to_string(problem) + '\n');
  return reading.problems.empty() ? std::optional(std::move(reading.config)) : std::nullopt;
}

std::string state_folder(const AgentCommandLine& line, const agent::AgentConfig& config) {
  if (!line.state.empty()) return line.state;
  return config.state_folder.empty() ? agent::default_state_folder() : config.state_folder;
}

Result<void> run_command(const AgentCommandLine& line, const agent::AgentConfig& config) {
  const std::string state = state_folder(line, config);
  switch (line.command) {
    case Command::kEnroll: return enroll_command(config, state, line);
    case Command::kRun: return run_agent(config, state);
    case Command::kStatus: return status_command(state, line.json);
    case Command::kRotateKey: return rotate_key_command(config, state);
    case Command::kDoctor:
      if (doctor_command(config, state)) return {};
      return fail(Code::kUnavailable, "Not every step holds; the first FAIL says what to do.");
    case Command::kPrint: break;
  }
  return {};
}

int run(const AgentCommandLine& line) {
  if (line.command == Command::kPrint) {
    print(line.exit_code == 0 ? stdout : stderr, line.text);
    return line.exit_code;
  }
  const auto config = read_config(line.config);
  if (!config) return kMistake;
  const auto done = run_command(line, *config);
  if (!done) print(stderr, "callout-agent: " + done.error().message + '\n');
  return done ? 0 : kFailed;
}

}  // namespace
}  // namespace callout::programs

int main(int count, char** words) {
  callout::start_crypto();
  return callout::programs::run(callout::programs::parse_agent_command_line(count, words));
}
