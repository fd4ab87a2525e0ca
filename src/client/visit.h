// SPDX-License-Identifier: Apache-2.0
// A session that the command line holds open: opened, watched until it ends, and ended when the program stops. Used by
// forward and browse. Own worker only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client/data_channel.h"
#include "client/outcome.h"
#include "client/server.h"
#include "client/session.h"
#include "net/event.h"
#include "net/timer.h"

namespace callout::client {

/// What a connection to one of our ports is told before bytes go through it. May write to the connection.
class Greeter {
 public:
  virtual ~Greeter() = default;
  /// The channel is open; an error closes both.
  virtual net::Task<Result<void>> accepted(net::TcpStream& connection, DataChannel& channel) = 0;
  virtual net::Task<> refused(net::TcpStream& connection, Failure why) = 0;
};

class Visit {
 public:
  Visit(const Access& access, Session session, ClientKey key);

  /// Watches until the session has ended or stop() was called; then cuts every channel, and ends the session if it goes
  /// on. Why it ended by itself, or nothing after stop().
  net::Task<Outcome<>> run();
  void stop();
  /// A channel failed: the session may have ended, so look at once.
  void look_soon();
  /// Called once when the session ends by itself or stop() was called, before the channels are cut.
  std::function<void()> on_end;

  /// Opens a channel to the device's port and copies between it and the connection, which are both closed at the end.
  net::Task<> carry(net::TcpStream& connection, std::uint16_t port, Greeter& greeter);

  const Session& session() const { return session_; }

 private:
  net::Task<> wait();
  void cut();

  const Access& access_;
  Server server_;
  Session session_;
  const ClientKey key_;
  std::vector<DataChannel*> channels_;
  net::Event changed_;
  net::Timer next_look_{[this] { changed_.notify(); }};
  bool soon_ = false;
  bool stopped_ = false;
  bool over_ = false;
};

}  // namespace callout::client
