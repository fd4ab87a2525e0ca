// SPDX-License-Identifier: Apache-2.0
// What jobs and sessions need of the agents' live connections. Owned here, implemented by the relay's agent gateway.
//
// Threads: called from any thread, with jobs::Service's lock held. An implementation posts to the agent's strand and
// returns: it never blocks and never calls back into jobs::Service from inside. What is sent to an install that just
// went away is dropped: the service learns of it by install_offline().
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/device.h"
#include "model/id.h"
#include "model/job.h"

namespace callout::jobs {

/// All that an agent needs for one job.
struct JobOrder {
  model::JobId job;
  model::InstallId install;
  model::JobKind kind = model::JobKind::kCheckDevice;
  model::DeviceId device;
  std::string device_name;
  std::string address;             ///< IPv4 or IPv6 literal.
  std::optional<std::string> mac;  ///< The identity that must be found again; absent when none was seen yet.
  struct Endpoint {
    model::EndpointId id;
    model::Scheme scheme = model::Scheme::kHttp;
    std::uint16_t port = 0;
    std::optional<std::string> tls_key;  ///< The key that must be found again; absent when none was seen yet.
  };
  std::vector<Endpoint> endpoints;
  std::vector<std::uint16_t> raw_ports;
  model::Treatment treatment;

  // Of the kinds that open a session only.
  std::optional<model::SessionId> session;
  std::optional<model::EndpointId> endpoint;  ///< Which of the endpoints a webpage session opens.
  std::uint16_t port = 0;                     ///< Which of the raw ports a ports session opens.
  std::chrono::milliseconds lease{
      0};  ///< The agent ends the session by itself this long after the last word from the server.
  std::chrono::milliseconds session_time{0};  ///< What is left of the session.
  bool reopen = false;  ///< The session is active already and the agent lost it: open again, answer as the first time.
};

class AgentLink {
 public:
  virtual ~AgentLink() = default;
  virtual void send(const JobOrder& order) = 0;
  virtual void cancel(const model::InstallId& install, const model::JobId& job) = 0;
  /// The session was extended: its time left is now this.
  virtual void extend_session(const model::InstallId& install, const model::SessionId& session,
                              std::chrono::milliseconds session_time) = 0;
  /// The session ended: the agent drops it and its connections to the device.
  virtual void end_session(const model::InstallId& install, const model::SessionId& session) = 0;
  /// The install was removed or its key replaced: cut its connection.
  virtual void disconnect(const model::InstallId& install) = 0;
};

}  // namespace callout::jobs
