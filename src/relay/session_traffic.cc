// SPDX-License-Identifier: Apache-2.0
#include "relay/session_traffic.h"

#include "base/check.h"

namespace callout::relay {

Flight::Flight(SessionTraffic& traffic, http::Exchange& exchange) : traffic_(traffic), exchange_(exchange), next_(traffic.first_) {
  if (next_ != nullptr) next_->previous_ = this;
  traffic_.first_ = this;
  ++traffic_.in_flight_;
}

Flight::~Flight() {
  (previous_ != nullptr ? previous_->next_ : traffic_.first_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  --traffic_.in_flight_;
}

void Flight::cut() {
  cut_ = true;
  if (stream_ != nullptr) stream_->close();
  exchange_.abort();
}

SessionTraffic::SessionTraffic(std::shared_ptr<sessions::Lease> lease, wire::SessionMap map)
    : lease_(std::move(lease)), map_(std::move(map)), link_(std::make_shared<Link>(net::Worker::current(), this)) {
  on_revoked_.emplace(lease_->cut_token(), OnRevoked{link_});
}

SessionTraffic::~SessionTraffic() {
  check(in_flight_ == 0);
  on_revoked_.reset();  // Waits for a callback that is running; what it posted finds no traffic any more.
  link_->traffic = nullptr;
}

void SessionTraffic::OnRevoked::operator()() const {
  link->worker.post([link = link] {
    if (link->traffic != nullptr) link->traffic->cut_all();
  });
}

void SessionTraffic::cut_all() {
  // Cutting wakes tasks on later turns of the loop, so the list does not change under our feet.
  for (Flight* flight = first_; flight != nullptr; flight = flight->next_) flight->cut();
}

}  // namespace callout::relay
