// SPDX-License-Identifier: Apache-2.0
#include "relay/upload_kind.h"

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

std::optional<UploadKind> kind(std::string_view type, std::initializer_list<wire::Header> more = {}) {
  wire::Headers headers;
  if (!type.empty()) headers.add("Content-Type", std::string(type));
  for (const wire::Header& line : more) headers.add(line.name, line.value);
  return kind_of_upload(headers);
}

TEST(UploadKind, WhatPagesSendAsTextIsText) {
  for (const char* type : {"application/x-www-form-urlencoded", "application/json", "Application/JSON; charset=utf-8",
                           "text/plain;charset=UTF-8", "text/xml", "application/soap+xml; action=\"x\"", "text/csv",
                           "application/merge-patch+json", "application/xml", "application/x-ndjson"}) {
    EXPECT_TRUE(kind(type).has_value()) << type;
  }
  for (const char* type : {"", "application/octet-stream", "image/png", "application/zip", "application/x-tar",
                           "application/pdf", "multipart/form-data", "multipart/form-data; boundary="}) {
    EXPECT_FALSE(kind(type).has_value()) << type;
  }
}

TEST(UploadKind, KnowsWhatMayBePadded) {
  EXPECT_TRUE(kind("application/json")->takes_padding);
  EXPECT_TRUE(kind("application/soap+xml")->takes_padding);
  EXPECT_TRUE(kind("multipart/form-data; boundary=x")->takes_padding);
  EXPECT_FALSE(kind("application/x-www-form-urlencoded")->takes_padding);
  EXPECT_FALSE(kind("text/plain")->takes_padding);
  EXPECT_TRUE(kind("application/x-www-form-urlencoded")->form);
  EXPECT_FALSE(kind("application/json")->form);
}

TEST(UploadKind, FindsTheBoundary) {
  EXPECT_EQ(kind("multipart/form-data; boundary=----x1")->boundary, "----x1");
  EXPECT_EQ(kind("Multipart/Mixed; a=b; Boundary=\"a;b c\"")->boundary, "a;b c");
  EXPECT_EQ(kind("multipart/form-data; boundary=" + std::string(70, 'x'))->boundary->size(), 70U);
  EXPECT_FALSE(kind("multipart/form-data; boundary=" + std::string(71, 'x')).has_value());
  EXPECT_FALSE(kind("application/json")->boundary.has_value());
}

TEST(UploadKind, BytesThatSomethingElseHoldsToStay) {
  for (const wire::Header& line : {wire::Header{"Content-Encoding", "gzip"},
                                   {"Content-MD5", "x"},
                                   {"Digest", "sha-256=x"},
                                   {"content-digest", "x"},
                                   {"Repr-Digest", "x"},
                                   {"Content-Range", "bytes 0-5/9"},
                                   {"Content-Type", "text/plain"},
                                   {"Authorization", R"(Digest username="u", qop=auth-int, nc=1)"}}) {
    EXPECT_FALSE(kind("application/json", {line}).has_value()) << line.name;
  }
  for (const wire::Header& line : {wire::Header{"Content-Encoding", "identity"},
                                   {"Authorization", "Digest qop=auth"},
                                   {"Authorization", "Basic auth-int"}}) {
    EXPECT_TRUE(kind("application/json", {line}).has_value()) << line.name;
  }
}

}  // namespace
}  // namespace callout::relay
