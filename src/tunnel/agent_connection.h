// SPDX-License-Identifier: Apache-2.0
// ON SITE: the agent's end of the connection after its hello. The agent is the HTTP/2 server: it answers what the
// server opens.
//
// Made by agent/ for each connection that it dials; own worker only. The owner keeps the WebSocket and the service,
// awaits run(), and lets go after it came back: by then every serve_device() and run_job() has returned.
#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "net/event.h"
#include "net/http2_session.h"
#include "tunnel/heartbeat.h"
#include "tunnel/messages.h"
#include "tunnel/raw_target.h"
#include "wire/http.h"
#include "wire/session_map.h"

namespace callout::tunnel {

/// A device request as the server sent it, without the tunnel's own headers.
struct DeviceRequest {
  std::string endpoint;
  std::optional<wire::WebEndpoint> other;  ///< Another web server of the endpoint's device.
  std::string session;
  std::uint64_t pin = 0;   ///< Same pin = same browser connection; 0: none.
  wire::RequestHead head;  ///< method, target, headers, protocol ("websocket" or empty); authority is empty: the agent
                           ///< knows the device's.
  bool has_body = false;
};

/// A raw connection that the server asks for.
struct RawRequest {
  RawTarget target;
  std::string session;
};

/// Tells the server how a job goes. Lives while run_job() runs.
class JobProgress {
 public:
  /// Queues a line; waits while the tunnel is full. Code::kClosed when the job was cancelled or the server is gone:
  /// stop the job.
  virtual net::Task<Result<void>> running(std::string step, std::optional<std::string> detail) = 0;
  virtual bool cancelled() const = 0;
  /// Notified when the job is cancelled, so that who waits for a device can stop.
  virtual net::Event& on_cancel() = 0;

 protected:
  ~JobProgress() = default;
};

/// What the agent does for the server. Implemented by agent/. Refusals are values: the agent's own policy decides,
/// whatever the server says.
class AgentService {
 public:
  virtual net::Task<InventoryResults> put_inventory(Inventory inventory) = 0;
  /// Renews what it knows, ends sessions that are missing from the list at their own lease's end, returns ids it does
  /// not know.
  virtual LeaseAnswer put_leases(const Leases& leases) = 0;
  virtual void end_session(const std::string& session) = 0;
  /// Runs to the last event. "received" was sent already.
  virtual net::Task<std::variant<JobResult, Failure>> run_job(JobOrder order, JobProgress& progress) = 0;
  /// Answers one device request on the stream: send_response_head() and body, or send_failure(). Must return soon after
  /// the stream is over (stream.when_over). A body that the device cut short: stream.cut(). `request` is for the
  /// service to use up, and lives until it has returned.
  virtual net::Task<> serve_device(DeviceRequest& request, net::Http2Stream& stream) = 0;
  /// Answers 200 and carries bytes both ways until both are at their end, or send_failure(). Must return soon after the
  /// stream is over.
  virtual net::Task<> serve_raw(RawRequest request, net::Http2Stream& stream) = 0;

 protected:
  ~AgentService() = default;
};

/// Sends the device's head: drops its callout-* headers, adds callout-reason. WebSocket accepted: status 200 with the
/// device's headers.
Result<void> send_response_head(net::Http2Stream& stream, const wire::ResponseHead& head, bool end);
/// Answers 502 with callout-failure and the Failure as JSON, and ends the stream.
void send_failure(net::Http2Stream& stream, const Failure& failure);

class AgentConnection final : private net::Http2Handler {
 public:
  /// `stream`: the WebSocket after the hello. All outlive this. `heartbeat`: the server's word in its welcome.
  AgentConnection(net::Stream& stream, std::chrono::seconds heartbeat, AgentService& service);

  /// Speaks until the server is gone (silent for two heartbeats counts: kTimeout) or close(); returns why. Call once.
  net::Task<Error> run();
  /// Tells the server to open nothing more; run() comes back once streams under way have ended.
  void drain() { session_.drain(); }
  void close() { session_.close(); }

 private:
  net::Task<> serve(net::Http2Stream& stream) override;
  net::Task<> device(net::Http2Stream& stream);
  net::Task<> raw(net::Http2Stream& stream);
  net::Task<> control(net::Http2Stream& stream);
  net::Task<> job(net::Http2Stream& stream, JobOrder order);

  AgentService& service_;
  net::Http2Session session_;
  Heartbeat heartbeat_;
};

}  // namespace callout::tunnel
