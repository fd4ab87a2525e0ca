// SPDX-License-Identifier: Apache-2.0
#include "api/event_stream.h"

#include "api/event_text.h"
#include "base/encoding.h"
#include "net/timer.h"

namespace callout::api {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;

constexpr auto kComment = 15s;       // Proxies drop connections that are silent for a minute.
constexpr auto kStreamLife = 15min;  // How long an expired sign-in can go on watching.

// Wakes the stream's loop when its browser has gone.
class Gone final : public net::Waiter {
 public:
  Gone(http::Exchange& exchange, net::Event& changed) : exchange_(exchange), changed_(changed) {
    exchange_.when_gone(this);
  }
  ~Gone() { exchange_.when_gone(nullptr); }
  Gone(const Gone&) = delete;
  Gone& operator=(const Gone&) = delete;
  void ready() override {
    gone_ = true;
    changed_.notify();
  }
  explicit operator bool() const { return gone_; }

 private:
  http::Exchange& exchange_;
  net::Event& changed_;
  bool gone_ = false;
};

bool may_watch(const Context& context, const access::Subject& reader) {
  return !context.authority.reach(reader, access::Action::kSignedIn).nothing();
}

// A reader that does not read must not hold up the end: then the exchange is cut.
net::Task<bool> write(http::Exchange& exchange, Subscription& subscription, std::string_view text) {
  subscription.set_cut([&exchange] { exchange.abort(); });
  const bool written = (co_await exchange.write(bytes_of(text))).has_value();
  subscription.set_cut({});
  co_return written;
}

net::Task<bool> write_waiting(http::Exchange& exchange, Context& context, net::BlockingPool& pool,
                              Subscription& subscription, const access::Subject& reader) {
  while (const auto event = subscription.next()) {
    const auto text = co_await pool.run([&] { return event_text(context, reader, *event); });
    // A full pool: the stream ends and the console fetches everything anew when it is back.
    if (!text) co_return false;
    if (text->empty()) continue;
    if (!co_await write(exchange, subscription, *text)) co_return false;
  }
  co_return true;
}

}  // namespace

net::Task<> stream_events(http::Exchange& exchange, Context& context, net::BlockingPool& pool,
                          std::shared_ptr<Subscription> subscription, wire::Headers security_headers) {
  const access::Subject reader{subscription->team(), subscription->technician(), subscription->only()};
  const Steady end = context.clock.steady() + kStreamLife;
  wire::ResponseHead head{200, "OK", std::move(security_headers)};
  head.headers.add("Content-Type", "text/event-stream");
  head.headers.add("Cache-Control", "no-store");
  head.headers.add("X-Accel-Buffering", "no");  // nginx in front would hold events back.
  if (!co_await exchange.start(head, std::nullopt)) co_return;
  if (!co_await write(exchange, *subscription, ": connected\n\n")) co_return;

  bool quiet = false;
  net::Timer timer([&quiet, &subscription] {
    quiet = true;
    subscription->changed().notify();
  });
  Gone gone(exchange, subscription->changed());
  timer.arm(kComment);
  while (!gone && !subscription->ended() && context.clock.steady() < end && may_watch(context, reader)) {
    if (!co_await write_waiting(exchange, context, pool, *subscription, reader)) break;
    if (quiet) {
      quiet = false;
      if (!co_await write(exchange, *subscription, ": still here\n\n")) break;
      timer.arm(kComment);
    }
    if (gone || subscription->ended() || subscription->waiting() || quiet) continue;
    co_await subscription->changed().wait();
  }
  if (!gone) co_await exchange.end();
}

}  // namespace callout::api
