// SPDX-License-Identifier: Apache-2.0
#include "wire/request_parser.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"

namespace callout::wire {
namespace {

std::expected<std::optional<ParsedRequest>, RequestRefusal> parse(std::string_view text) {
  return RequestParser().parse(bytes_of(text));
}

ParsedRequest accepted(std::string_view text) {
  auto parsed = parse(text);
  if (!parsed || !*parsed) {
    ADD_FAILURE() << "not accepted: " << text << (parsed ? "" : parsed.error().why);
    return {};
  }
  return std::move(**parsed);
}

TEST(RequestParser, TakesAChromiumRequest) {
  const std::string text =
      "GET /a//b/../c?x=%zz&y='{} HTTP/1.1\r\nHost: abc.localhost:8080\r\nConnection: keep-alive\r\n"
      "Accept:\t*/* \r\nX-Empty:\r\nCookie: a=\xC3\xA9\r\n\r\n";
  const ParsedRequest request = accepted(text + "rest");
  EXPECT_EQ(request.head.method, "GET");
  EXPECT_EQ(request.head.target, "/a//b/../c?x=%zz&y='{}");
  EXPECT_EQ(request.head.authority, "abc.localhost:8080");
  EXPECT_EQ(*request.head.headers.find("accept"), "*/*");
  EXPECT_EQ(*request.head.headers.find("x-empty"), "");
  EXPECT_EQ(*request.head.headers.find("cookie"), "a=\xC3\xA9");
  EXPECT_FALSE(request.head.headers.contains("host"));
  EXPECT_EQ(request.consumed, text.size());
  EXPECT_TRUE(request.keep_alive);
  EXPECT_FALSE(request.upgrade);
  EXPECT_EQ(request.body, BodyFraming{});
}

TEST(RequestParser, RefusesWhateverTwoReadersCouldReadDifferently) {
  struct Case {
    int status;
    std::string_view text;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {400, "GET / HTTP/1.1\nHost: a\n\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX: bc\nY: d\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\rContent-Length: 5\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"sv},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\x7F\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nX\xE9: b\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 05\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"},
      {400,
       "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0B"
       "chunked\r\n\r\n"},
      {400, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
      {505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {400, "GET / http/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTP/1.10\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
      {400, "GET /\r\nHost: a\r\n\r\n"},
      {400, "GET\r\nHost: a\r\n\r\n"},
      {400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET /\xE9 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET /\x7F HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET ws://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"},
      {400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "\x16\x03\x01\x02"},  // A TLS hello is answered at once, without waiting for a line end.
  };
  for (const Case& c : cases) {
    const auto parsed = parse(c.text);
    ASSERT_FALSE(parsed.has_value()) << c.text;
    EXPECT_EQ(parsed.error().status, c.status) << c.text;
  }
}

TEST(RequestParser, BodyIsFramedByExactlyOneField) {
  EXPECT_EQ(accepted("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 123456789012\r\n\r\n").body,
            (BodyFraming{Framing::kLength, 123456789012}));
  EXPECT_EQ(accepted("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").body,
            (BodyFraming{Framing::kLength, 0}));
  EXPECT_EQ(accepted("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n").body,
            (BodyFraming{Framing::kChunked, 0}));
}

TEST(RequestParser, AbsoluteFormBecomesOriginForm) {
  EXPECT_EQ(accepted("GET http://A:81/x?y HTTP/1.1\r\nHost: a:81\r\n\r\n").head.target, "/x?y");
  EXPECT_EQ(accepted("GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n").head.target, "/");
  EXPECT_EQ(accepted("GET http://a?q HTTP/1.1\r\nHost: a\r\n\r\n").head.target, "/?q");
  EXPECT_EQ(accepted("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n").head.target, "*");
  EXPECT_EQ(accepted("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").head.target, "*");
}

TEST(RequestParser, ConnectionAndVersionDecideReuse) {
  EXPECT_FALSE(accepted("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").keep_alive);
  EXPECT_FALSE(accepted("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(accepted("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
  EXPECT_FALSE(accepted("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n").keep_alive);
}

TEST(RequestParser, UpgradeNeedsBothFieldsAndHttp11) {
  EXPECT_TRUE(accepted("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n").upgrade);
  EXPECT_FALSE(accepted("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n\r\n").upgrade);
  EXPECT_FALSE(accepted("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n").upgrade);
  EXPECT_FALSE(accepted("GET / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n").upgrade);
}

TEST(RequestParser, ContinueIsExpectedOnlyBeforeABody) {
  EXPECT_TRUE(
      accepted("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n\r\n").expect_continue);
  EXPECT_FALSE(
      accepted("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n").expect_continue);
  EXPECT_FALSE(accepted("PUT / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n").expect_continue);
}

TEST(RequestParser, PiecesOfAnySizeGiveTheSame) {
  const std::string text = "\r\nPOST /x HTTP/1.1\r\nHost: [::1]:8080\r\nX-A: b\r\nContent-Length: 3\r\n\r\n";
  const ParsedRequest whole = accepted(text);
  EXPECT_EQ(whole.consumed, text.size());
  RequestParser parser;
  for (int round = 0; round < 2; ++round) {  // The parser is ready for the next head by itself.
    for (std::size_t size = 0; size < text.size(); ++size) {
      const auto parsed = parser.parse(bytes_of(std::string_view(text).substr(0, size)));
      ASSERT_TRUE(parsed.has_value()) << size << parsed.error().why;
      ASSERT_FALSE(parsed->has_value()) << size;
    }
    const auto parsed = parser.parse(bytes_of(text));
    ASSERT_TRUE(parsed.has_value() && parsed->has_value());
    EXPECT_EQ((*parsed)->head.headers, whole.head.headers);
    EXPECT_EQ((*parsed)->consumed, whole.consumed);
  }
}

TEST(RequestParser, PipelinedRequestsAreTakenOneByOne) {
  const std::string text = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n";
  RequestParser parser;
  const auto first = parser.parse(bytes_of(text));
  ASSERT_TRUE(first && *first);
  const auto second = parser.parse(bytes_of(std::string_view(text).substr((*first)->consumed)));
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->head.target, "/2");
}

TEST(RequestParser, BoundsAnswer414And431) {
  const std::string long_target(limits::kRequestHead, 'a');
  EXPECT_EQ(parse("GET /" + long_target).error().status, 414);
  EXPECT_EQ(parse("GET /" + long_target + " HTTP/1.1\r\nHost: a\r\n\r\n").error().status, 414);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: a\r\nX: " + long_target).error().status, 431);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\nHost: a\r\nX: " + long_target + "\r\n\r\n").error().status, 431);
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < limits::kRequestHeaders; ++i) many += "X: a\r\n";
  EXPECT_EQ(accepted(many + "\r\n").head.headers.size(), limits::kRequestHeaders - 1);
  EXPECT_EQ(parse(many + "X: a\r\n\r\n").error().status, 431);
  std::string exact = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  exact += std::string(limits::kRequestHead - exact.size() - 4, 'a') + "\r\n\r\n";
  EXPECT_EQ(accepted(exact).consumed, limits::kRequestHead);
}

TEST(ProxyRequest, ConnectNamesAHostAndItsPort) {
  const auto outcome =
      RequestParser(RequestsTo::kProxy).parse(bytes_of("CONNECT 10.0.0.7:443 HTTP/1.1\r\nHost: other\r\n\r\n"));
  ASSERT_TRUE(outcome && *outcome);
  EXPECT_EQ((*outcome)->head.method, "CONNECT");
  EXPECT_EQ((*outcome)->head.authority, "10.0.0.7:443") << "the target counts, not Host";
  const auto server = RequestParser().parse(bytes_of("CONNECT 10.0.0.7:443 HTTP/1.1\r\nHost: 10.0.0.7:443\r\n\r\n"));
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().status, 501);
}

TEST(ProxyRequest, AnHttpUrlBecomesAPathOfItsHost) {
  const auto outcome = RequestParser(RequestsTo::kProxy)
                           .parse(bytes_of("GET http://10.0.0.7:8080?a HTTP/1.1\r\nHost: 10.0.0.7:8080\r\n\r\n"));
  ASSERT_TRUE(outcome && *outcome);
  EXPECT_EQ((*outcome)->head.target, "/?a");
  EXPECT_EQ((*outcome)->head.authority, "10.0.0.7:8080");
}

TEST(ProxyRequest, WhatIsNotForAProxyIsRefused) {
  for (const char* line :
       {"GET / HTTP/1.1\r\nHost: 10.0.0.7", "GET https://10.0.0.7/ HTTP/1.1\r\nHost: 10.0.0.7",
        "GET http://10.0.0.7/ HTTP/1.1\r\nHost: 10.0.0.8", "CONNECT 10.0.0.7 HTTP/1.1\r\nHost: 10.0.0.7",
        "CONNECT http://10.0.0.7:80/ HTTP/1.1\r\nHost: 10.0.0.7",
        "CONNECT 10.0.0.7:80 HTTP/1.1\r\nHost: a\r\nContent-Length: 3", "OPTIONS * HTTP/1.1\r\nHost: 10.0.0.7"}) {
    const auto outcome = RequestParser(RequestsTo::kProxy).parse(bytes_of(std::string(line) + "\r\n\r\n"));
    ASSERT_FALSE(outcome) << line;
    EXPECT_EQ(outcome.error().status, 400) << line;
  }
}

}  // namespace
}  // namespace callout::wire
