// SPDX-License-Identifier: Apache-2.0
#include "wire/upload_translator_testing.h"

#include <algorithm>

#include "base/check.h"

namespace callout::wire {

const SessionMap& test_session() {
  static const SessionMap map{{"http", "192.168.1.5", 8080}, {"https", "abc7.sessions.example", 443}};
  return map;
}

const SessionMap& test_session_with_port() {
  static const SessionMap map{{"http", "192.168.1.5", 80}, {"http", "abc7.sessions.localhost", 8440}};
  return map;
}

const SessionMap& test_session_of_ipv6() {
  static const SessionMap map{{"http", "fd00::5", 8080}, {"https", "abc7.sessions.example", 443}};
  return map;
}

std::string sent_back(std::string_view text, const SessionUrls& urls,
                      const std::function<std::size_t(std::size_t)>& next_piece) {
  UploadTranslator translator(urls);
  std::string result;
  std::size_t came = 0;
  while (!text.empty()) {
    const std::size_t size = std::clamp<std::size_t>(next_piece(text.size()), 1, text.size());
    result += translator.feed(text.substr(0, size));
    text.remove_prefix(size);
    came += size;
    const auto held = static_cast<std::int64_t>(came - result.size()) - translator.saved();
    check(held >= 0 && held <= static_cast<std::int64_t>(SessionUrls::kMostBefore + urls.most_after()));
  }
  result += translator.finish();
  check(static_cast<std::int64_t>(came - result.size()) == translator.saved());
  return result;
}

std::string sent_back(std::string_view text, const SessionMap& map, bool form) {
  std::string result(text);
  SessionUrls(map, map.device(), form).translate(result);
  return result;
}

}  // namespace callout::wire
