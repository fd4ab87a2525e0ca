// SPDX-License-Identifier: Apache-2.0
// Signing the command line in by way of a browser that is signed in (RFC 8252, RFC 7636; docs/adr/0059). Own worker
// only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "client/credentials.h"
#include "client/local_port.h"
#include "client/outcome.h"
#include "client/server.h"

namespace callout::client {

inline constexpr std::chrono::minutes kLoginTime{5};  ///< For a person to sign in and to allow it.

/// What only this login knows, and what it tells.
struct LoginSecrets {
  std::string verifier;
  std::string challenge;
  std::string state;
};
LoginSecrets make_login_secrets();

/// The console's page that asks; without a port it shows the code instead of sending it.
std::string login_page(const wire::ServerUrl& server, const LoginSecrets& secrets, std::uint16_t port,
                       std::string_view machine);

/// What a request to our port says: the code, or that the person refused; nullopt for anything else, such as another
/// login's answer.
struct LoginAnswer {
  std::optional<std::string> code;
};
std::optional<LoginAnswer> parse_login_answer(std::string_view target, std::string_view state);

/// Waits at our port for the browser's answer.
net::Task<Outcome<std::string>> wait_for_code(LocalPort& local, std::string state);

/// Trades the code for a sign-in.
net::Task<Outcome<Credentials>> redeem_code(const Access& access, std::string code, std::string verifier);

}  // namespace callout::client
