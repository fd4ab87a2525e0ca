// SPDX-License-Identifier: Apache-2.0
// However a text is split, the same goes to the device, no more is held back than may be, what names no session host
// passes byte for byte, and a length that was said is never exceeded. The first byte picks the session and the kind of
// text, the second seeds the borders.
#include <random>

#include <fuzzer/FuzzedDataProvider.h>

#include "base/check.h"
#include "wire/ascii.h"
#include "wire/upload_translator_testing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout::wire;
  if (size < 2) return 0;
  const SessionMap& map = (data[0] & 1) != 0   ? test_session_with_port()
                          : (data[0] & 2) != 0 ? test_session_of_ipv6()
                                               : test_session();
  const SessionUrls urls(map, map.device(), (data[0] & 4) != 0);
  const std::string text(reinterpret_cast<const char*>(data + 2), size - 2);
  std::minstd_rand random(data[1] + 1U);
  std::string whole = text;
  urls.translate(whole);
  callout::check(whole == sent_back(text, urls, [&random](std::size_t) { return 1 + random() % 500; }));
  callout::check(whole == sent_back(text, urls, [&random](std::size_t) { return 1 + random() % 9; }));
  callout::check(whole == text || to_lower(text).contains("abc7"));
  UploadTranslator kept(urls);
  kept.keep_length();
  const std::size_t first = kept.feed(text).size();
  callout::check(first + kept.finish().size() <= text.size());
  return 0;
}
