// SPDX-License-Identifier: Apache-2.0
// The commands of callout. Called by main() on its own thread; each runs its task where it needs one, prints its result
// on standard output and what happens meanwhile on standard error.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "client/credentials.h"
#include "client/outcome.h"
#include "client/server.h"
#include "client/session.h"
#include "programs/callout_client_command_line.h"

namespace callout::programs {

client::Outcome<> login_command(const ClientCommandLine& line);
client::Outcome<> logout_command(const ClientCommandLine& line);
client::Outcome<> whoami_command(const ClientCommandLine& line);
client::Outcome<> devices_command(const ClientCommandLine& line);
client::Outcome<> open_command(const ClientCommandLine& line);
client::Outcome<> forward_command(const ClientCommandLine& line);
client::Outcome<> browse_command(const ClientCommandLine& line);

/// As whom the commands come: what login left.
client::Outcome<client::Access> signed_in_access();

/// One line for a person, on standard error; nothing with --json.
void say(const ClientCommandLine& line, std::string_view text);
/// A step of an opening, with its time.
client::ShowStep step_sayer(const ClientCommandLine& line);
/// A result: the object with --json, else the text; on standard output, at once.
void print(const ClientCommandLine& line, const boost::json::value& json, std::string_view text);

}  // namespace callout::programs
