// SPDX-License-Identifier: Apache-2.0
#include "relay/upload_pipe.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace callout::relay {
namespace {

const wire::SessionMap& session() {
  static const wire::SessionMap map{{"http", "192.168.1.5", 8080}, {"https", "abc7.sessions.example", 443}};
  return map;
}

constexpr std::string_view kSession = "https://abc7.sessions.example/x";
constexpr std::string_view kDevice = "http://192.168.1.5:8080/x";

const UploadKind kMultipart{.form = false, .takes_padding = true, .boundary = "b1"};

std::string through(UploadPipe& pipe, std::string_view body, std::size_t piece) {
  std::string out;
  for (; !body.empty(); body.remove_prefix(std::min(piece, body.size()))) out += pipe.feed(body.substr(0, piece));
  return out;
}
std::string through(const UploadKind& kind, std::string_view body, std::size_t piece,
                    const wire::SessionMap& map = session()) {
  UploadPipe pipe(kind, map, map.device());
  std::string out = through(pipe, body, piece);
  out += pipe.finish();
  EXPECT_EQ(static_cast<std::int64_t>(body.size() - out.size()), pipe.saved());
  return out;
}

std::string form(std::string_view url, std::string_view file) {
  return fmt::format(
      "--b1\r\nContent-Disposition: form-data; name=\"u\"\r\n\r\n{0}\r\n"
      "--b1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.json\"\r\nContent-Type: "
      "application/json\r\n\r\n{1}\r\n"
      "--b1\r\nContent-Type: application/octet-stream\r\n\r\n{1}\r\n"
      "--b1\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\n{0}\r\n--b1--\r\n",
      url, file);
}

TEST(UploadPipe, TranslatesText) {
  for (const std::size_t piece : {1U, 7U, 1000U}) {
    EXPECT_EQ(through({}, fmt::format(R"({{"a":"{}"}})", kSession), piece), fmt::format(R"({{"a":"{}"}})", kDevice));
    EXPECT_EQ(through({.form = true}, "a=abc7.sessions.example&b=1", piece), "a=192.168.1.5%3A8080&b=1");
  }
}

TEST(UploadPipe, TranslatesTheFieldsOfAFormAndNoFile) {
  for (const std::size_t piece : {1U, 7U, 1000U}) {
    EXPECT_EQ(through(kMultipart, form(kSession, kSession), piece), form(kDevice, kSession));
  }
  EXPECT_EQ(through(kMultipart, kSession, 5), kSession) << "no part at all";
}

TEST(UploadPipe, AUrlDoesNotReachFromOnePartIntoTheNext) {
  const std::string body = "--b1\r\n\r\nhttps://\r\n--b1\r\n\r\nabc7.sessions.example\r\n--b1--";
  EXPECT_EQ(through(kMultipart, body, 3), "--b1\r\n\r\nhttps://\r\n--b1\r\n\r\n192.168.1.5:8080\r\n--b1--");
}

TEST(UploadPipe, KeepsALengthThatWasSaidWithSpacesAtTheEnd) {
  UploadPipe pipe(kMultipart, session(), session().device());
  const std::string file(1000, 'f');
  const std::string body = form(kSession, file);
  const std::size_t saved = kSession.size() - kDevice.size();
  std::string out(pipe.feed(std::string_view(body).substr(0, 800)));
  EXPECT_EQ(pipe.saved(), saved) << "the first field is replaced by then";
  pipe.keep_length();
  out += through(pipe, std::string_view(body).substr(800), 50);
  out += pipe.finish();
  EXPECT_EQ(out, form(kDevice, file) + std::string(saved, ' '));
}

TEST(UploadPipe, AUrlForWhichThereIsNoRoomStays) {
  // The device's name is longer than the session's here.
  const wire::SessionMap map({"http", "a-rather-long-name.of.the-device.lan", 8080},
                             {"https", "abc7.sessions.example", 443});
  UploadPipe pipe({.takes_padding = true}, map, map.device());
  pipe.keep_length();
  std::string out(pipe.feed(kSession));
  out += pipe.finish();
  EXPECT_EQ(out, kSession);
}

}  // namespace
}  // namespace callout::relay
