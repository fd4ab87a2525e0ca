// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_client_command_line.h"

#include <sstream>
#include <utility>

#include <CLI/CLI.hpp>

#include "callout_version.h"
#include "client/outcome.h"

namespace callout::programs {
namespace {

using Command = ClientCommandLine::Command;

constexpr const char* kDevice = "Its id, exact name, address, or a search that finds one";
constexpr const char* kExits =
    "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 not signed in, 4 not allowed, 5 no such device or several, "
    "6 install or device out of reach, 7 the session ended.";

}  // namespace

ClientCommandLine parse_client_command_line(int count, const char* const* words) {
  ClientCommandLine line;
  CLI::App app("Opens and reaches devices behind other networks, by way of a Callout server.", "callout");
  app.set_version_flag("--version", "callout " CALLOUT_VERSION);
  app.require_subcommand(1);
  app.footer(kExits);

  auto* login = app.add_subcommand("login", "Sign in by way of the browser");
  login->add_option("SERVER", line.server, "URL of the console; the one of last time unless given");
  login->add_flag("!--no-browser", line.browser, "Show the address, and take the code that the page there shows");
  login->add_option("--ca", line.authorities_file, "PEM file of the authorities to trust instead of the system's");
  auto* logout = app.add_subcommand("logout", "Sign out, and end what this sign-in opened");
  auto* whoami = app.add_subcommand("whoami", "Show who is signed in, and where");
  auto* devices = app.add_subcommand("devices", "List devices");
  devices->add_option("QUERY", line.query, "Part of a name, address or place");
  auto* open = app.add_subcommand("open", "Open a device's page in the browser");
  open->add_option("DEVICE", line.device, kDevice)->required();
  open->add_flag("--print-url", line.print_url, "Print the page's address instead");
  auto* forward = app.add_subcommand("forward", "Lead a port of this machine to one of a device's raw ports");
  forward->add_option("DEVICE", line.device, kDevice)->required();
  forward->add_option("PORT", line.device_port, "The device's port")->required()->check(CLI::Range(1, 65535));
  forward->add_option("LOCALPORT", line.local_port, "Port here (the device's, or any that is free)")
      ->check(CLI::Range(1, 65535));
  auto* browse =
      app.add_subcommand("browse", "Start a browser that sees a device at its own address, and nothing else");
  browse->add_option("DEVICE", line.device, kDevice)->required();
  browse->add_option("--browser", line.browser_program, "Program to start (the first of those known)");
  browse->add_option("--port", line.device_port, "Port of the device's page (its first)")->check(CLI::Range(1, 65535));
  auto* completion = app.add_subcommand("completion", "Print what a shell needs to complete these words");
  completion->add_option("SHELL", line.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  const std::pair<CLI::App*, Command> all[] = {{login, Command::kLogin},   {logout, Command::kLogout},
                                               {whoami, Command::kWhoami}, {devices, Command::kDevices},
                                               {open, Command::kOpen},     {forward, Command::kForward},
                                               {browse, Command::kBrowse}, {completion, Command::kCompletion}};
  for (const auto& [command, _] : all) {
    if (command != completion) command->add_flag("--json", line.json, "For programs");
  }

  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream mistakes;
    const int code = app.exit(error, out, mistakes);
    line.text = code == 0 ? out.str() : "callout: " + std::string(error.what()) + ". Run callout --help.\n";
    line.exit_code = code == 0 ? 0 : static_cast<int>(client::Exit::kUsage);
    return line;
  }
  for (const auto& [command, kind] : all) {
    if (command->parsed()) line.command = kind;
  }
  return line;
}

}  // namespace callout::programs
