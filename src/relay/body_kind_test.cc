// SPDX-License-Identifier: Apache-2.0
#include "relay/body_kind.h"

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

wire::RequestHead asked_for(std::string_view destination) {
  wire::RequestHead request{"GET", "/", "host", false, "", {}};
  if (!destination.empty()) request.headers.add("Sec-Fetch-Dest", std::string(destination));
  return request;
}

wire::ResponseHead answer(std::string_view type, std::initializer_list<wire::Header> more = {}, int status = 200) {
  wire::ResponseHead head{status, "", {}};
  if (!type.empty()) head.headers.add("Content-Type", std::string(type));
  for (const auto& [name, value] : more) head.headers.add(name, value);
  return head;
}

bool is_text(std::string_view type, std::string_view destination = "") {
  return kind_of_body(asked_for(destination), answer(type)).has_value();
}

TEST(BodyKind, TextThatBrowsersActOn) {
  for (const char* type : {"text/html", "Text/HTML; charset=utf-8", "text/css", "text/javascript",
                           "application/javascript", "application/x-javascript", "application/json",
                           "application/problem+json", "application/xml", "text/xml", "application/xhtml+xml",
                           "image/svg+xml", "application/soap+xml; charset=utf-8", "application/vnd.apple.mpegurl",
                           "audio/mpegurl", "application/dash+xml", "text/event-stream", "application/manifest+json"}) {
    EXPECT_TRUE(is_text(type)) << type;
  }
}

TEST(BodyKind, NothingElse) {
  for (const char* type : {"", "application/octet-stream", "image/png", "video/mp4", "application/pdf",
                           "multipart/x-mixed-replace; boundary=a", "application/zip", "font/woff2", "text/htmlx",
                           "text/csv", "application/wasm"}) {
    EXPECT_FALSE(is_text(type)) << type;
  }
  EXPECT_FALSE(kind_of_body(asked_for(""), answer("text/html", {{"Content-Type", "image/png"}})));
}

TEST(BodyKind, PlainTextOnlyForScripts) {
  for (const char* destination : {"empty", "script", "style"}) EXPECT_TRUE(is_text("text/plain", destination));
  for (const char* destination : {"", "document", "iframe", "image"}) EXPECT_FALSE(is_text("text/plain", destination));
}

TEST(BodyKind, WhatAnImageAskedForIsAnImage) {
  for (const char* destination : {"image", "font", "audio", "video"}) {
    EXPECT_FALSE(is_text("text/html", destination)) << destination;
    EXPECT_FALSE(is_text("application/json", destination)) << destination;
  }
  EXPECT_TRUE(is_text("image/svg+xml", "image"));
  EXPECT_TRUE(is_text("application/vnd.apple.mpegurl", "video"));
}

TEST(BodyKind, NoPartsAndNoDownloads) {
  EXPECT_FALSE(kind_of_body(asked_for(""), answer("text/html", {}, 206)));
  EXPECT_FALSE(kind_of_body(asked_for(""), answer("text/html", {{"Content-Range", "bytes 0-1/2"}})));
  EXPECT_FALSE(
      kind_of_body(asked_for(""), answer("application/json", {{"Content-Disposition", "attachment; filename=a"}})));
  EXPECT_FALSE(kind_of_body(asked_for(""), answer("application/json", {{"Content-Disposition", "filename=a"}})));
  EXPECT_TRUE(kind_of_body(asked_for(""), answer("application/json", {{"Content-Disposition", "inline"}})));
  EXPECT_TRUE(kind_of_body(asked_for(""), answer("text/html", {}, 401))) << "a login page";
}

TEST(BodyKind, OnlyCodingsThatCanBeTakenOff) {
  const auto coding = [](std::initializer_list<wire::Header> more) {
    return kind_of_body(asked_for(""), answer("text/html", more));
  };
  EXPECT_EQ(coding({})->coding, std::nullopt);
  EXPECT_EQ(coding({{"Content-Encoding", "identity"}})->coding, std::nullopt);
  EXPECT_EQ(coding({{"Content-Encoding", "GZIP"}})->coding, Coding::kGzip);
  EXPECT_EQ(coding({{"Content-Encoding", "x-gzip"}})->coding, Coding::kGzip);
  EXPECT_EQ(coding({{"Content-Encoding", "deflate"}})->coding, Coding::kDeflate);
  EXPECT_FALSE(coding({{"Content-Encoding", "br"}}));
  EXPECT_FALSE(coding({{"Content-Encoding", "gzip, gzip"}}));
  EXPECT_FALSE(coding({{"Content-Encoding", "gzip"}, {"Content-Encoding", "gzip"}}));
}

TEST(BodyKind, ADocumentIsAPageThatTheBrowserShows) {
  const auto document = [](std::string_view destination, std::string_view type, int status) {
    const auto kind = kind_of_body(asked_for(destination), answer(type, {}, status));
    return kind && kind->document;
  };
  EXPECT_TRUE(document("document", "text/html", 200));
  EXPECT_TRUE(document("frame", "text/html", 200));
  EXPECT_TRUE(document("iframe", "text/html", 200));
  EXPECT_FALSE(document("empty", "text/html", 200));
  EXPECT_FALSE(document("document", "text/html", 404));
  EXPECT_FALSE(document("document", "application/json", 200));
}

TEST(BodyKind, ReadsTheCharset) {
  const auto order = [](std::string_view type) { return kind_of_body(asked_for(""), answer(type))->utf16; };
  EXPECT_EQ(order("text/html; charset=UTF-16"), wire::Utf16Order::kLittleEndian);
  EXPECT_EQ(order("text/html; a=b; Charset=\"utf-16be\""), wire::Utf16Order::kBigEndian);
  EXPECT_EQ(order("text/html;charset=utf-8"), std::nullopt);
  EXPECT_EQ(order("text/html"), std::nullopt);
}

TEST(BodyKind, ATranslatedBodyPromisesNothingOfTheOldOne) {
  auto head = answer("text/html", {{"Content-Length", "5"},
                                   {"ETag", "\"a\""},
                                   {"Last-Modified", "x"},
                                   {"Accept-Ranges", "bytes"},
                                   {"Content-MD5", "x"},
                                   {"Digest", "x"},
                                   {"Repr-Digest", "x"},
                                   {"Content-Digest", "x"}});
  announce_translation(head.headers);
  EXPECT_EQ(head.headers.size(), 3U);
  EXPECT_TRUE(head.headers.contains("ETag") && head.headers.contains("Last-Modified"));
}

TEST(BodyKind, AsksForCodingsThatCanBeTakenOff) {
  const auto asks = [](std::string_view destination, std::string_view codings) {
    wire::RequestHead device;
    device.headers.add("Accept-Encoding", std::string(codings));
    ask_for_readable(asked_for(destination), device);
    return *device.headers.find("Accept-Encoding");
  };
  EXPECT_EQ(asks("document", "gzip, deflate, br, zstd"), "gzip, deflate");
  EXPECT_EQ(asks("empty", "br;q=1, gzip;q=0.5, *"), "gzip;q=0.5");
  EXPECT_EQ(asks("script", "br"), "identity");
  EXPECT_EQ(asks("image", "gzip, br"), "gzip, br");
  wire::RequestHead silent;
  ask_for_readable(asked_for("document"), silent);
  EXPECT_TRUE(silent.headers.empty());
}

}  // namespace
}  // namespace callout::relay
