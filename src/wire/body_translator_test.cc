// SPDX-License-Identifier: Apache-2.0
#include "wire/body_translator.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include <gtest/gtest.h>

#include "wire/body_translator_testing.h"

namespace callout::wire {
namespace {

struct Case {
  std::string_view from, to;
};
void expect(std::initializer_list<Case> cases, bool markup = false) {
  for (const auto& [from, to] : cases) {
    EXPECT_EQ(translated(from, markup), to) << from;
    EXPECT_EQ(translated(from, markup, [](std::size_t) { return 1; }), to) << from << " byte by byte";
  }
}
void expect_untouched(std::initializer_list<std::string_view> texts, bool markup = false) {
  for (const std::string_view text : texts) expect({{text, text}}, markup);
}

TEST(BodyTranslator, ReplacesTheDevicesOwnUrls) {
  expect({
      {R"(<a href="http://192.168.1.5/api">)", R"(<a href="https://page.sessions.example/api">)"},
      {"http://192.168.1.5", "https://page.sessions.example"},
      {"url(http://192.168.1.5/a.png)", "url(https://page.sessions.example/a.png)"},
      {"<u>https://192.168.1.5:8443?a=1</u>", "<u>https://api.sessions.example:8440?a=1</u>"},
      {"<x:XAddr>http://192.168.1.5</x:XAddr>", "<x:XAddr>https://page.sessions.example</x:XAddr>"},
      {"http://192.168.1.5:8080/", "http://plain.sessions.example:8000/"},
      {"HTTP://Printer.LOCAL/x", "https://page.sessions.example/x"},
      {"http://printer/ http://printer.local/", "https://page.sessions.example/ https://page.sessions.example/"},
      {"'http://[fd00::5]/x'", "'https://page.sessions.example/x'"},
      {"'http://[FD00::5]:8080/x'", "'http://plain.sessions.example:8000/x'"},
      {"fetch(`http://192.168.1.5/${id}`)", "fetch(`https://page.sessions.example/${id}`)"},
  });
}

TEST(BodyTranslator, KeepsTheWrittenForm) {
  expect({
      {R"({"u":"https:\/\/192.168.1.5:8443\/x"})", R"({"u":"https:\/\/api.sessions.example:8440\/x"})"},
      {R"("http:\\/\\/192.168.1.5\\/x")", R"("https:\\/\\/page.sessions.example\\/x")"},
      {R"("http:\u002f\u002F192.168.1.5\u002fx")", R"("https:\u002f\u002Fpage.sessions.example\u002fx")"},
      {R"('http\x3a\x2f\x2f192.168.1.5\x2fx')", R"('https\x3a\x2f\x2fpage.sessions.example\x2fx')"},
      {"http:&#x2F;&#47;192.168.1.5&#x2F;x", "https:&#x2F;&#47;page.sessions.example&#x2F;x"},
      {"ws://192.168.1.5:80/s", "wss://page.sessions.example/s"},
      {"wss://192.168.1.5/s", "wss://api.sessions.example:8440/s"},
      {"ws://192.168.1.5:8080/s", "ws://plain.sessions.example:8000/s"},
      {R"(<img src="//192.168.1.5/x">)", R"(<img src="//page.sessions.example/x">)"},
      {R"(<img src=//192.168.1.5/x>)", R"(<img src=//page.sessions.example/x>)"},
      {R"("\/\/printer.local\/x")", R"("\/\/page.sessions.example\/x")"},
      {R"("192.168.1.5:8080")", R"("plain.sessions.example:8000")"},
      {R"('192.168.1.5:8443/x')", R"('api.sessions.example:8440/x')"},
      {R"(\"192.168.1.5:80\")", R"(\"page.sessions.example\")"},
      {"`[fd00::5]:8080/${x}`", "`plain.sessions.example:8000/${x}`"},
      {R"("192.168.1.5:80\/x")", R"("page.sessions.example\/x")"},
  });
}

TEST(BodyTranslator, LeavesWhatIsNoUrlOfTheDevice) {
  expect_untouched({
      R"(<input value="192.168.1.5">)",  // A setting.
      "192.168.1.5",
      "'192.168.1.5/x'",
      "192.168.1.5:8080",
      "\"192.168.1.5:8080'",
      "\"192.168.1.5:9999\"",  // No endpoint.
      "\"192.168.1.5:8080 is open\"",
      "http://192.168.1.50/",
      "http://192.168.1.5.example/",
      "http://192.168.1.5-x/",
      "http://192.168.1.5x/",
      "http://192.168.1.5_/",
      "http://2192.168.1.5/",
      "http://x.192.168.1.5/",
      "http://192.168.1.5./",
      "http://192.168.1.5@evil.example/",
      "http://192.168.1.5:80@evil.example/",
      "http://admin:secret@192.168.1.5/",
      "http://192.168.1.5:9999/",  // A port without a session host.
      "https://192.168.1.5:80/",
      "http://192.168.1.5:/x",
      "http://192.168.1.5:080/",
      "http://192.168.1.5:080",
      "http://192.168.1.5:808080/",
      "http://192.168.1.5:65536/",
      "'http://192.168.1.5:' + port",
      "`http://192.168.1.5${port}`",
      "'http://192.168.1.5{{port}}'",
      R"("http://192.168.1.5\u003a8080/")",
      "http://192.168.1.5&#58;8080/",
      "http://192.168.1.5&#x3a;8080/",
      "rtsp://192.168.1.5/stream",
      "xhttp://192.168.1.5/",
      "svn+http://192.168.1.5/",
      "ftp://192.168.1.5/",
      "file:////192.168.1.5/share",
      "a//192.168.1.5/x",
      "http:/192.168.1.5/x",
      "http:///192.168.1.5/x",
      "http//192.168.1.5/x",
      "http://fd00::5/x",
      "http://[fd00::5/x",
      "http://[fd00::51]/x",
      "[fd00::5]",
      "http://printer.localhost/",
      "http://printers/",
  });
}

TEST(BodyTranslator, LeavesPercentEncodedUrls) {
  expect_untouched({"/go?to=http%3A%2F%2F192.168.1.5%2Fnext", "http%3a//192.168.1.5/", "http://192.168.1.5%2Fx"});
}

TEST(BodyTranslator, LeavesWhatComesBackToTheDevice) {
  expect_untouched({
      R"(<a href="/go?to=http://192.168.1.5/next">)",
      R"(<a href="/go?a=1&to=http://192.168.1.5/next">)",
      R"(<a href="/go?a=1&amp;to=//192.168.1.5/next">)",
  });
  const std::string_view fields[] = {
      R"(<input name="ntp" value="http://192.168.1.5/cb">)",
      R"(<input VALUE = 'http://192.168.1.5/cb'>)",
      R"(<input value=http://192.168.1.5/cb>)",
      R"('<input value=\"http://192.168.1.5/cb\">')",
      R"(form.url.value = "http://192.168.1.5/cb")",
      R"(<input value="192.168.1.5:8080">)",
  };
  for (const std::string_view field : fields) {
    expect_untouched({field}, true);
    EXPECT_NE(translated(field, false), field) << "only HTML has forms";
  }
  expect({{R"(<option value="http://192.168.1.5/b">)", R"(<option value="https://page.sessions.example/b">)"},
          {R"(<a data-value="http://192.168.1.5/b">)", R"(<a data-value="https://page.sessions.example/b">)"},
          {R"(<base href=http://192.168.1.5/>)", R"(<base href=https://page.sessions.example/>)"},
          {"x?http://192.168.1.5/", "x?https://page.sessions.example/"}},
         true);
}

TEST(BodyTranslator, SeesTheBorderBehindAnEscape) {
  expect({
      {R"("line\nhttp://192.168.1.5/")", R"("line\nhttps://page.sessions.example/")"},
      {R"(\u0022http://192.168.1.5\u0022)", R"(\u0022https://page.sessions.example\u0022)"},
      {R"(\x22//192.168.1.5/\x22)", R"(\x22//page.sessions.example/\x22)"},
      {"&quot;http://192.168.1.5&quot;", "&quot;https://page.sessions.example&quot;"},
      {"&#39;http://192.168.1.5&#39;", "&#39;https://page.sessions.example&#39;"},
  });
  expect_untouched({R"("\u0041http://192.168.1.5/")"});
}

TEST(BodyTranslator, DisarmsIntegrityInMarkupOnly) {
  expect({{R"(<script src="a.js" integrity="sha384-x">)", R"(<script src="a.js" data-callout-integrity="sha384-x">)"},
          {R"(<link Integrity = sha256-x>)", R"(<link data-callout-Integrity = sha256-x>)"},
          {R"(<b>integrity="sha256-x"</b> integrity="none" data-integrity="sha256-x")",
           R"(<b>integrity="sha256-x"</b> integrity="none" data-integrity="sha256-x")"}},
         true);
  expect_untouched({R"(<script src="a.js" integrity="sha384-x">)"});
}

TEST(BodyTranslator, LeavesSecondHalvesOfCharactersAlone) {
  // Shift-JIS: 0x95 0x5C and 0x83 0x5C end like a backslash, 0x83 0x41 like a letter. GBK: 0x81 0x5C.
  expect({{"\"\x95\x5C\" \"http://192.168.1.5/\x83\x5C\"", "\"\x95\x5C\" \"https://page.sessions.example/\x83\x5C\""},
          {"\x81\x5C/\x81\x5C//192.168.1.5/", "\x81\x5C/\x81\x5C//192.168.1.5/"},
          {"http://192.168.1.5\x95\x5C", "http://192.168.1.5\x95\x5C"},
          {"\x95\x5Chttp://192.168.1.5/", "\x95\x5Chttps://page.sessions.example/"}});
}

TEST(BodyTranslator, LeavesTwoByteTextAlone) {
  const std::string_view text = R"(<a href="http://192.168.1.5/">)";
  for (const bool big_endian : {false, true}) {
    std::string wide;
    for (const char c : text) wide += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    EXPECT_EQ(translated(wide, true), wide);
  }
}

TEST(BodyTranslator, HoldsBackOnlyWhatMayBecomeAUrl) {
  TestOrigins origins;
  for (const auto& [text, held] :
       std::initializer_list<std::pair<std::string_view, std::size_t>>{{"data: hello\n\n", 0},
                                                                       {"{\"a\":1}", 0},
                                                                       {"</html>\n", 0},
                                                                       {"with", 0},
                                                                       {"see h", 1},
                                                                       {"'http://192.168.1", 16},
                                                                       {"'http://10.", 0},
                                                                       {"\"192.168.1.5:80", 14},
                                                                       {"'ftp://", 0},
                                                                       {"'http://192.168.1.5", 18},
                                                                       {"x http:\\", 6}}) {
    BodyTranslator translator(test_options(false), origins);
    EXPECT_EQ(translator.feed(text), text.substr(0, text.size() - held));
    EXPECT_EQ(translator.held(), held) << text;
  }
}

/// Text that is dense in what the rules look at.
std::string random_text(std::mt19937& random) {
  constexpr std::string_view kParts[] = {"http",
                                         "https",
                                         "ws",
                                         "wss",
                                         ":",
                                         "//",
                                         "\\/\\/",
                                         "/",
                                         "\\",
                                         "192.168.1.5",
                                         "printer.local",
                                         "printer",
                                         "[fd00::5]",
                                         "fd00::5",
                                         ":80",
                                         ":8080",
                                         ":8443",
                                         ":9",
                                         "\"",
                                         "'",
                                         " ",
                                         "=",
                                         "value=",
                                         "<option ",
                                         "?a=",
                                         "&amp;",
                                         "&#47;",
                                         "&#x2f;",
                                         "\\u002f",
                                         "integrity",
                                         "=\"sha256-x",
                                         "\n",
                                         ".",
                                         "@",
                                         "x",
                                         "0",
                                         "\x95\x5C",
                                         ">",
                                         "<",
                                         "u003a",
                                         "&#58;",
                                         "1",
                                         "://192.168.1.5/",
                                         "\"192.168.1.5:8080"};
  std::string text;
  for (std::size_t parts = random() % 40; parts > 0; --parts) text += kParts[random() % std::size(kParts)];
  return text;
}

TEST(BodyTranslator, SaysTheSameHoweverTheBodyIsSplit) {
  const char* given = std::getenv("CALLOUT_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::stoul(given)) : 20261125;
  std::mt19937 random(seed);
  int changed = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random);
    const bool markup = i % 2 == 0;
    const std::string expected = translated_simply(text, markup);
    changed += expected != text ? 1 : 0;
    ASSERT_EQ(translated(text, markup), expected) << "seed " << seed << ": " << text;
    ASSERT_EQ(translated(text, markup, [&random](std::size_t) { return random() % 20; }), expected)
        << "seed " << seed << ": " << text;
  }
  EXPECT_GT(changed, 1000);
}

TEST(BodyTranslator, FindsUrlsAnywhereInALongBody) {
  // Around the borders of the blocks in which the search looks.
  for (std::size_t before = 0; before < 300; ++before) {
    for (const std::size_t after : {0U, 1U, 63U, 64U, 200U}) {
      const std::string head(before, '.');
      const std::string tail(after, '1');
      ASSERT_EQ(translated(head + " http://192.168.1.5/" + tail), head + " https://page.sessions.example/" + tail);
    }
  }
}

}  // namespace
}  // namespace callout::wire
