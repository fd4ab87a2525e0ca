// SPDX-License-Identifier: Apache-2.0
#include "relay/session_traffic.h"

#include "base/check.h"
#include "model/text.h"

namespace callout::relay {

Flight::Flight(SessionTraffic& traffic, http::Exchange& exchange)
    : traffic_(traffic), exchange_(exchange), began_(traffic.clock_.steady()), next_(traffic.first_) {
  if (next_ != nullptr) next_->previous_ = this;
  traffic_.first_ = this;
  ++traffic_.in_flight_;
  traffic_.counters_.in_flight.fetch_add(1, std::memory_order_relaxed);
}

Flight::~Flight() {
  (previous_ != nullptr ? previous_->next_ : traffic_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  --traffic_.in_flight_;
  traffic_.counters_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  if (!entry_) return;
  entry_->took = std::chrono::duration_cast<std::chrono::milliseconds>(traffic_.clock_.steady() - began_);
  traffic_.keep(std::move(*entry_));
}

void Flight::log(model::RequestKind kind, const wire::RequestHead& head, const model::DevicePort& port) {
  // What follows is where pages put passwords, tokens and the ids of their own sessions.
  const auto path = std::string_view(head.target).substr(0, head.target.find_first_of("?;"));
  entry_ = {.session = traffic_.lease().terms().session,
            .at = traffic_.clock_.wall(),
            .kind = kind,
            .method = model::clean_text(head.method, model::kLoggedMethodMost),
            .scheme = port.scheme.value_or(model::Scheme::kHttp),
            .port = port.port,
            .path = model::clean_text(path, model::kLoggedPathMost),
            .query = path.size() < head.target.size()};
}

void Flight::answered(int status, bool from_device) {
  if (!entry_) return;
  entry_->status = status;
  entry_->from_device = from_device;
}

void Flight::add_up(std::uint64_t bytes) {
  traffic_.lease().add_up(bytes);
  traffic_.counters_.bytes_up.fetch_add(bytes, std::memory_order_relaxed);
  if (entry_) entry_->bytes_up += bytes;
}

void Flight::add_down(std::uint64_t bytes) {
  traffic_.lease().add_down(bytes);
  traffic_.counters_.bytes_down.fetch_add(bytes, std::memory_order_relaxed);
  if (entry_) entry_->bytes_down += bytes;
}

void Flight::cut() {
  cut_ = true;
  if (stream_ != nullptr) stream_->close();
  exchange_.abort();
}

void TrafficCounters::add_revocation(std::chrono::microseconds took) {
  const auto us = static_cast<std::uint64_t>(took.count());
  revocations.fetch_add(1, std::memory_order_relaxed);
  revocation_us.fetch_add(us, std::memory_order_relaxed);
  auto slowest = slowest_us.load(std::memory_order_relaxed);
  while (us > slowest && !slowest_us.compare_exchange_weak(slowest, us, std::memory_order_relaxed)) {
  }
}

SessionTraffic::SessionTraffic(std::shared_ptr<sessions::Lease> lease, wire::SessionMap map, sessions::RequestLog& log,
                               const Clock& clock, TrafficCounters& counters)
    : lease_(std::move(lease)),
      map_(std::move(map)),
      own_host_{lease_->terms().label,
                std::nullopt,
                {lease_->terms().scheme == model::Scheme::kHttps, lease_->terms().port},
                map_.own_hosts()},
      log_(log),
      clock_(clock),
      counters_(counters),
      link_(std::make_shared<Link>(net::Worker::current(), this)) {
  // The record of its opening names where it was opened to.
  const auto& terms = lease_->terms();
  const bool webpage = terms.kind == model::SessionKind::kWebpage;
  note_use({webpage ? std::optional(terms.scheme) : std::nullopt, terms.port});
  on_revoked_.emplace(lease_->cut_token(), OnRevoked{link_, clock_});
  on_finishing_.emplace(lease_->finishing_token(), OnFinishing{link_});
}

std::optional<SessionHost> SessionTraffic::other_host(const wire::WebEndpoint& endpoint) const {
  auto hosts = map_.hosts_of(endpoint);
  if (!hosts) return std::nullopt;
  return SessionHost{wire::session_host_name(lease_->terms().label, endpoint), endpoint, endpoint, std::move(*hosts)};
}

std::optional<SessionHost> SessionTraffic::host_named(std::string_view name) const {
  const auto parsed = wire::parse_session_host_name(name);
  if (!parsed || parsed->label != own_host_.name) return std::nullopt;
  return parsed->endpoint ? other_host(*parsed->endpoint) : std::optional(own_host_);
}

SessionTraffic::~SessionTraffic() {
  check(in_flight_ == 0);
  keep_counted();
  // Each waits for a callback that is running; what it posted finds no traffic any more.
  on_revoked_.reset();
  on_finishing_.reset();
  link_->traffic = nullptr;
}

void SessionTraffic::keep(model::RequestLogEntry entry) {
  const bool reads = entry.kind == model::RequestKind::kHttp && model::only_reads(entry.method);
  auto& kept = reads ? kept_reads_ : kept_changes_;
  if (kept < (reads ? kReadsLogged : kChangesLogged)) {
    ++kept;
    log_.add(lease_->terms().team, std::move(entry));
    return;
  }
  if (counted_.count == 0) counted_.at = entry.at;
  ++counted_.count;
  counted_.bytes_up += entry.bytes_up;
  counted_.bytes_down += entry.bytes_down;
  if (counted_.count == kCountedTogether) keep_counted();
}

void SessionTraffic::keep_counted() {
  if (counted_.count == 0) return;
  counted_.session = lease_->terms().session;
  counted_.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.wall() - counted_.at);
  log_.add(lease_->terms().team, counted_);
  counted_ = {.kind = model::RequestKind::kCounted, .count = 0};
}

void SessionTraffic::OnRevoked::operator()() const {
  link->worker.post([link = link, at = clock.steady()] {
    if (link->traffic != nullptr) link->traffic->cut_all(at);
  });
}

void SessionTraffic::OnFinishing::operator()() const {
  link->worker.post([link = link] {
    if (link->traffic != nullptr) link->traffic->cut_all_but_uploads();
  });
}

void SessionTraffic::cut_all_but_uploads() {
  for (Flight* flight = first_; flight != nullptr; flight = flight->next_) {
    if (!flight->upload_) flight->cut();
  }
}

void SessionTraffic::cut_all(Steady revoked_at) {
  // Cutting wakes tasks on later turns of the loop, so the list does not change under our feet.
  for (Flight* flight = first_; flight != nullptr; flight = flight->next_) flight->cut();
  counters_.add_revocation(std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - revoked_at));
}

}  // namespace callout::relay
