// SPDX-License-Identifier: Apache-2.0
// The command line of callout-agent. Called by main().
#pragma once

#include <string>

namespace callout::programs {

struct AgentCommandLine {
  enum class Command { kPrint, kEnroll, kRun, kStatus, kDoctor, kRotateKey };
  Command command = Command::kPrint;
  std::string config;  ///< File; empty: the usual place.
  std::string state;   ///< Folder; empty: as the file says.
  std::string token;
  std::string server;
  bool again = false;  ///< Enrol although this machine is enrolled.
  bool json = false;   ///< Status for programs.
  std::string text;    ///< With kPrint: help, version, or what is wrong.
  int exit_code = 0;   ///< With kPrint.
};

AgentCommandLine parse_agent_command_line(int count, const char* const* words);

}  // namespace callout::programs
