// SPDX-License-Identifier: Apache-2.0
// The command line's main(): reads the words, runs the command, and turns a failure into one line and an exit code.
#include <cstdio>

#include <boost/json/object.hpp>

#include "base/random.h"
#include "programs/callout_client_command_line.h"
#include "programs/callout_client_commands.h"

namespace callout::programs {
namespace {

using Command = ClientCommandLine::Command;

client::Outcome<> run_command(const ClientCommandLine& line) {
  switch (line.command) {
    case Command::kLogin: return login_command(line);
    case Command::kLogout: return logout_command(line);
    case Command::kWhoami: return whoami_command(line);
    case Command::kDevices: return devices_command(line);
    case Command::kOpen: return open_command(line);
    case Command::kForward: return forward_command(line);
    case Command::kBrowse: return browse_command(line);
    case Command::kCompletion: std::fputs(completion_script(line.shell).c_str(), stdout); break;
    case Command::kPrint: break;
  }
  return {};
}

int run(const ClientCommandLine& line) {
  if (line.command == Command::kPrint) {
    std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
    return line.exit_code;
  }
  const auto done = run_command(line);
  if (done) return 0;
  const int exit = static_cast<int>(done.error().exit);
  if (line.json) {
    print(line, boost::json::object{{"error", {{"exit", exit}, {"message", done.error().message}}}}, "");
  } else {
    say(line, "callout: " + done.error().message);
  }
  return exit;
}

}  // namespace
}  // namespace callout::programs

int main(int count, char** words) {
  callout::start_crypto();
  return callout::programs::run(callout::programs::parse_client_command_line(count, words));
}
