// SPDX-License-Identifier: Apache-2.0
#include "relay/document_start.h"

#include <gtest/gtest.h>

namespace callout::relay {
namespace {

std::string with_tag(std::string_view page, std::size_t piece) {
  DocumentStart start("@");
  std::string out;
  for (std::size_t at = 0; at < page.size(); at += piece) out += start.feed(page.substr(at, piece));
  out += start.finish();
  return out;
}

struct Case {
  std::string_view page, expected;
};
void expect(std::initializer_list<Case> cases) {
  for (const auto& [page, expected] : cases) {
    for (const std::size_t piece : {1U, 2U, 5U, 1000U})
      EXPECT_EQ(with_tag(page, piece), expected) << "pieces of " << piece;
  }
}

TEST(DocumentStart, StandsFirstInTheHead) {
  expect({
      {"<!doctype html><html><head><script></script>", "<!doctype html><html><head>@<script></script>"},
      {"<HTML lang=\"a>b\"><HEAD profile='>'><title>", "<HTML lang=\"a>b\"><HEAD profile='>'>@<title>"},
      {"<head><head>", "<head>@<head>"},
  });
}

TEST(DocumentStart, StandsWhereAParserImpliesTheHead) {
  expect({
      {"<!DOCTYPE html><title>a", "<!DOCTYPE html>@<title>a"},
      {"<html><body>", "<html>@<body>"},
      {"<html>\n<header>", "<html>\n@<header>"},
      {"<htmlx>", "@<htmlx>"},
      {"<!doctype html>\n text", "<!doctype html>\n @text"},
      {"<script>", "@<script>"},
      {"<frameset>", "@<frameset>"},
      {"</p>", "@</p>"},
      {"<<", "@<<"},
  });
}

TEST(DocumentStart, NeverStandsBeforeADoctype) {
  expect({
      {"\xEF\xBB\xBF<!doctype html><p>", "\xEF\xBB\xBF<!doctype html>@<p>"},
      {"\n<!-- a > b --> <!doctype html>\n<!-- c --><html><!----><head>",
       "\n<!-- a > b --> <!doctype html>\n<!-- c --><html><!----><head>@"},
      {"<?xml version=\"1.0\"?><!DOCTYPE html><p>", "<?xml version=\"1.0\"?><!DOCTYPE html>@<p>"},
      {"<!--><!doctype html><p>", "<!--><!doctype html>@<p>"},
      {"<!---><!doctype html><p>", "<!---><!doctype html>@<p>"},
      {"<!-><!doctype html><p>", "<!-><!doctype html>@<p>"},
  });
}

TEST(DocumentStart, AddsNothingToADocumentThatNeverBegins) {
  for (const std::string_view page : {"", "  \n", "<!-- only", "<!doctype html>", "<html", "<", "<!-", "<head a='>"}) {
    expect({{page, page}});
  }
}

}  // namespace
}  // namespace callout::relay
