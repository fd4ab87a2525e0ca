// SPDX-License-Identifier: Apache-2.0
// IN THE SERVER: one agent's connection after its hello. The server is the HTTP/2 client: it opens every stream.
//
// Made by relay/, one an agent connection, on the install's worker; own worker only. The owner keeps the WebSocket,
// awaits run(), and lets go after it came back and every control request has. Streams belong to who opened them and may
// outlive the connection; they then fail.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http2_session.h"
#include "tunnel/heartbeat.h"
#include "tunnel/messages.h"
#include "tunnel/raw_target.h"
#include "wire/http.h"
#include "wire/session_map.h"

namespace callout::tunnel {

/// A job under way on the agent. Destroying it cancels the job. Own worker only; one next() at a time.
class RunningJob {
 public:
  explicit RunningJob(std::unique_ptr<net::Http2Stream> stream);
  ~RunningJob();
  /// The next event; JobResult or Failure is the last. kClosed, kUnavailable: the agent is gone or the job was
  /// cancelled; kProtocol: the agent sent nonsense; kInvalid: it did not take the order. The caller bounds the time and
  /// cancels.
  net::Task<Result<JobEvent>> next();
  /// Ends the job on the agent; a pending next() comes back with kClosed. Idempotent.
  void cancel();

 private:
  std::unique_ptr<net::Http2Stream> stream_;
  std::string line_;  // What came of a line so far.
  bool head_checked_ = false;
};

/// Whom a device request is for. Views hold for the call.
struct DeviceTarget {
  std::string_view endpoint;               ///< Id.
  std::optional<wire::WebEndpoint> other;  ///< Another web server of the endpoint's device.
  std::string_view session;
  std::uint64_t pin = 0;  ///< Names the browser's connection; 0: none.
};

class ServerConnection {
 public:
  /// `stream`: the WebSocket after the hello, outlives this.
  ServerConnection(net::Stream& stream, std::chrono::seconds heartbeat, net::Http2Budget* budget);

  /// Speaks until the agent is gone (two missed heartbeats count: kTimeout) or close(); returns why. Call once.
  net::Task<Error> run();

  /// A browser's request to a device. `head` is already translated for it. `end`: no body follows. head.protocol
  /// "websocket" makes it an extended CONNECT. Errors as Http2Session::open.
  Result<std::unique_ptr<net::Http2Stream>> open_device_request(const DeviceTarget& target,
                                                                const wire::RequestHead& head, bool end);

  /// A raw connection: bytes both ways once the head is 200, as read_failure() tells. Errors as Http2Session::open.
  Result<std::unique_ptr<net::Http2Stream>> open_raw(const RawTarget& target, std::string_view session);

  /// Control requests; each bounded by `deadline` (kTimeout). kInvalid carries the agent's word when it refused the
  /// message.
  net::Task<Result<InventoryResults>> put_inventory(Inventory inventory, std::chrono::milliseconds deadline);
  net::Task<Result<LeaseAnswer>> put_leases(Leases leases, std::chrono::milliseconds deadline);
  net::Task<Result<void>> end_session(std::string session, std::chrono::milliseconds deadline);
  Result<std::unique_ptr<RunningJob>> start_job(const JobOrder& order);

  /// No new streams; run() comes back once those under way have ended.
  void drain() { session_.drain(); }
  /// Cuts everything at once.
  void close() { session_.close(); }
  bool usable() const { return !session_.draining(); }
  std::size_t open_streams() const { return session_.open_streams(); }
  std::uint64_t received_bytes() const { return session_.received_bytes(); }
  std::uint64_t sent_bytes() const { return session_.sent_bytes(); }
  /// The last heartbeat's round trip, once there was one.
  std::optional<std::chrono::milliseconds> round_trip() const { return heartbeat_.round_trip(); }

 private:
  net::Task<Result<std::string>> call(std::string method, std::string path, std::string body,
                                      std::chrono::milliseconds deadline);

  net::Http2Session session_;
  Heartbeat heartbeat_;
};

/// What a device request's response really is: the Failure of an agent that could not reach the device
/// (callout-failure), read from the stream, or nullopt when the response is the device's.
net::Task<std::optional<Failure>> read_failure(net::Http2Stream& stream, const wire::ResponseHead& head);

}  // namespace callout::tunnel
