// SPDX-License-Identifier: Apache-2.0
// One session as the command line uses it: opened, its steps shown as they come, its key fetched, watched, ended. Own
// worker only; every call goes through the Server that is given.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "client/outcome.h"
#include "client/server.h"
#include "wire/server_url.h"

namespace callout::client {

struct Session {
  std::string id;
  std::string job;
  std::string state;          ///< As in openapi.yaml.
  std::string closed_reason;  ///< Empty while it is open.
  std::string start_url;      ///< Of a webpage session that is active.
  std::chrono::seconds left{0};
  std::optional<Failure> failure;

  bool active() const { return state == "active"; }
  bool closed() const { return state == "closed"; }
};
Outcome<Session> parse_session(const boost::json::object& json);

/// Tells one step of the opening: its name, the time since the order, and what was found there (may be empty).
using ShowStep = std::function<void(std::string_view name, std::chrono::milliseconds at, std::string_view detail)>;

/// POSTs `body` to `path` and waits until the session is active. kOutOfReach names the hop that failed. A session that
/// `stop` ends while it opens is ended at the server too.
net::Task<Outcome<Session>> open_session(Server& server, std::string path, std::string body, ShowStep show,
                                         const bool& stop);
net::Task<Outcome<Session>> get_session(Server& server, std::string id);
/// No failure when it has ended already.
net::Task<Outcome<>> end_session(Server& server, std::string id);

/// What data channels prove themselves with, and where they go.
struct ClientKey {
  std::string key;
  wire::ServerUrl host;  ///< The session's.
};
net::Task<Outcome<ClientKey>> make_client_key(Server& server, std::string session);

/// Why a session that is closed is, as a sentence.
Failure why_closed(const Session& session);
/// The session's end as a clock on the wall shows it here: "14:32".
std::string end_time(std::chrono::seconds left);

}  // namespace callout::client
