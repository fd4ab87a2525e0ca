// SPDX-License-Identifier: Apache-2.0
#include "model/profile.h"

#include <functional>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "model/profile_json.h"
#include "model/shipped_profiles.h"

namespace callout::model {
namespace {

namespace json = boost::json;

DeviceProfile named(std::string id, std::vector<Fingerprint> match) {
  return {.id = ProfileId(id), .name = id, .match = std::move(match)};
}

std::string mistake_in(std::string_view document) {
  const auto read = profile_from(json::parse(document).as_object());
  return read ? "none" : read.error().pointer;
}

TEST(Profiles, EveryShippedDocumentIsOne) {
  ASSERT_GE(shipped_profile_texts().size(), 10u);
  for (const auto& [id, document] : shipped_profile_texts()) {
    const auto profile = profile_from_text(document);
    ASSERT_TRUE(profile) << id << ": " << profile.error().message;
    EXPECT_FALSE(profile->notes.empty()) << id << " does not say why";
  }
}

TEST(Profiles, EveryShippedOneCanBeFoundByItsFilesName) {
  for (const auto& [id, document] : shipped_profile_texts()) {
    const auto* found = find_profile(shipped_profiles(), ProfileId(std::string(id)));
    ASSERT_NE(found, nullptr) << id;
    EXPECT_TRUE(found->shipped);
  }
}

TEST(Profiles, OldTlsIsThereForTheConsolesRetry) {
  const auto* profile = find_profile(shipped_profiles(), ProfileId("old-tls"));
  ASSERT_NE(profile, nullptr);
  EXPECT_EQ(profile->treatment, (Treatment{.tls = TlsMode::kLegacy})) << "and changes nothing else";
  EXPECT_TRUE(profile->match.empty());
}

TEST(Profiles, APageIsRecognisedByItsTitleAndServer) {
  const SeenPage canon[] = {{"Remote UI: Login: iR-ADV C5240", "Catwalk"}};
  const auto* found = profile_for({}, canon, {}, shipped_profiles());
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->id.str(), "canon-ir-adv");
  const SeenPage jetdirect[] = {{"", ""}, {"", "HP-ChaiSOE/1.0"}};
  EXPECT_EQ(profile_for({}, jetdirect, {}, shipped_profiles())->id.str(), "hp-jetdirect");
  const SeenPage unknown[] = {{"Welcome", "nginx"}};
  EXPECT_EQ(profile_for({}, unknown, {}, shipped_profiles()), nullptr);
  EXPECT_EQ(profile_for({}, {}, {}, shipped_profiles()), nullptr);
}

TEST(Profiles, BothPatternsOfAFingerprintMustFitOnePage) {
  const DeviceProfile profiles[] = {named("both", {{"Login*", "Boa/*"}})};
  const SeenPage apart[] = {{"Login", "nginx"}, {"Home", "Boa/0.94"}};
  EXPECT_EQ(profile_for({}, apart, profiles, {}), nullptr);
  const SeenPage together[] = {{"Home", "nginx"}, {"LOGIN page", "boa/0.94"}};
  EXPECT_NE(profile_for({}, together, profiles, {}), nullptr);
}

TEST(Profiles, TheChosenOneWinsOverWhatFitsAndATeamsOwnOverOnesShipped) {
  const DeviceProfile own[] = {named("ours", {{"Router*", ""}}), named("second", {{"Router*", ""}})};
  const DeviceProfile shipped[] = {named("theirs", {{"Router*", ""}}), named("plain", {})};
  const SeenPage pages[] = {{"Router X", ""}};
  EXPECT_EQ(profile_for({}, pages, own, shipped)->id.str(), "ours");
  EXPECT_EQ(profile_for({}, pages, {}, shipped)->id.str(), "theirs");
  EXPECT_EQ(profile_for(ProfileId("second"), pages, own, shipped)->id.str(), "second");
  EXPECT_EQ(profile_for(ProfileId("plain"), pages, own, shipped)->id.str(), "plain");
  EXPECT_EQ(profile_for(ProfileId("gone"), pages, own, shipped)->id.str(), "ours");
}

TEST(Profiles, StarsStandForAnything) {
  const std::pair<std::string_view, std::string_view> fitting[] = {
      {"*", ""},          {"*", "x"},         {"a*", "a"}, {"a*c", "abbc"}, {"*bc", "abcbc"},
      {"a*b*c", "axbyc"}, {"**a**", "xxaxx"}, {"", ""},    {"abc", "abc"},  {"a*a", "aa"}};
  for (const auto& [pattern, text] : fitting) EXPECT_TRUE(glob(pattern, text)) << pattern << " " << text;
  const std::pair<std::string_view, std::string_view> others[] = {
      {"", "x"}, {"a", "ab"}, {"a*a", "a"}, {"*b", "ba"}, {"a*b*c", "acb"}, {"ab", "a"}, {"?", "x"}, {"A", "a"}};
  for (const auto& [pattern, text] : others) EXPECT_FALSE(glob(pattern, text)) << pattern << " " << text;
}

/// Against globbing as it is defined, by every way of taking the stars.
TEST(Profiles, GlobbingIsAsDefinedForAllShortTexts) {
  const std::function<bool(std::string_view, std::string_view)> defined = [&](std::string_view pattern,
                                                                              std::string_view text) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() != '*')
      return !text.empty() && pattern.front() == text.front() && defined(pattern.substr(1), text.substr(1));
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
      if (defined(pattern.substr(1), text.substr(taken))) return true;
    }
    return false;
  };
  std::vector<std::string> texts{""}, patterns{""};
  for (std::size_t i = 0; i < texts.size() && texts[i].size() < 5; ++i)
    for (const char c : {'a', 'b'}) texts.push_back(texts[i] + c);
  for (std::size_t i = 0; i < patterns.size() && patterns[i].size() < 5; ++i)
    for (const char c : {'a', 'b', '*'}) patterns.push_back(patterns[i] + c);
  for (const auto& pattern : patterns) {
    for (const auto& text : texts) ASSERT_EQ(glob(pattern, text), defined(pattern, text)) << pattern << ' ' << text;
  }
}

TEST(Profiles, OnlyAllowedPathsAreAskedFor) {
  EXPECT_TRUE(path_allowed({}, "/anything/../else"));
  const std::string patterns[] = {"/", "/status*", "/img/*.png"};
  for (const std::string_view target :
       {"/", "/?lang=en", "/status", "/status.cgi?a=/../x//%2e", "/img/logo.png", "/img/a%20b.png"})
    EXPECT_TRUE(path_allowed(patterns, target)) << target;
  for (const std::string_view target :
       {"/admin", "/Status", "/img/logo.gif", "*", "", "http://device/status", "status"})
    EXPECT_FALSE(path_allowed(patterns, target)) << target;
}

TEST(Profiles, APathThatADeviceMayTakeForAnotherIsNotAllowed) {
  const std::string patterns[] = {"/public/*"};
  for (const std::string_view target : {"/public/a.b/.c", "/public/a%20b", "/public/%C3%A3", "/public/a;b", "/public/"})
    EXPECT_TRUE(path_allowed(patterns, target)) << target;
  for (const std::string_view target : {"/public/../admin",
                                        "/public/..",
                                        "/public/.",
                                        "/public/./x",
                                        "/public//admin",
                                        "/public/..;/admin",
                                        "/public/\\admin",
                                        "/public/%2e%2e/admin",
                                        "/public/%2E%2E/admin",
                                        "/public/..%2fadmin",
                                        "/public/%5cadmin",
                                        "/public/%252e",
                                        "/public/%00",
                                        "/public/..c",
                                        "/public/..%3b/admin",
                                        "/public/..%20/admin",
                                        "/public/..%09/admin",
                                        "/public/%c0%ae%c0%ae/admin",
                                        "/public/%u002e",
                                        "/public/%",
                                        "/public/%4",
                                        "/public/%zz",
                                        "/public/.%20/admin",
                                        "/public/a%3bb"})
    EXPECT_FALSE(path_allowed(patterns, target)) << target;
}

TEST(ProfileDocument, ReadsAndWritesTheSame) {
  const auto document = json::parse(R"({"name": "A", "maker": "M", "models": "X1", "notes": "two\nlines",
    "match": [{"title": "t*"}, {"title": "u", "server": "s"}], "connections": 2, "tls": "legacy", "translate_bodies": false,
    "endpoints": [{"scheme": "https", "port": 8443}], "allowed_paths": ["/a*", "*.css"]})")
                            .as_object();
  const auto profile = profile_from(document);
  ASSERT_TRUE(profile) << profile.error().pointer;
  EXPECT_EQ(profile->treatment.connections, 2);
  EXPECT_EQ(profile->treatment.tls, TlsMode::kLegacy);
  EXPECT_FALSE(profile->treatment.translate_bodies);
  EXPECT_EQ(to_json(*profile), document);
  EXPECT_TRUE(profile_from(to_json(*profile))) << "also without a detour through text";
  EXPECT_EQ(treatment_from_text(to_text(profile->treatment)).value(), profile->treatment);
}

TEST(ProfileDocument, OnlyTheNameIsNeeded) {
  const auto profile = profile_from(json::parse(R"({"name": " A "})").as_object());
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->name, "A");
  EXPECT_EQ(profile->treatment, Treatment());
}

TEST(ProfileDocument, TextsHaveABoundInCharacters) {
  std::string accented;
  for (int i = 0; i < 200; ++i) accented += "\u00e3";
  EXPECT_TRUE(profile_from(
      {{"name", accented}, {"maker", accented}, {"allowed_paths", json::array{"*" + accented.substr(2)}}}));
  EXPECT_FALSE(profile_from({{"name", accented + 'a'}}));
  EXPECT_FALSE(profile_from({{"name", "A"}, {"maker", accented + 'a'}}));
  EXPECT_FALSE(profile_from({{"name", "A"}, {"allowed_paths", json::array{"*" + accented}}}));
}

TEST(ProfileDocument, AMistakeNamesItsMember) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({})", "/name"},
      {R"({"name": 3})", "/name"},
      {R"({"name": "A", "color": "red"})", "/color"},
      {R"({"name": "A", "connections": 0})", "/connections"},
      {R"({"name": "A", "connections": 33})", "/connections"},
      {R"({"name": "A", "connections": 2.5})", "/connections"},
      {R"({"name": "A", "connections": "2"})", "/connections"},
      {R"({"name": "A", "tls": "old"})", "/tls"},
      {R"({"name": "A", "translate_bodies": "no"})", "/translate_bodies"},
      {R"({"name": "A", "match": [{"title": "x"}, {}]})", "/match/1/title"},
      {R"({"name": "A", "match": [{"titel": "x", "server": "y"}]})", "/match/0/titel"},
      {R"({"name": "A", "match": "x"})", "/match"},
      {R"({"name": "A", "endpoints": [{"scheme": "ftp", "port": 21}]})", "/endpoints/0/scheme"},
      {R"({"name": "A", "endpoints": [{"scheme": "http"}]})", "/endpoints/0/port"},
      {R"({"name": "A", "endpoints": [{"port": 81}, {"port": 81}]})", "/endpoints/1/port"},
      {R"({"name": "A", "endpoints": [1]})", "/endpoints/0"},
      {R"({"name": "A", "allowed_paths": ["/a", "admin"]})", "/allowed_paths/1"},
      {R"({"name": "A", "allowed_paths": ["/a?b"]})", "/allowed_paths/0"},
      {R"({"name": "A", "maker": "a\nb"})", "/maker"}};
  for (const auto& [document, pointer] : cases) EXPECT_EQ(mistake_in(document), pointer) << document;
}

TEST(ProfileDocument, ListsHaveABound) {
  json::array paths;
  for (int i = 0; i < 65; ++i) paths.emplace_back("/a");
  const auto read = profile_from({{"name", "A"}, {"allowed_paths", paths}});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().pointer, "/allowed_paths");
}

TEST(ProfileDocument, DamagedTextIsAnError) {
  EXPECT_FALSE(treatment_from_text("{"));
  EXPECT_FALSE(treatment_from_text("[]"));
  EXPECT_FALSE(treatment_from_text(R"({"tls": "none"})"));
  EXPECT_FALSE(profile_from_text(R"({"tls": "modern"})"));
}

}  // namespace
}  // namespace callout::model
