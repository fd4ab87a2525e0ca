// SPDX-License-Identifier: Apache-2.0
// What `callout login` leaves behind: which server, as whom, and the token. $XDG_CONFIG_HOME/callout/credentials.json,
// readable by its owner only and refused when it is not. Blocking; called by the commands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client/outcome.h"
#include "wire/server_url.h"

namespace callout::client {

struct Credentials {
  wire::ServerUrl server;
  std::string token;
  std::string email;             ///< For people.
  std::string authorities_file;  ///< PEM, absolute; empty: the system's.
};

/// $XDG_CONFIG_HOME or ~/.config, then /callout/credentials.json. Empty when neither is known.
std::string credentials_path();

std::string to_json(const Credentials& credentials);
Outcome<Credentials> parse_credentials(std::string_view json);

/// kSignedOut when there are none.
Outcome<Credentials> load_credentials(const std::string& path);
Outcome<> save_credentials(const std::string& path, const Credentials& credentials);
/// No failure when there are none.
Outcome<> remove_credentials(const std::string& path);

}  // namespace callout::client
