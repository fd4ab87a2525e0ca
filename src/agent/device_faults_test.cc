// SPDX-License-Identifier: Apache-2.0
// What a broken device may cost: a request is answered or fails, and one that is not safe reaches it at most once.
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "agent/device_exchange.h"
#include "agent/site_testing.h"
#include "base/encoding.h"
#include "base/random.h"
#include "net/net_testing.h"

namespace callout::agent {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
constexpr std::size_t kNever = 1'000'000;

/// Where a connection breaks, counted over its whole life.
struct Fault {
  std::size_t request = kNever;  ///< Bytes of requests that it reads.
  std::size_t answer = kNever;   ///< Bytes of answers that it sends.
  bool reset = true;             ///< Else it closes in order.
};

/// Answers everything, and breaks each connection where the plan says. Counts on how many connections each target came.
class FaultyDevice {
 public:
  using Plan = std::function<Fault(int connection)>;
  explicit FaultyDevice(Plan plan) : plan_(std::move(plan)) { tasks_.spawn(accept()); }
  std::uint16_t port() const { return listener_->address().port(); }
  std::map<std::string, int, std::less<>> seen;
  int connections = 0;

  net::Task<> stop() {
    listener_->close();
    for (const auto& each : streams_) {
      if (const auto stream = each.lock()) stream->close();
    }
    co_await tasks_.join();
  }

 private:
  net::Task<> accept() {
    for (;;) {
      auto stream = co_await listener_->accept();
      if (!stream) co_return;
      std::shared_ptr<net::TcpStream> shared = std::move(*stream);
      streams_.push_back(shared);
      tasks_.spawn(serve(std::move(shared), plan_(connections++)));
    }
  }

  net::Task<> serve(std::shared_ptr<net::TcpStream> stream, Fault fault) {
    std::array<std::byte, 4096> buffer;
    std::string request;
    std::size_t read = 0;
    std::size_t sent = 0;
    while (read < fault.request && sent < fault.answer) {
      const auto count = co_await stream->read(std::span(buffer).first(std::min(buffer.size(), fault.request - read)));
      if (!count || *count == 0) break;
      read += *count;
      if (request.find('\n') == std::string::npos) note(request, text_of(std::span(buffer).first(*count)));
      request += text_of(std::span(buffer).first(*count));
      const std::size_t end = request.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const bool body = request.starts_with("POST");
      if (body && request.size() < end + 4 + 4) continue;
      request.clear();
      const auto piece = kAnswer.substr(0, std::min(kAnswer.size(), fault.answer - sent));
      sent += piece.size();
      if (!(co_await stream->write(bytes_of(piece)))) break;
    }
    if (fault.reset) {
      stream->reset();
    } else {
      stream->close();
    }
  }

  /// The request's line is whole from here on.
  void note(const std::string& before, std::string_view more) {
    const std::string text = before + std::string(more);
    const std::size_t end = text.find(" HTTP/1.1\r\n");
    if (end != std::string::npos) ++seen[text.substr(text.find('/'), end - text.find('/'))];
  }

  Plan plan_;
  std::unique_ptr<net::Listener> listener_ =
      std::move(*net::Listener::bind(*net::SocketAddress::parse("127.0.0.1:0"), false));
  std::vector<std::weak_ptr<net::TcpStream>> streams_;
  net::TaskGroup tasks_;
};

struct Asked {
  bool safe = false;
  SiteAnswer answer = {};
  bool over = false;
};

net::Task<> ask_into(TestSite& site, SiteRequest request, Asked& asked) {
  asked.answer = co_await site.ask(std::move(request));
  asked.over = true;
}

SiteRequest request_of(const std::string& target, bool safe) {
  SiteRequest request{.method = safe ? "GET" : "POST", .target = target};
  if (!safe) {
    request.headers.add("content-length", "4");
    request.body = "some";
  }
  return request;
}

void expect_kept(const Asked& asked, int seen, const std::string& where) {
  EXPECT_TRUE(asked.over) << where;
  if (asked.answer.whole && asked.answer.status == 200) {
    // A head that ends early is read as browsers do on plain http: without a body, or as HTTP/0.9.
    EXPECT_TRUE(asked.answer.body == "hello" || kAnswer.starts_with(asked.answer.body)) << where << asked.answer.body;
    EXPECT_GE(seen, 1) << where;
  }
  if (!asked.answer.whole) EXPECT_TRUE(asked.answer.status == 200 || asked.answer.status == 0) << where;
  EXPECT_LE(seen, asked.safe ? 2 + DeviceExchange::kUnheardMost : 1) << where;
}

/// One request to a device whose first connections break at exactly one place, and then the same on a kept connection.
net::Task<> each_byte() {
  for (const bool safe : {true, false}) {
    for (const bool kept : {false, true}) {
      for (std::size_t place = 1; place < 130 + kAnswer.size(); place += place < 127 ? 3 : 1) {
        const std::size_t before = kept ? kAnswer.size() : 0;
        Fault fault{.reset = place % 2 == 0};
        if (place < 130) {
          fault.request = place + (kept ? 130 : 0);
        } else {
          fault.answer = std::max<std::size_t>(place - 130 + before, 1);
        }
        int broken = 0;
        FaultyDevice device([&](int) { return broken++ == 0 ? fault : Fault{}; });
        TestSite site(device.port());
        co_await site.start();
        Asked first{.safe = true};
        if (kept) co_await ask_into(site, request_of("/before", true), first);
        Asked asked{.safe = safe};
        co_await ask_into(site, request_of("/x", safe), asked);
        const auto where = fmt::format("safe {} kept {} place {}", safe, kept, place);
        expect_kept(asked, device.seen["/x"], where);
        // The device works but for the one fault, so a safe request fails only when its answer had begun.
        if (safe && place < 130) EXPECT_EQ(asked.answer.body, "hello") << where << asked.answer.failure;
        co_await site.end();
        co_await device.stop();
      }
    }
  }
}
TEST(DeviceFaults, AResetAtAnyByteLosesNothingAndRepeatsNothingUnsafe) {
  start_crypto();
  net::run_test_task(each_byte());
}

net::Task<> seeded(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  FaultyDevice device([&](int) {
    Fault fault{.reset = below(1) == 0};
    if (below(2) == 0) fault.request = below(400);
    if (below(3) == 0) fault.answer = below(200);
    return fault;
  });
  TestSite site(device.port());
  co_await site.start();
  std::vector<Asked> asked(24);
  net::TaskGroup asking;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    asked[i].safe = below(1) == 0;
    asking.spawn(ask_into(site, request_of(fmt::format("/{}", i), asked[i].safe), asked[i]));
  }
  co_await asking.join();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    expect_kept(asked[i], device.seen[fmt::format("/{}", i)], fmt::format("seed {} request {}", seed, i));
  }
  co_await site.end();
  co_await device.stop();
}
TEST(DeviceFaults, UnderSeededFaultsEveryRequestEndsAndNoUnsafeOneRepeats) {
  start_crypto();
  for (unsigned seed = 0; seed < 40; ++seed) net::run_test_task(seeded(seed));
}

}  // namespace
}  // namespace callout::agent
