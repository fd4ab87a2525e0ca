// SPDX-License-Identifier: Apache-2.0
#include "wire/multipart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

using testing::ElementsAre;

/// The texts of the parts that are text; the whole must come out as it went in, however it is split.
std::vector<std::string> texts_of(std::string_view body, std::string_view boundary = "b1") {
  std::vector<std::string> first;
  for (const std::size_t size : {std::size_t{1}, std::size_t{3}, std::size_t{40}, body.size()}) {
    MultipartReader reader(boundary, [](std::string_view type) { return begins_ignoring_case(type, "text/"); });
    std::vector<std::string> texts;
    std::string all;
    bool in_text = false;
    const auto take = [&](bool whole) {
      while (const auto piece = reader.next(whole)) {
        EXPECT_FALSE(piece->bytes.empty());
        all += piece->bytes;
        if (piece->text && !in_text) texts.emplace_back();
        in_text = piece->text;
        if (in_text) texts.back() += piece->bytes;
      }
    };
    for (std::string_view rest = body; !rest.empty(); rest.remove_prefix(std::min(size, rest.size()))) {
      reader.feed(rest.substr(0, size));
      take(false);
    }
    take(true);
    EXPECT_EQ(all, body) << size;
    if (size == 1) first = texts;
    EXPECT_EQ(texts, first) << size;
  }
  return first;
}

std::string part(std::string_view head, std::string_view text) {
  return "--b1\r\n" + std::string(head) + "\r\n\r\n" + std::string(text) + "\r\n";
}

TEST(Multipart, FieldsAreTextAndFilesAreNot) {
  const std::string body =
      part("Content-Disposition: form-data; name=\"a\"", "one") +
      part("Content-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain", "two") +
      part("content-disposition: form-data;name=b;FileName*=UTF-8''x", "three") +
      part("Content-Disposition: form-data; name=\"filename\"", "four") +
      part("Content-Disposition: form-data; name=\"c; filename=x\"", "five") +
      part("Content-Type: text/xml; charset=utf-8\r\nContent-Disposition: form-data; name=\"d\"", "six") +
      part("Content-Type: application/octet-stream", "seven") +
      part("Content-Disposition: form-data; name=\"g\";\r\n filename=\"folded\"", "eight") + "--b1--\r\n";
  EXPECT_THAT(texts_of(body), ElementsAre("one\r\n", "four\r\n", "five\r\n", "six\r\n"));
}

TEST(Multipart, ABorderStandsAtTheBeginningOfALine) {
  EXPECT_THAT(texts_of("--b1\r\n\r\nx--b1\r\ny\r\n--b1--\r\nafter --b1\r\n\r\nno text"), ElementsAre("x--b1\r\ny\r\n"));
  EXPECT_THAT(texts_of("before\r\n--B1\r\n\r\nx\r\n--b1\r\n\r\ntext"), ElementsAre("text")) << "case matters";
}

TEST(Multipart, EmptyPartsAndBareLineEndsAreRead) {
  EXPECT_THAT(texts_of("--b1\n\none\n--b1\n\n--b1\nA: b\n\ntwo\n--b1--\n"), ElementsAre("one\n", "two\n"));
  EXPECT_THAT(texts_of("--b1\r\n\r\n\r\n--b1--"), ElementsAre("\r\n"));
  EXPECT_THAT(texts_of(""), ElementsAre());
  EXPECT_THAT(texts_of("--b1"), ElementsAre());
  EXPECT_THAT(texts_of("--b1\r\nContent-Type: text/plain"), ElementsAre());
  EXPECT_THAT(texts_of("no border"), ElementsAre());
}

TEST(Multipart, APartWhoseHeadIsTooLongIsAFile) {
  const std::string body =
      "--b1\r\nX: " + std::string(MultipartReader::kLongestHead, 'x') + "\r\n\r\ntext\r\n--b1\r\n\r\nnext";
  EXPECT_THAT(texts_of(body), ElementsAre("next"));
}

}  // namespace
}  // namespace callout::wire
