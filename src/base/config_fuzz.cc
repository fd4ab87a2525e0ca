// SPDX-License-Identifier: Apache-2.0
// Any file at all: the reader ends, and every mistake prints as one line.
#include <cstdlib>

#include "base/config.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using std::chrono::seconds;
  const std::string text(reinterpret_cast<const char*>(data), size);
  callout::ConfigReader reader("f", text, "CALLOUT", {"CALLOUT_A_NUMBER=" + text.substr(0, 16)});
  reader.text("a.text", "");
  reader.integer("a.number", 1, 0, 10);
  reader.boolean("a.flag", false);
  const auto time = reader.duration("a.time", seconds(5), seconds(1), seconds(60));
  if (time < seconds(1) || time > seconds(60)) std::abort();
  if (reader.choice("a.kind", {"one", "two"}, 0) > 1) std::abort();
  if (reader.list("a.list", {}, 4).size() > 4) std::abort();
  for (const auto& problem : reader.finish()) {
    if (callout::to_string(problem).empty()) std::abort();
  }
  return 0;
}
