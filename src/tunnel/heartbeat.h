// SPDX-License-Identifier: Apache-2.0
// Finds out that the other end of a tunnel is gone although no network says so. Both ends run one beside their HTTP/2
// session: the server pings, the agent pings when nothing came for longer than the server's beat. Own worker only.
#pragma once

#include <chrono>
#include <optional>

#include "net/event.h"
#include "net/http2_session.h"
#include "net/task.h"

namespace callout::tunnel {

class Heartbeat {
 public:
  enum class Side { kPings, kListens };
  Heartbeat(net::Http2Session& session, Side side, std::chrono::milliseconds interval)
      : session_(session), side_(side), interval_(interval) {}

  /// Beats until stop(); closes the session when the peer is silent for two beats in a row.
  net::Task<> run();
  void stop();
  /// Whether it was this that closed the session.
  bool found_silence() const { return silent_; }
  std::optional<std::chrono::milliseconds> round_trip() const { return round_trip_; }

 private:
  std::chrono::milliseconds pause() const;

  net::Http2Session& session_;
  const Side side_;
  const std::chrono::milliseconds interval_;
  net::Event stopped_;
  bool over_ = false;
  bool silent_ = false;
  std::optional<std::chrono::milliseconds> round_trip_;
};

/// Runs the session with its heartbeat to its end; returns why it ended.
net::Task<Error> run_with_heartbeat(net::Http2Session& session, Heartbeat& heartbeat);

}  // namespace callout::tunnel
