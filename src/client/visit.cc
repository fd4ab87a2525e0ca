// SPDX-License-Identifier: Apache-2.0
#include "client/visit.h"

#include <algorithm>
#include <utility>

namespace callout::client {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{2000};
constexpr std::chrono::milliseconds kSoon{100};
/// The server can be restarted, and a laptop's network can come back, before the agent's own lease is over.
constexpr int kFailedLooks = 15;

}  // namespace

Visit::Visit(const Access& access, Session session, ClientKey key)
    : access_(access), server_(access), session_(std::move(session)), key_(std::move(key)) {}

void Visit::stop() {
  stopped_ = true;
  changed_.notify();
}

void Visit::look_soon() {
  soon_ = true;
  if (next_look_.armed()) next_look_.arm(kSoon);
}

net::Task<> Visit::wait() {
  next_look_.arm(std::exchange(soon_, false) ? kSoon : kBetweenLooks);
  if (!stopped_) co_await changed_.wait();
  next_look_.disarm();
}

void Visit::cut() {
  over_ = true;
  next_look_.disarm();
  if (on_end) on_end();
  for (DataChannel* channel : channels_) channel->stream().close();
}

net::Task<Outcome<>> Visit::run() {
  int failed_looks = 0;
  std::optional<Failure> end;
  while (!stopped_ && !end) {
    co_await wait();
    if (stopped_) break;
    auto now = co_await get_session(server_, session_.id);
    if (now) {
      failed_looks = 0;
      session_ = std::move(*now);
      if (!session_.active()) end = why_closed(session_);
    } else if (now.error().exit != Exit::kFailed || ++failed_looks == kFailedLooks) {
      end = now.error();
    }
  }
  cut();
  if (end) {
    if (end->exit == Exit::kOutOfReach) end->exit = Exit::kSessionEnded;
    co_return std::unexpected(*end);
  }
  co_return co_await end_session(server_, session_.id);
}

net::Task<> Visit::carry(net::TcpStream& connection, std::uint16_t port, Greeter& greeter) {
  auto channel = co_await open_channel(key_, access_.tls.get(), port);
  if (channel && over_) channel = fail_with(Exit::kSessionEnded, "The session has ended.");
  if (!channel) {
    look_soon();
    co_await greeter.refused(connection, channel.error());
    connection.close();
    co_return;
  }
  channels_.push_back(channel->get());
  const auto begun = co_await greeter.accepted(connection, **channel);
  const bool whole = !begun || co_await splice(connection, **channel);
  (*channel)->stream().close();
  connection.close();
  std::erase(channels_, channel->get());
  if (!whole) look_soon();
}

}  // namespace callout::client
