// SPDX-License-Identifier: Apache-2.0
// Enrolment and key rotation: the two things that `callout-agent` asks of the server by plain HTTP. Called by the
// commands; own worker only. Files are written on the calling thread: a command does nothing else meanwhile.
#pragma once

#include <string>

#include "agent/enrolment_token.h"
#include "agent/key.h"
#include "agent/proxy.h"
#include "agent/registration.h"
#include "agent/state_folder.h"
#include "base/clock.h"
#include "net/task.h"

namespace callout::agent {

/// Fetches nothing but the server's certificates, and gives the one that the token pins (PEM). Not a byte is sent to a
/// server that does not show it; what follows goes over a second connection, which must be signed under it.
net::Task<Result<std::string>> find_pinned_certificate(wire::ServerUrl server, std::optional<Proxy> proxy,
                                                       std::string pin);

/// Trades the token for an install and leaves key and registration in the folder. The new key waits as `key.next` until
/// the server has taken it, so that a refused token costs an enrolled agent nothing.
net::Task<Result<Registration>> enroll(EnrolmentToken token, wire::ServerUrl server, std::optional<Proxy> proxy,
                                       const StateFolder& folder);

/// kDenied: the server keeps the old key. kUnavailable and kTimeout: the outcome is open, `key.next` stays, and the
/// next connection finds out.
net::Task<Result<void>> rotate_key(const Registration& registration, std::optional<Proxy> proxy,
                                   const StateFolder& folder, const Clock& clock);

}  // namespace callout::agent
