// SPDX-License-Identifier: Apache-2.0
// What answers on session hosts: finds the lease of the host, admits the browser by its session cookie, and forwards to
// the device.
//
// Made by programs; serve() runs on the worker that place() names, so that a session's bytes never cross threads. The
// relay never decides who may do what: without a lease there is nothing to forward, and leases are made and revoked by
// sessions alone.
#pragma once

#include <atomic>
#include <string>

#include "base/clock.h"
#include "http/exchange.h"
#include "net/blocking_pool.h"
#include "relay/asked.h"
#include "relay/pages.h"
#include "relay/shard.h"
#include "sessions/tickets.h"

namespace callout::relay {

/// For /metrics; any thread.
struct RelayCounters {
  std::atomic<std::uint64_t> requests{0}, streams{0}, refused{0};
  TrafficCounters traffic;
};

class Relay {
 public:
  struct Parts {
    Shards& shards;
    sessions::LeaseTable& leases;
    sessions::Service& sessions;  ///< Told which parts of a device its sessions use.
    sessions::RequestLog& request_log;
    sessions::Tickets& tickets;
    net::BlockingPool& pool;
    const Clock& clock;
    Log& log;
    std::string console_url;     ///< "https://console.example", no slash at the end.
    std::string session_domain;  ///< "sessions.example" or "sessions.localhost:8440": what follows the label.
    bool secure = false;         ///< Whether browsers reach session hosts by https.
  };
  explicit Relay(Parts parts);
  ~Relay();

  /// Whether this host (lower case, with its port unless it is the default one) is a label of the session domain.
  bool is_session_host(std::string_view authority) const;
  /// The worker of the install that this host's session goes through; nullptr for hosts without a live session.
  net::Worker* place(std::string_view host) const;
  net::Task<> serve(http::Exchange& exchange);
  const RelayCounters& counters() const { return counters_; }

 private:
  std::string_view name_of(std::string_view authority) const;
  PageContext context_of(const http::Exchange& exchange) const;
  net::Task<> answer(http::Exchange& exchange, Page page, const SessionTraffic* traffic);
  /// The same for what was asked of the device, and stands in the session's log.
  net::Task<> refuse(http::Exchange& exchange, Page page, const SessionTraffic& traffic, Flight& flight);
  /// Whether what is asked of this part of the device can be written down, as it must before a byte goes there: in the
  /// access log, and in the journal when the session has not used that part before.
  net::Task<bool> can_record(SessionTraffic& traffic, model::DevicePort port);
  SessionTraffic& traffic_of(Shard& shard, std::shared_ptr<sessions::Lease> lease);
  void forget_if_over(Shard& shard, const std::string& label);
  net::Task<> serve_host(http::Exchange& exchange, Shard& shard, SessionTraffic& traffic, const SessionHost& here,
                         Flight& flight);

  // ticket.cc: how a browser gets the session cookie.
  net::Task<> own_page(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here, Shard& shard);
  net::Task<> start_ticket(http::Exchange& exchange, SessionTraffic& traffic, std::string_view back_to);
  net::Task<> finish_ticket(http::Exchange& exchange, SessionTraffic& traffic);
  // join.cc: how an admitted browser gets it on the session's other hosts.
  net::Task<> ask_to_join(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here, bool navigation);
  net::Task<> admit_to_other(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here);
  net::Task<> finish_join(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here);
  net::Task<> finish_script_join(http::Exchange& exchange, SessionTraffic& traffic, const SessionHost& here);
  bool admitted(const http::Exchange& exchange, const SessionTraffic& traffic) const;

  // forward.cc: the way to the device and back.
  net::Task<> forward(http::Exchange& exchange, SessionTraffic& traffic, Asked asked, Shard& shard, Flight& flight);
  net::Task<> forward_request(http::Exchange& exchange, SessionTraffic& traffic, const Asked& asked,
                              net::Http2Stream& stream, Flight& flight);
  net::Task<> forward_websocket(http::Exchange& exchange, SessionTraffic& traffic, const Asked& asked,
                                net::Http2Stream& stream, Flight& flight);
  // raw_tunnel.cc: raw bytes for the client.
  net::Task<> serve_raw(http::Exchange& exchange, SessionTraffic& traffic, Shard& shard, Flight& flight);
  net::Task<> carry_raw(http::Exchange& exchange, net::Http2Stream& stream, Flight& flight);
  net::Task<> answer_raw(http::Exchange& exchange, int status, std::string_view hop, std::string_view code,
                         std::string_view detail, std::string_view remedy);

  Page failure_of(const http::Exchange& exchange, const SessionTraffic& traffic, model::Hop hop,
                  model::FailureCode code, std::string detail) const;

  const Parts parts_;
  RelayCounters counters_;
};

}  // namespace callout::relay
