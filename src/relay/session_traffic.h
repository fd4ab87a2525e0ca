// SPDX-License-Identifier: Apache-2.0
// The requests in flight of one session host, on the install's worker, so that a revocation cuts them all at once. Made
// by Relay at a host's first request; removed when its lease is over and nothing is in flight.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "http/exchange.h"
#include "net/http2_session.h"
#include "net/worker.h"
#include "sessions/lease.h"
#include "wire/translate.h"

namespace callout::relay {

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
  bool was_cut() const { return cut_; }
  void cut();

 private:
  friend class SessionTraffic;
  SessionTraffic& traffic_;
  http::Exchange& exchange_;
  net::Http2Stream* stream_ = nullptr;
  bool cut_ = false;
  Flight* next_ = nullptr;
  Flight* previous_ = nullptr;
};

/// For /metrics; any thread.
struct TrafficCounters {
  std::atomic<std::uint64_t> in_flight{0};  ///< Requests under way now.
  std::atomic<std::uint64_t> revocations{0}, revocation_us{0},
      slowest_us{0};  ///< From the revocation to the last stream cut.
  void add_revocation(std::chrono::microseconds took);
};

class SessionTraffic {
 public:
  /// On the install's worker. `map` serves every request of this host.
  SessionTraffic(std::shared_ptr<sessions::Lease> lease, wire::SessionMap map, const Clock& clock,
                 TrafficCounters& counters);
  ~SessionTraffic();
  SessionTraffic(const SessionTraffic&) = delete;
  SessionTraffic& operator=(const SessionTraffic&) = delete;

  sessions::Lease& lease() const { return *lease_; }
  const wire::SessionMap& map() const { return map_; }
  std::size_t in_flight() const { return in_flight_; }

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
  void cut_all(Steady revoked_at);

  const std::shared_ptr<sessions::Lease> lease_;
  const wire::SessionMap map_;
  const Clock& clock_;
  TrafficCounters& counters_;
  Flight* first_ = nullptr;
  std::size_t in_flight_ = 0;
  const std::shared_ptr<Link> link_;
  std::optional<std::stop_callback<OnRevoked>> on_revoked_;
};

}  // namespace callout::relay
