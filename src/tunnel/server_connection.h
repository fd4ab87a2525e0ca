// SPDX-License-Identifier: Apache-2.0
// IN THE SERVER: one agent's connection after its hello. The server is the HTTP/2 client: it opens every stream.
//
// Made by relay/, one an agent connection, on the install's worker; own worker only. The owner keeps the WebSocket,
// awaits run(), and lets go after it came back. Streams belong to who opened them and may outlive the connection; they
// then fail.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/event.h"
#include "net/http2_session.h"
#include "tunnel/messages.h"
#include "wire/http.h"

namespace callout::tunnel {

/// A job under way on the agent. Destroying it cancels the job. Own worker only.
class RunningJob {
 public:
  explicit RunningJob(std::unique_ptr<net::Http2Stream> stream);
  ~RunningJob();
  /// The next event; JobResult or Failure is the last. kClosed or kUnavailable: the agent is gone; kProtocol: it sent
  /// nonsense; kTimeout never (the caller cancels by deadline).
  net::Task<Result<JobEvent>> next();
  /// Ends the job on the agent; a pending next() comes back with kClosed. Idempotent.
  void cancel();

 private:
  std::unique_ptr<net::Http2Stream> stream_;
  std::string line_;
  bool head_checked_ = false;
};

class ServerConnection {
 public:
  /// `stream`: the WebSocket after the hello, outlives this.
  ServerConnection(net::Stream& stream, std::chrono::seconds heartbeat, net::Http2Budget* budget);
  ~ServerConnection();

  /// Speaks until the agent is gone (two missed heartbeats count) or close(); returns why. Call once.
  net::Task<Error> run();

  /// A browser's request to a device endpoint. `head` is already translated for the device; `pin` names the browser's
  /// connection. `end`: no body follows. head.protocol "websocket" makes it an extended CONNECT. Errors as
  /// Http2Session::open.
  Result<std::unique_ptr<net::Http2Stream>> open_device_request(std::string_view endpoint, std::string_view session,
                                                                std::uint64_t pin, const wire::RequestHead& head,
                                                                bool end);

  /// Control requests; each bounded by `deadline`. kInvalid carries the agent's detail when it refused the message.
  net::Task<Result<InventoryResults>> put_inventory(const Inventory& inventory, std::chrono::milliseconds deadline);
  net::Task<Result<LeaseAnswer>> put_leases(const Leases& leases, std::chrono::milliseconds deadline);
  net::Task<Result<void>> end_session(std::string session, std::chrono::milliseconds deadline);
  Result<std::unique_ptr<RunningJob>> start_job(const JobOrder& order);

  /// No new streams; run() comes back once those under way have ended.
  void drain();
  /// Cuts everything at once.
  void close();
  bool usable() const { return !session_.draining(); }
  std::size_t open_streams() const { return session_.open_streams(); }
  std::uint64_t received_bytes() const { return session_.received_bytes(); }
  std::uint64_t sent_bytes() const { return session_.sent_bytes(); }
  /// The last heartbeat's round trip, once there was one.
  std::optional<std::chrono::milliseconds> round_trip() const { return round_trip_; }

 private:
  net::Task<Result<std::string>> call(std::string_view method, std::string path, std::string body,
                                      std::chrono::milliseconds deadline);
  net::Task<> beat();

  net::Http2Session session_;
  const std::chrono::seconds heartbeat_;
  std::optional<std::chrono::milliseconds> round_trip_;
  bool over_ = false;
  net::Event ended_;
};

/// What a device request's response really is: a failure of the agent (callout-failure) or the device's own.
/// Reads the agent's JSON from the stream; nullopt when the response is the device's.
net::Task<std::optional<Failure>> read_failure(net::Http2Stream& stream, const wire::ResponseHead& head);

}  // namespace callout::tunnel
