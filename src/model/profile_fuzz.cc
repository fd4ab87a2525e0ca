// SPDX-License-Identifier: Apache-2.0
// Documents of device profiles and the patterns in them: what is read is written as the same, and no pattern lets a
// path pass that a device may take for another.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/check.h"
#include "model/profile_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace callout;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  boost::system::error_code error;
  const auto value = boost::json::parse(text, error);
  if (error || !value.is_object()) {
    const std::string patterns[] = {"/*"};
    if (model::path_allowed(patterns, text)) {
      const auto path = text.substr(0, text.find('?'));
      for (const char* part : {"..", "//", "\\", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C", "%25", "%3b", "%3B"})
        check(!path.contains(part) || (std::string_view(part) == ".." && !path.contains("/..")));
    }
    return 0;
  }
  const auto profile = model::profile_from(value.get_object());
  if (!profile) {
    check(!profile.error().detail.empty());
    return 0;
  }
  const auto written = model::to_json(*profile);
  const auto again = model::profile_from(written);
  check(again.has_value());
  check(again->name == profile->name && again->match == profile->match && again->treatment == profile->treatment);
  for (const auto& fingerprint : profile->match) (void)model::glob(fingerprint.title, text);
  (void)model::path_allowed(profile->treatment.allowed_paths, text);
  return 0;
}
