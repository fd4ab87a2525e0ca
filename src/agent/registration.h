// SPDX-License-Identifier: Apache-2.0
// What enrolment left behind: which install this is, which server it belongs to, and the certificate that the server
// must prove. Kept as state.json in the state folder. Plain values.
#pragma once

#include <string>
#include <string_view>

#include "agent/state_folder.h"
#include "base/result.h"
#include "wire/server_url.h"

namespace callout::agent {

struct Registration {
  std::string install;  ///< Id at the server.
  std::string name;     ///< As the administrator called it; for people.
  wire::ServerUrl server;
  std::string anchor_pem;  ///< Empty for plain HTTP on this machine.
};

inline constexpr std::string_view kRegistrationFile = "state.json";

std::string to_json(const Registration& registration);
Result<Registration> parse_registration(std::string_view json);

/// kNotFound when not enrolled.
Result<Registration> load_registration(const StateFolder& folder);
Result<void> save_registration(const StateFolder& folder, const Registration& registration);

}  // namespace callout::agent
