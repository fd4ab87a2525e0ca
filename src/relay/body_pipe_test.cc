// SPDX-License-Identifier: Apache-2.0
#include "relay/body_pipe.h"

#include <gtest/gtest.h>

#include "relay/address_script.h"
#include "relay/own_scripts.h"
#include "wire/session_origins.h"

namespace callout::relay {
namespace {

constexpr std::string_view kPage = R"(<!doctype html><a href="http://192.168.1.5/a">a</a>)";
constexpr std::string_view kTranslated = R"(<!doctype html><a href="https://x.sessions.example/a">a</a>)";
/// `printf %s "$kPage" | gzip -n9`, so that not only our own coder is read.
constexpr unsigned char kPageByGzip[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xb3, 0x51, 0x4c, 0xc9, 0x4f, 0x2e, 0xa9, 0x2c,
    0x48, 0x55, 0xc8, 0x28, 0xc9, 0xcd, 0xb1, 0xb3, 0x49, 0x54, 0xc8, 0x28, 0x4a, 0x4d, 0xb3, 0x55, 0xca, 0x28,
    0x29, 0x29, 0xb0, 0xd2, 0xd7, 0x37, 0xb4, 0x34, 0xd2, 0x33, 0x34, 0xb3, 0xd0, 0x33, 0xd4, 0x33, 0xd5, 0x4f,
    0x54, 0xb2, 0x4b, 0xb4, 0xd1, 0x4f, 0xb4, 0x03, 0x00, 0x7e, 0x2e, 0x4f, 0xed, 0x33, 0x00, 0x00, 0x00};

std::string with_tag(std::string_view page) {
  return std::string(page) + watch_tag();
}

const wire::SessionMap& session() {
  static const wire::SessionMap map_of_device{{"http", "192.168.1.5", 80}, {"https", "x.sessions.example", 443}};
  return map_of_device;
}

/// With both of our scripts.
std::string as_document(std::string_view page) {
  constexpr std::string_view kDoctype = "<!doctype html>";
  const std::size_t start = page.starts_with(kDoctype) ? kDoctype.size() : 0;
  return std::string(page.substr(0, start)) + address_tag(session(), session().device()) + with_tag(page.substr(start));
}

std::string encoded(std::string_view text, Coding coding) {
  std::string out;
  Encoder(coding).encode(text, Encoder::Until::kEnd, out);
  return out;
}
std::string decoded(std::string_view bytes, Coding coding) {
  Decoder decoder(coding);
  std::string out;
  do {
    if (!decoder.decode(bytes, out) || decoder.foreign()) return "not decoded";
  } while (!bytes.empty() || decoder.pending());
  return out;
}

std::string wide(std::string_view text, wire::Utf16Order order) {
  std::string out;
  wire::Utf16Writer(order).feed(text, out);
  return out;
}

class BodyPipeTest : public ::testing::Test {
 protected:
  BodyPipe make(const BodyKind& kind) { return BodyPipe(kind, {map_, map_.device(), origins_}); }

  /// Fed in pieces of that size, with a pause after each.
  std::string through(BodyPipe& pipe, std::string_view body, std::size_t piece) {
    std::string out;
    while (!body.empty()) {
      std::string_view bytes = body.substr(0, piece);
      body.remove_prefix(bytes.size());
      do {
        const auto ready = pipe.feed(bytes);
        if (!ready) return "error " + ready.error().message;
        out += *ready;
      } while (!bytes.empty() || pipe.pending());
      out += pipe.flush();
    }
    out += pipe.finish();
    return out;
  }
  std::string through(const BodyKind& kind, std::string_view body, std::size_t piece) {
    auto pipe = make(kind);
    return through(pipe, body, piece);
  }

  wire::SessionMap map_ = session();
  wire::SessionOrigins origins_{map_};
};

const BodyKind kHtml{.markup = true, .document = true, .coding = {}, .utf16 = {}};

TEST_F(BodyPipeTest, TranslatesADocumentAndAddsOurScripts) {
  for (const std::size_t piece : {1U, 7U, 1000U}) EXPECT_EQ(through(kHtml, kPage, piece), as_document(kTranslated));
  EXPECT_EQ(through({.markup = true}, kPage, 5), kTranslated);
}

TEST_F(BodyPipeTest, TakesTheCodingOffAndPutsItOnAgain) {
  for (const Coding coding : {Coding::kGzip, Coding::kDeflate}) {
    BodyKind kind = kHtml;
    kind.coding = coding;
    for (const std::size_t piece : {1U, 10U, 1000U}) {
      EXPECT_EQ(decoded(through(kind, encoded(kPage, coding), piece), coding), as_document(kTranslated));
    }
  }
  BodyKind kind = kHtml;
  kind.coding = Coding::kGzip;
  const std::string_view by_gzip(reinterpret_cast<const char*>(kPageByGzip), sizeof(kPageByGzip));
  EXPECT_EQ(decoded(through(kind, by_gzip, 1000), Coding::kGzip), as_document(kTranslated));
  std::string wrong_sum(by_gzip);
  wrong_sum[wrong_sum.size() - 5] ^= 1;
  wrong_sum += "trailing";
  EXPECT_EQ(decoded(through(kind, wrong_sum, 1000), Coding::kGzip), as_document(kTranslated));
}

TEST_F(BodyPipeTest, ReadsDeflateWithoutItsWrapper) {
  BodyKind kind = kHtml;
  kind.coding = Coding::kDeflate;
  std::string raw = encoded(kPage, Coding::kDeflate).substr(2);
  raw.resize(raw.size() - 4);
  EXPECT_EQ(decoded(through(kind, raw, 3), Coding::kDeflate), as_document(kTranslated));
}

TEST_F(BodyPipeTest, SaysAtOnceWhatASlowDeviceHasSaid) {
  BodyKind kind{.markup = true, .document = false, .coding = Coding::kGzip, .utf16 = {}};
  auto pipe = make(kind);
  Encoder device(Coding::kGzip);
  Decoder browser(Coding::kGzip);
  for (const std::string_view part : {"<p>first</p>", "<p>second http://192.168.1.5/x</p>"}) {
    std::string sent;
    device.encode(part, Encoder::Until::kFlush, sent);
    std::string_view bytes = sent;
    std::string ready;
    while (!bytes.empty()) ready += pipe.feed(bytes).value();
    ready += pipe.flush();
    std::string_view received = ready;
    std::string shown;
    while (!received.empty()) ASSERT_TRUE(browser.decode(received, shown));
    EXPECT_EQ(shown, part.starts_with("<p>f") ? part : "<p>second https://x.sessions.example/x</p>");
  }
}

TEST_F(BodyPipeTest, LeavesWhatIsNotInItsCoding) {
  BodyKind kind = kHtml;
  kind.coding = Coding::kGzip;
  for (const std::size_t piece : {1U, 3U, 1000U}) {
    EXPECT_EQ(through(kind, kPage, piece), kPage);
    EXPECT_EQ(through(kind, "x", piece), "x");
    EXPECT_EQ(through(kind, "", piece), "");
  }
}

TEST_F(BodyPipeTest, ABrokenCodingIsAnError) {
  BodyKind kind = kHtml;
  kind.coding = Coding::kGzip;
  std::string broken = encoded(std::string(5000, 'x') + "http://192.168.1.5/", Coding::kGzip);
  broken[12] ^= 0x55;
  EXPECT_TRUE(through(kind, broken, 1000).starts_with("error "));
}

TEST_F(BodyPipeTest, ACutCodingStillShowsWhatCame) {
  BodyKind kind = kHtml;
  kind.coding = Coding::kGzip;
  std::string cut = encoded(std::string(5000, 'x'), Coding::kGzip);
  cut.resize(cut.size() - 8);
  EXPECT_EQ(decoded(through(kind, cut, 10), Coding::kGzip), as_document(std::string(5000, 'x')));
}

TEST_F(BodyPipeTest, ABombIsAnErrorAndNeedsNoMemory) {
  Encoder bomb(Coding::kGzip);
  const std::string zeros(1U << 20U, '\0');
  BodyKind kind = kHtml;
  kind.coding = Coding::kGzip;
  auto pipe = make(kind);
  std::size_t fed = 0;
  bool refused = false;
  for (int i = 0; i < 64 && !refused; ++i) {
    std::string part;
    bomb.encode(zeros, Encoder::Until::kFlush, part);
    std::string_view bytes = part;
    do {
      const auto ready = pipe.feed(bytes);
      refused = !ready;
      if (refused) {
        EXPECT_EQ(ready.error().code, Code::kExhausted);
        break;
      }
      EXPECT_LE(ready->size(), 200U << 10U);
    } while (!bytes.empty() || pipe.pending());
    if (!refused) fed += zeros.size();
  }
  EXPECT_TRUE(refused);
  EXPECT_GE(fed, std::size_t{kAlwaysDecoded} - zeros.size());
}

TEST_F(BodyPipeTest, TranslatesUtf16ByItsMarkOrCharset) {
  for (const auto order : {wire::Utf16Order::kLittleEndian, wire::Utf16Order::kBigEndian}) {
    const std::string mark = "\xEF\xBB\xBF";  // As the writer reads U+FEFF.
    BodyKind declared = kHtml;
    declared.utf16 = order;
    BodyKind misdeclared = kHtml;
    misdeclared.utf16 =
        order == wire::Utf16Order::kBigEndian ? wire::Utf16Order::kLittleEndian : wire::Utf16Order::kBigEndian;
    for (const std::size_t piece : {1U, 3U, 1000U}) {
      const std::string marked = wide(mark + std::string(kPage), order);
      const std::string expected = wide(mark + as_document(kTranslated), order);
      EXPECT_EQ(through(kHtml, marked, piece), expected);
      EXPECT_EQ(through(misdeclared, marked, piece), expected) << "the mark says more";
      EXPECT_EQ(through(declared, wide(kPage, order), piece), wide(as_document(kTranslated), order));
      EXPECT_EQ(through(declared, wide(kPage, order) + "h", piece), wide(as_document(kTranslated), order) + "h");
    }
  }
}

TEST_F(BodyPipeTest, ABodyThatBeginsLikeAMarkIsWhole) {
  for (const std::string_view body : {"\xFF", "\xFE", "\xFFx", "\xFE\xFE"}) {
    EXPECT_EQ(through({.markup = true}, body, 1), body);
  }
}

TEST_F(BodyPipeTest, SwitchedOffItOnlyAppendsTheWatchScript) {
  map_.translate_bodies = false;
  EXPECT_TRUE(BodyPipe::wanted(kHtml, map_));
  EXPECT_FALSE(BodyPipe::wanted({.markup = true}, map_));
  EXPECT_EQ(through(kHtml, kPage, 7), with_tag(kPage));
  BodyKind kind = kHtml;
  kind.coding = Coding::kGzip;
  EXPECT_EQ(decoded(through(kind, encoded(kPage, Coding::kGzip), 7), Coding::kGzip), with_tag(kPage));
}

}  // namespace
}  // namespace callout::relay
