// SPDX-License-Identifier: Apache-2.0
// Prints how fast texts of several kinds pass the translator of bodies, in MB/s on one core. Build it with
// optimisation: ninja -C build/release body_translator_bench
#include <chrono>
#include <cstdio>
#include <string>

#include "wire/body_translator_testing.h"

namespace callout::wire {
namespace {

void run() {
  const auto measure = [](const char* what, std::string_view unit) {
    std::string text;
    while (text.size() < (1U << 20)) text += unit;
    for (const bool many : {false, true}) {
      TestOrigins origins;
      auto options = test_options(many);
      if (!many) options.hosts.resize(1);
      BodyTranslator translator(options, origins);
      const auto start = std::chrono::steady_clock::now();
      constexpr int kRounds = 512;
      for (int round = 0; round < kRounds; ++round) {
        for (std::size_t at = 0; at < text.size(); at += 16384) {
          translator.feed(std::string_view(text).substr(at, 16384));
        }
      }
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      std::printf("%-26s %-28s %7.0f MB/s\n", what, many ? "four names, markup" : "one address",
                  static_cast<double>(text.size()) * kRounds / took.count() / 1e6);
    }
  };
  measure("prose", "The quick brown fox jumps over the lazy dog, and sphinx of black quartz judges the vow.\n");
  measure("minified script", "function a(b,c){return b.d?c[b.e]:f.g(h,1,'ij/k.l')}var m=/n\\/o/.test(p)&&!q;");
  measure("numbers", "12.5,192.168,1.55,168.1,5.192,1151,81.5,921.86,15.1,1.5\n");
  measure("bare address in each line", "2026-11-25 12:00:00 192.168.1.5 GET /index.html 200 1523 ok\n");
  measure("a URL in each 1 KiB", std::string(1000, 'x') + " http://192.168.1.5/x ");
  measure("a URL in each 80 bytes", R"(<tr><td class="name"><a href="http://192.168.1.5/page/17">Page</a></td></tr>)"
                                    "\n");
}

}  // namespace
}  // namespace callout::wire

int main() {
  callout::wire::run();
}
