// SPDX-License-Identifier: Apache-2.0
// Titles of hostile pages. Properties: bounded, and no control character or mark that turns text around is left.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agent/page_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string title = callout::agent::html_title(text);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < title.size(); ++i) {
    const auto c = static_cast<unsigned char>(title[i]);
    if (c < 0x20 || c == 0x7F) std::abort();
    if ((c & 0xC0) != 0x80) ++characters;
  }
  if (characters > callout::agent::kTitleMost || title.find("\xE2\x80\xAE") != std::string::npos) std::abort();
  (void)callout::agent::auth_kind({.status = 200, .reason = {}, .headers = {}}, text);
  return 0;
}
