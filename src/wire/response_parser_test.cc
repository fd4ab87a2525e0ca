// SPDX-License-Identifier: Apache-2.0
#include "wire/response_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"

namespace callout::wire {
namespace {

Result<std::optional<ParsedResponse>> parse(std::string_view text, bool closed = false,
                                            std::string_view method = "GET") {
  return ResponseParser(method).parse(bytes_of(text), closed);
}

ParsedResponse accepted(std::string_view text, bool closed = false, std::string_view method = "GET") {
  auto parsed = parse(text, closed, method);
  if (!parsed || !*parsed) {
    ADD_FAILURE() << "not accepted: " << text << (parsed ? "" : parsed.error().message);
    return {};
  }
  return std::move(**parsed);
}

constexpr BodyFraming kNone{Framing::kNone, 0};
constexpr BodyFraming kSix{Framing::kLength, 6};
constexpr BodyFraming kChunked{Framing::kChunked, 0};
constexpr BodyFraming kUntilClose{Framing::kUntilClose, 0};

TEST(ResponseParser, TakesWhatRealDevicesSend) {
  struct Case {
    std::string_view what, text;
    BodyFraming body;
    bool keep_alive;
  };
  const Case cases[] = {
      {"plain", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"1.0 without length", "HTTP/1.0 200 OK\r\n\r\n", kUntilClose, false},
      {"1.1 without length", "HTTP/1.1 200 OK\r\n\r\n", kUntilClose, false},
      {"1.0 with keep-alive", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"1.1 with close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\n", kSix, false},
      {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 6\n\n", kSix, true},
      {"mixed line ends", "HTTP/1.1 200 OK\r\nContent-Length: 6\n\r\n", kSix, true},
      {"CR as line end", "HTTP/1.1 200 OK\rContent-Length: 6\r\n\r\n", kSix, true},
      {"no space after colon", "HTTP/1.1 200 OK\r\nContent-Length:6\r\n\r\n", kSix, true},
      {"space before colon", "HTTP/1.1 200 OK\r\nContent-Length : 6\r\n\r\n", kSix, true},
      {"name with space", "HTTP/1.1 200 OK\r\nContent Type: a\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"line without colon", "HTTP/1.1 200 OK\r\ngarbage\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"empty name", "HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"first line folded", "HTTP/1.1 200 OK\r\n x: y\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"no reason", "HTTP/1.1 200\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"no status", "HTTP/1.1\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"no number", "HTTP/1.1 OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"two spaces", "HTTP/1.1  200  OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"1.7", "HTTP/1.7 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"2.0", "HTTP/2.0 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"0.9 with head", "HTTP/0.9 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, false},
      {"no version", "HTTP 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, false},
      {"lower case", "http/1.1 200 ok\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"two CRLF before", "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"junk before", "abcdHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 6\r\n\r\n", kSix, true},
      {"same length in a list", "HTTP/1.1 200 OK\r\nContent-Length: 6, 6\r\n\r\n", kSix, true},
      {"odd length", "HTTP/1.1 200 OK\r\nContent-Length: +6\r\n\r\n", kUntilClose, false},
      {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", kChunked, true},
      {"chunked and length", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n", kChunked,
       false},
      {"chunked and two lengths",
       "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n", kChunked,
       false},
      {"1.0 ignores chunked",
       "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n", kSix,
       false},
      {"unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 6\r\n\r\n", kSix, false},
      {"204", "HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n", kNone, true},
      {"304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", kNone, true},
      {"101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", kNone, true},
      {"205 without length", "HTTP/1.1 205 Reset\r\n\r\n", {Framing::kLength, 0}, false},
  };
  for (const Case& c : cases) {
    const ParsedResponse response = accepted(c.text);
    EXPECT_EQ(response.body, c.body) << c.what;
    EXPECT_EQ(response.keep_alive, c.keep_alive) << c.what;
    EXPECT_EQ(response.consumed, c.text.size()) << c.what;
    EXPECT_FALSE(response.http_0_9 || response.truncated) << c.what;
  }
}

TEST(ResponseParser, HeadHasNoBodyWhateverItSays) {
  const ParsedResponse response = accepted("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n", false, "HEAD");
  EXPECT_EQ(response.body, kNone);
  EXPECT_TRUE(response.keep_alive);
  EXPECT_EQ(*response.head.headers.find("content-length"), "6");
}

TEST(ResponseParser, RefusesWhatChromiumRefuses) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\n"sv,
        "HTTP/1.1 200 OK\r\nContent-Length: 6, 7\r\n\r\n"sv, "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"sv,
        "HTTP/1.1 20 OK\r\n\r\n"sv, "HTTP/1.1 1000 OK\r\n\r\n"sv, "HTTP/1.1 99999999999999999999999 OK\r\n\r\n"sv}) {
    const auto parsed = parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error().code, Code::kProtocol) << text;
  }
}

TEST(ResponseParser, FoldedLinesJoinAndControlCharactersBecomeSpaces) {
  ParsedResponse response = accepted(
      "HTTP/1.1 200 F\x01ine\r\nA: 1\r\n\t 2\r\n  3\r\nBad Name: x\r\n y: dropped too\r\nB: a\x02"
      "b\x7F\r\nC: caf\xE9\r\n\r\n");
  EXPECT_EQ(response.head.reason, "F ine");
  EXPECT_THAT(response.head.headers.lines(),
              testing::ElementsAre(Header{"A", "1 2 3"}, Header{"B", "a b"}, Header{"C", "caf\xE9"}));
}

TEST(ResponseParser, BlankContinuationAddsNothing) {
  const ParsedResponse response = accepted("HTTP/1.1 200 OK\r\nA: 1\r\t\nB:\r\n 2\r\n \x01 \r\n\r\n");
  EXPECT_EQ(*response.head.headers.find("A"), "1");
  EXPECT_EQ(*response.head.headers.find("B"), "2");
}

TEST(ResponseParser, AuthenticationLinesKeepTheirOrder) {
  const ParsedResponse response = accepted(
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"x\"\r\nServer: a\r\nWWW-Authenticate: Basic "
      "realm=\"x\"\r\n\r\n");
  EXPECT_THAT(response.head.headers.all("www-authenticate"),
              testing::ElementsAre("Digest realm=\"x\"", "Basic realm=\"x\""));
}

TEST(ResponseParser, InterimHeadsAreSkipped) {
  const std::string text =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: "
      "6\r\n\r\n";
  const ParsedResponse response = accepted(text + "body..");
  EXPECT_EQ(response.head.status, 404);
  EXPECT_EQ(response.consumed, text.size());
  EXPECT_FALSE(response.head.headers.contains("link"));
  EXPECT_EQ(parse("HTTP/1.1 100 Continue\r\n\r\n", true).error().code, Code::kClosed);
  EXPECT_EQ(parse("HTTP/1.1 100 Continue\r\n\r\nnot a head at all").error().code, Code::kProtocol);
}

TEST(ResponseParser, AnswerWithoutStatusLineIsMarked) {
  for (const auto& [text, closed] : {std::pair{"<html>hello</html>", false}, std::pair{"<a>", true}}) {
    const ParsedResponse response = accepted(text, closed);
    EXPECT_TRUE(response.http_0_9);
    EXPECT_EQ(response.consumed, 0U);
    EXPECT_EQ(response.body, kUntilClose);
  }
  EXPECT_FALSE(parse("<html>")->has_value());
  EXPECT_EQ(parse("", true).error().code, Code::kClosed);
}

TEST(ResponseParser, HeadCutByCloseIsTakenAsFarAsItCame) {
  const ParsedResponse response = accepted("HTTP/1.1 200 OK\r\nContent-Type: text/html", true);
  EXPECT_TRUE(response.truncated);
  EXPECT_FALSE(response.keep_alive);
  EXPECT_EQ(*response.head.headers.find("content-type"), "text/html");
}

TEST(ResponseParser, PiecesOfAnySizeGiveTheSame) {
  for (const std::string text : {"HTTP/1.1 100 C\r\n\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 6\r\n\r\n",
                                 "\nHTTP/1.0 200 OK\nA: b\n\r\n"}) {
    const ParsedResponse whole = accepted(text);
    ResponseParser parser("GET");
    for (std::size_t size = 0; size < text.size(); ++size) {
      const auto parsed = parser.parse(bytes_of(std::string_view(text).substr(0, size)));
      ASSERT_TRUE(parsed.has_value() && !parsed->has_value()) << size << text;
    }
    const auto parsed = parser.parse(bytes_of(text));
    ASSERT_TRUE(parsed.has_value() && parsed->has_value()) << text;
    EXPECT_EQ((*parsed)->head.headers, whole.head.headers);
    EXPECT_EQ((*parsed)->consumed, text.size());
  }
}

TEST(ResponseParser, BoundsHold) {
  const std::string start = "HTTP/1.1 200 OK\r\n";
  const std::string fits = start + "X: " + std::string(64 * limits::kKiB, 'a') + "\r\n\r\n";
  EXPECT_EQ(accepted(fits).head.headers.begin()->value.size(), 64 * limits::kKiB);
  EXPECT_EQ(parse(start + "X: " + std::string(limits::kResponseHead, 'a')).error().code, Code::kExhausted);
  EXPECT_EQ(parse(start + "X: " + std::string(limits::kResponseHead, 'a') + "\r\n\r\n").error().code, Code::kExhausted);
  std::string many = start;
  for (std::size_t i = 0; i < limits::kResponseHeaders; ++i) many += "X: a\r\n";
  EXPECT_EQ(accepted(many + "\r\n").head.headers.size(), limits::kResponseHeaders);
  EXPECT_EQ(parse(many + "X: a\r\n\r\n").error().code, Code::kExhausted);
}

}  // namespace
}  // namespace callout::wire
