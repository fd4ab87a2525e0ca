// SPDX-License-Identifier: Apache-2.0
// What of a body is read before its head goes to the device, and which length the head says.
#include "relay/upload.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "relay/relay_rules_testing.h"

namespace callout::relay {
namespace {

/// A browser that sends a body in pieces.
class Sending final : public FakeExchange {
 public:
  static constexpr std::size_t kPiece = 16384;
  Sending(wire::RequestHead head, std::string body, bool breaks_off)
      : FakeExchange(std::move(head)), body_(std::move(body)), breaks_off_(breaks_off) {}
  bool has_body() const override { return true; }
  std::optional<std::uint64_t> body_length() const override {
    return request().headers.contains("Content-Length") ? std::optional<std::uint64_t>(body_.size()) : std::nullopt;
  }
  net::Task<Result<std::span<const std::byte>>> read_body() override {
    if (breaks_off_ && left().empty()) co_return fail(Code::kClosed, "The browser has gone.");
    const auto piece = left().substr(0, kPiece);
    sent += piece.size();
    co_return bytes_of(piece);
  }
  std::size_t sent = 0;

 private:
  std::string_view left() const { return std::string_view(body_).substr(sent); }
  const std::string body_;
  const bool breaks_off_;
};

class UploadTest : public RelayRules {
 protected:
  struct Begun {
    bool goes_on = false;
    std::string length = "none";
    std::size_t read = 0;  ///< Of the body, before the head goes.
  };
  Begun begin(std::string_view type, std::string body, bool says_length = true, bool breaks_off = false) {
    wire::RequestHead head;
    head.method = "POST";
    head.headers.add("Content-Type", std::string(type));
    if (says_length) head.headers.add("Content-Length", std::to_string(body.size()));
    Sending exchange(head, std::move(body), breaks_off);
    Begun begun;
    net::run_to_end(workers_[0],
                    [](UploadTest& its, Sending& sending, wire::RequestHead& sent, Begun& out) -> net::Task<> {
                      SessionTraffic traffic(its.leases->find(its.session_.label).lease, its.map_, its.request_log,
                                             its.clock, its.counters_);
                      Flight flight(traffic, sending);
                      Upload upload(sending, its.map_, flight);
                      out.goes_on = co_await upload.begin(sent, its.map_.device());
                    }(*this, exchange, head, begun));
    if (const auto* length = head.headers.find("Content-Length")) begun.length = *length;
    begun.read = exchange.sent;
    return begun;
  }
  /// As long as asked, with one URL of the session at its beginning and one at its end.
  static std::string long_text(std::size_t size) { return kUrl + std::string(size - 2 * kUrl.size(), ' ') + kUrl; }

  static inline const std::string kUrl = "https://abc7.sessions.example/";
  static inline const std::string kOwn = "http://192.168.1.5/";
  wire::SessionMap map_{{"http", "192.168.1.5", 80}, {"https", "abc7.sessions.example", 443}};
  TrafficCounters counters_;
};

TEST_F(UploadTest, AShortBodyIsReadWholeAndSaysItsNewLength) {
  for (const std::string_view type : {"application/json", "text/plain", "application/x-www-form-urlencoded"}) {
    const auto begun = begin(type, kUrl + "x");
    EXPECT_TRUE(begun.goes_on);
    EXPECT_EQ(begun.length, std::to_string(kOwn.size() + 1)) << type;
  }
  EXPECT_EQ(begin("text/plain", "as it is").length, "8");
  EXPECT_EQ(begin("text/plain", "as it is", false).length, "8") << "the agent need not wait for it";
  EXPECT_EQ(counters_.bytes_up, 3 * (kUrl.size() + 1) + 16);
}

TEST_F(UploadTest, OfALongBodyTheBeginningIsRead) {
  const std::string body = long_text(1U << 20U);
  const auto json = begin("application/json", body);
  EXPECT_EQ(json.length, std::to_string(body.size() - (kUrl.size() - kOwn.size()))) << "what the beginning saved";
  EXPECT_EQ(json.read, Upload::kReadAhead + Sending::kPiece);
  for (const std::string_view type : {"text/plain", "application/x-www-form-urlencoded"}) {
    EXPECT_EQ(begin(type, body).length, "none") << "the agent finds it out";
  }
  EXPECT_EQ(begin("application/json", body, false).length, "none");
}

TEST_F(UploadTest, ABodyThatEndsWhereTheReadingAheadDoesIsKnownWhole) {
  for (const std::size_t size : {Upload::kReadAhead, Upload::kReadAhead + Sending::kPiece}) {
    EXPECT_EQ(begin("text/plain", long_text(size)).length, std::to_string(size - 2 * (kUrl.size() - kOwn.size())))
        << size;
  }
}

TEST_F(UploadTest, WhatIsNoTextIsNotReadAhead) {
  EXPECT_EQ(begin("application/octet-stream", kUrl).length, std::to_string(kUrl.size()));
  EXPECT_EQ(begin("application/octet-stream", kUrl).read, 0U);
  map_.translate_bodies = false;
  EXPECT_EQ(begin("application/json", kUrl).read, 0U) << "switched off";
}

TEST_F(UploadTest, ABrowserThatBreaksOffEndsIt) {
  EXPECT_FALSE(begin("application/json", kUrl, true, true).goes_on);
  EXPECT_TRUE(begin("application/octet-stream", kUrl, true, true).goes_on) << "run() will meet it";
}

}  // namespace
}  // namespace callout::relay
