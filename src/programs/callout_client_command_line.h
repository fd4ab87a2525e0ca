// SPDX-License-Identifier: Apache-2.0
// The command line of callout. Called by main().
#pragma once

#include <cstdint>
#include <string>

namespace callout::programs {

struct ClientCommandLine {
  enum class Command { kPrint, kLogin, kLogout, kWhoami, kDevices, kOpen, kForward, kBrowse, kCompletion };
  Command command = Command::kPrint;
  bool json = false;              ///< For programs: one JSON value on standard output.
  std::string server;             ///< login: empty: the one of last time.
  std::string authorities_file;   ///< login --ca.
  bool browser = true;            ///< login: not --no-browser.
  std::string device;             ///< open, forward, browse.
  std::string query;              ///< devices.
  bool print_url = false;         ///< open.
  std::uint16_t device_port = 0;  ///< forward: the raw port; browse: the web server's, 0: the first.
  std::uint16_t local_port = 0;   ///< forward: 0: the same as the device's, or any that is free.
  std::string browser_program;    ///< browse.
  std::string shell;              ///< completion.
  std::string text;               ///< With kPrint: help, version, or what is wrong.
  int exit_code = 0;              ///< With kPrint.
};

ClientCommandLine parse_client_command_line(int count, const char* const* words);

/// What a shell has to source to complete callout's words; empty for a shell that we do not know.
std::string completion_script(const std::string& shell);

}  // namespace callout::programs
