// SPDX-License-Identifier: Apache-2.0
#include "tunnel/heartbeat.h"

#include "base/random.h"
#include "net/timer.h"

namespace callout::tunnel {
namespace {

constexpr int kMisses = 2;

}  // namespace

std::chrono::milliseconds Heartbeat::pause() const {
  // 90 to 110 %, so that agents that connected together do not beat together. The agent leaves the server the first
  // word.
  const auto tenth = static_cast<unsigned>(interval_.count() / 10);
  const auto jittered =
      interval_ - std::chrono::milliseconds(tenth) + std::chrono::milliseconds(random_below(2 * tenth + 1));
  return side_ == Side::kPings ? jittered : jittered + interval_ / 2;
}

net::Task<> Heartbeat::run() {
  net::Timer timer([this] { stopped_.notify(); });
  int missed = 0;
  while (!over_) {
    if (missed == 0) {
      timer.arm(pause());
      co_await stopped_.wait();
      if (over_) break;
    }
    const auto asked = std::chrono::steady_clock::now();
    // Bytes of any kind are a sign of life; the listening side asks only when there were none.
    if (side_ == Side::kListens && asked - session_.last_received() < interval_) {
      missed = 0;
      continue;
    }
    const auto answer = co_await session_.ping(interval_ / 2);
    if (answer) round_trip_ = std::chrono::duration_cast<std::chrono::milliseconds>(*answer);
    const bool alive = answer || session_.last_received() >= asked;
    missed = alive ? 0 : missed + 1;
    if (missed == kMisses && !over_) {
      silent_ = true;
      session_.close();
      break;
    }
  }
}

void Heartbeat::stop() {
  over_ = true;
  stopped_.notify();
}

net::Task<Error> run_with_heartbeat(net::Http2Session& session, Heartbeat& heartbeat) {
  net::TaskGroup beating;
  beating.spawn(heartbeat.run());
  Error why = co_await session.run();
  heartbeat.stop();
  co_await beating.join();
  if (heartbeat.found_silence()) why = {Code::kTimeout, "The other end of the tunnel is silent."};
  co_return why;
}

}  // namespace callout::tunnel
