// SPDX-License-Identifier: Apache-2.0
#include "api/events.h"

#include <algorithm>

namespace callout::api {

Subscription::Subscription(net::Worker& worker, model::TeamId team, model::TechnicianId technician,
                           model::SignInId sign_in, std::optional<model::Permissions> only)
    : worker_(worker),
      team_(std::move(team)),
      technician_(std::move(technician)),
      sign_in_(std::move(sign_in)),
      only_(only) {}

std::optional<model::Event> Subscription::next() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  model::Event event = std::move(waiting_.front());
  waiting_.pop_front();
  return event;
}

bool Subscription::waiting() const {
  const std::lock_guard lock(mutex_);
  return !waiting_.empty();
}

bool Subscription::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

bool Subscription::push(const model::Event& event) {
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  const auto same = [&](const model::Event& other) {
    return other.kind == event.kind && other.id == event.id && other.removed == event.removed;
  };
  if (std::ranges::any_of(waiting_, same)) return false;
  if (waiting_.size() >= kEventsQueued) {
    ended_ = true;
    waiting_.clear();
    return true;
  }
  waiting_.push_back(event);
  return waiting_.size() == 1;
}

void Subscription::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
}

void Subscription::wake() {
  changed_.notify();
  if (cut_ && ended()) cut_();
}

void EventHub::wake(const std::shared_ptr<Subscription>& subscription) {
  subscription->worker_.post([subscription] { subscription->wake(); });
}

void EventHub::publish(const model::TeamId& team, const model::Event& event) {
  const std::lock_guard lock(mutex_);
  for (const auto& subscription : subscriptions_) {
    if (subscription->team_ == team && subscription->push(event)) wake(subscription);
  }
}

std::shared_ptr<Subscription> EventHub::subscribe(model::TeamId team, model::TechnicianId technician,
                                                  model::SignInId sign_in, std::optional<model::Permissions> only) {
  const std::lock_guard lock(mutex_);
  const auto of_technician =
      std::ranges::count_if(subscriptions_, [&](const auto& s) { return s->technician_ == technician; });
  if (closed_ || subscriptions_.size() >= kStreamsMost ||
      static_cast<std::size_t>(of_technician) >= kStreamsPerTechnician)
    return nullptr;
  subscriptions_.push_back(std::make_shared<Subscription>(net::Worker::current(), std::move(team),
                                                          std::move(technician), std::move(sign_in), only));
  return subscriptions_.back();
}

void EventHub::unsubscribe(const std::shared_ptr<Subscription>& subscription) {
  const std::lock_guard lock(mutex_);
  std::erase(subscriptions_, subscription);
}

template <class F>
void EventHub::end_where(F matches) {
  const std::lock_guard lock(mutex_);
  for (const auto& subscription : subscriptions_) {
    if (!matches(*subscription)) continue;
    subscription->end();
    wake(subscription);
  }
}

void EventHub::sign_in_ended(const model::SignInId& sign_in) {
  end_where([&](const Subscription& s) { return s.sign_in_ == sign_in; });
}

void EventHub::technician_changed(const model::TechnicianId& technician) {
  end_where([&](const Subscription& s) { return s.technician_ == technician; });
}

void EventHub::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  end_where([](const Subscription&) { return true; });
}

std::size_t EventHub::size() const {
  const std::lock_guard lock(mutex_);
  return subscriptions_.size();
}

}  // namespace callout::api
