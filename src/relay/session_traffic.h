// SPDX-License-Identifier: Apache-2.0
// The requests in flight of one session, on all of its hosts, on the install's worker, so that a revocation cuts them
// all at once. Made by Relay at a session's first request; removed when its lease is over and nothing is in flight.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/clock.h"
#include "http/exchange.h"
#include "model/request_log.h"
#include "model/session.h"
#include "net/http2_session.h"
#include "net/worker.h"
#include "relay/join.h"
#include "sessions/lease.h"
#include "sessions/request_log.h"
#include "wire/device_cookies.h"
#include "wire/translate.h"

namespace callout::relay {

/// How many requests of a session stand in its log one by one; more are counted together, so that a page that asks each
/// second fills no disk. Those that may change something have room of their own, which no number of reads takes.
inline constexpr std::uint64_t kReadsLogged = 10'000;
inline constexpr std::uint64_t kChangesLogged = 100'000;
inline constexpr std::uint64_t kCountedTogether = 1'000;

/// One request in flight: what must be closed so that no byte moves any more. Held on the stack of the task that
/// forwards it.
class Flight {
 public:
  Flight(class SessionTraffic& traffic, http::Exchange& exchange);
  ~Flight();
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  /// The tunnel's leg, once it is open; nullptr before it is destroyed.
  void set_stream(net::Http2Stream* stream) { stream_ = stream; }
  /// A body is on its way up: the end of the session's time waits for it.
  void set_upload(sessions::Lease& lease) { upload_.emplace(lease); }
  bool was_cut() const { return cut_; }
  void cut();

  /// What is asked of the device: from here on the request stands in the session's log, whatever comes of it. `head` is
  /// as the device gets it.
  void log(model::RequestKind kind, const wire::RequestHead& head, const model::DevicePort& port);
  /// What the browser gets for it.
  void answered(int status, bool from_device);
  void add_up(std::uint64_t bytes);
  void add_down(std::uint64_t bytes);

 private:
  friend class SessionTraffic;
  SessionTraffic& traffic_;
  http::Exchange& exchange_;
  net::Http2Stream* stream_ = nullptr;
  std::optional<sessions::Lease::Upload> upload_;
  bool cut_ = false;
  std::optional<model::RequestLogEntry> entry_;
  const Steady began_;
  Flight* next_ = nullptr;
  Flight* previous_ = nullptr;
};

/// For /metrics; any thread.
struct TrafficCounters {
  std::atomic<std::uint64_t> in_flight{0};  ///< Requests under way now.
  std::atomic<std::uint64_t> bytes_up{0}, bytes_down{0};
  std::atomic<std::uint64_t> revocations{0}, revocation_us{0},
      slowest_us{0};  ///< From the revocation to the last stream cut.
  void add_revocation(std::chrono::microseconds took);
};

/// One host of a session, and the device's web server behind it.
struct SessionHost {
  std::string name;                        ///< Of the host below the session domain.
  std::optional<wire::WebEndpoint> other;  ///< nullopt: the endpoint that the session was opened to.
  wire::WebEndpoint endpoint;
  wire::EndpointHosts hosts;
};

class SessionTraffic {
 public:
  /// On the install's worker. `map` serves every request of this session.
  SessionTraffic(std::shared_ptr<sessions::Lease> lease, wire::SessionMap map, sessions::RequestLog& log,
                 const Clock& clock, TrafficCounters& counters);
  ~SessionTraffic();
  SessionTraffic(const SessionTraffic&) = delete;
  SessionTraffic& operator=(const SessionTraffic&) = delete;

  sessions::Lease& lease() const { return *lease_; }
  wire::SessionMap& map() { return map_; }
  const wire::SessionMap& map() const { return map_; }
  /// Of the endpoint that the session was opened to.
  const SessionHost& own_host() const { return own_host_; }
  /// Of another web server of the device; nullopt when there is no such host. Changes nothing, as anybody may ask.
  std::optional<SessionHost> other_host(const wire::WebEndpoint& endpoint) const;
  /// Of any of the session's web servers, by the host's name; nullopt for names of none.
  std::optional<SessionHost> host_named(std::string_view name) const;
  std::size_t in_flight() const { return in_flight_; }
  /// Whether what is asked of the device can be written down; while not, nothing may be.
  bool can_log() const { return log_.has_room(); }
  /// The parts of the device that the journal says this session uses.
  bool uses(const model::DevicePort& port) const { return std::ranges::find(used_, port) != used_.end(); }
  void note_use(const model::DevicePort& port) { used_.push_back(port); }

  JoinCodes joins;
  wire::DeviceCookies cookies;

 private:
  friend class Flight;
  /// Reached from the thread that revokes, which may run while this object goes: so the flag is shared.
  struct Link {
    net::Worker& worker;
    SessionTraffic* traffic;
  };
  struct OnRevoked {
    std::shared_ptr<Link> link;
    const Clock& clock;
    void operator()() const;
  };
  struct OnFinishing {
    std::shared_ptr<Link> link;
    void operator()() const;
  };
  void keep(model::RequestLogEntry entry);
  void keep_counted();
  void cut_all(Steady revoked_at);
  void cut_all_but_uploads();

  const std::shared_ptr<sessions::Lease> lease_;
  wire::SessionMap map_;
  const SessionHost own_host_;
  sessions::RequestLog& log_;
  const Clock& clock_;
  TrafficCounters& counters_;
  Flight* first_ = nullptr;
  std::size_t in_flight_ = 0;
  std::vector<model::DevicePort> used_;
  std::uint64_t kept_reads_ = 0, kept_changes_ = 0;
  model::RequestLogEntry counted_{.kind = model::RequestKind::kCounted, .count = 0};  ///< Not in the log yet.
  const std::shared_ptr<Link> link_;
  std::optional<std::stop_callback<OnRevoked>> on_revoked_;
  std::optional<std::stop_callback<OnFinishing>> on_finishing_;
};

}  // namespace callout::relay
