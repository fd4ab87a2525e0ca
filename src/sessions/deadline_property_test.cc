// SPDX-License-Identifier: Apache-2.0
// Property: whatever the date does and however often the server restarts, a session is never served longer than it was
// granted. Random but seeded; the seed of a failure is printed.
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "sessions/sessions_testing.h"

namespace callout::sessions {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

class Deadlines : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Deadlines, testing::Range(1u, 21u));

TEST_P(Deadlines, NoSessionIsServedLongerThanGranted) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 random(GetParam());
  const auto below = [&](unsigned bound) { return std::uniform_int_distribution<unsigned>(0, bound - 1)(random); };
  TestServer server;
  server.online();
  const auto session = server.open_active();
  auto granted = milliseconds(30min);  // What was promised in all, from the start of the session.
  auto served = milliseconds(0);       // Time that passed while the lease could be used.
  auto slack = milliseconds(
      0);  // Unsaved time before a power cut whose clock came back earlier: at most one save interval each.
  bool clock_set_back = false;
  for (int i = 0; i < 400; ++i) {
    const auto lease = server.lease(session);
    if (!lease) break;
    switch (below(8)) {
      case 0: {
        const auto by = milliseconds(std::chrono::minutes(below(10000))) - milliseconds(std::chrono::minutes(5000));
        server.clock.jump_wall(by);
        clock_set_back |= by < 0ms;
        break;
      }
      case 1: server.restart(); break;
      case 2:
        if (below(4) != 0) break;
        server.clock.reboot();
        if (below(2) == 0) {  // The machine's battery is empty: it wakes up in the past.
          server.clock.jump_wall(-std::chrono::minutes(below(5000)));
          clock_set_back = true;
        }
        server.clock.advance(std::chrono::minutes(below(3)));
        server.restart();
        if (clock_set_back) slack += 31s;
        clock_set_back = false;
        break;
      case 3:
        if (server.sessions->extend(server.as(server.member), session.id))
          granted = std::max(granted, served + milliseconds(30min));
        break;
      default: {
        const auto by = milliseconds(below(120'000));
        const auto usable =
            std::max(0ms, std::chrono::duration_cast<milliseconds>(lease->deadline() - server.clock.steady()));
        served += std::min(by, usable);
        server.clock.advance(by);
        break;
      }
    }
    server.online();
    std::ignore =
        server.jobs->finished(server.install.id, session.job, jobs::Completed{});  // To a reopening, if there is one.
    server.tick();
    ASSERT_LE(served, granted + slack);
    ASSERT_LE(served, limits::kSessionMost + slack);
  }
}

}  // namespace
}  // namespace callout::sessions
