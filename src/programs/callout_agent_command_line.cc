// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_agent_command_line.h"

#include <sstream>

#include <CLI/CLI.hpp>

#include "callout_version.h"

namespace callout::programs {
namespace {

constexpr int kMistake = 2;

void add_places(CLI::App& app, AgentCommandLine& line) {
  app.add_option("--state", line.state, "State folder of this agent");
  app.add_option("--config", line.config, "Configuration file (usually /etc/callout/callout-agent.toml)");
}

}  // namespace

AgentCommandLine parse_agent_command_line(int count, const char* const* words) {
  using Command = AgentCommandLine::Command;
  AgentCommandLine line;
  CLI::App app("Lets technicians of a Callout server open the web pages of devices on this network.", "callout-agent");
  app.set_version_flag("--version", "callout-agent " CALLOUT_VERSION);
  app.require_subcommand(1);

  auto* enroll = app.add_subcommand("enroll", "Trade a one-time token for an identity");
  enroll->add_option("TOKEN", line.token, "Token from the console")->required();
  enroll->add_option("--server", line.server, "URL of the server")->required();
  enroll->add_flag("--again", line.again, "Replace an enrolment that this machine has");
  auto* run = app.add_subcommand("run", "Keep the connection to the server and serve");
  auto* status = app.add_subcommand("status", "Show what the agent is doing");
  status->add_flag("--json", line.json, "For programs");
  auto* doctor = app.add_subcommand("doctor", "Check each step of the way to the server");
  auto* rotate = app.add_subcommand("rotate-key", "Replace the agent's key");
  for (auto* command : {enroll, run, status, doctor, rotate}) add_places(*command, line);

  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream mistakes;
    const int code = app.exit(error, out, mistakes);
    line.text = code == 0 ? out.str() : "callout-agent: " + std::string(error.what()) + ". Run callout-agent --help.\n";
    line.exit_code = code == 0 ? 0 : kMistake;
    return line;
  }
  line.command = enroll->parsed()   ? Command::kEnroll
                 : run->parsed()    ? Command::kRun
                 : status->parsed() ? Command::kStatus
                 : doctor->parsed() ? Command::kDoctor
                                    : Command::kRotateKey;
  return line;
}

}  // namespace callout::programs
