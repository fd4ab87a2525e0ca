// SPDX-License-Identifier: Apache-2.0
// Prints how fast bodies on their way to a device pass the translator and the reader of multipart bodies, in MB/s on
// one core, beside a plain copy. Build it with optimisation: ninja -C build/release upload_translator_bench
#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include "wire/multipart.h"
#include "wire/upload_translator.h"

namespace callout::wire {
namespace {

constexpr std::size_t kPiece = 16384;
constexpr int kRounds = 256;

template <class Take>
double speed(std::string_view text, Take take) {
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t at = 0; at < text.size(); at += kPiece) take(text.substr(at, kPiece));
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(text.size()) * kRounds / took.count() / 1e6;
}

void measure(const char* what, std::string_view unit) {
  std::string text;
  while (text.size() < (1U << 20U)) text += unit;
  const SessionMap map({"http", "192.168.1.5", 80}, {"https", "q3vfq7hxm5k2w8ztn4c6ybd9re.sessions.example", 443});
  const SessionUrls urls(map, map.device());
  UploadTranslator translator(urls);
  MultipartReader reader("----WebKitFormBoundary7MA4YWxkTrZu0gW", [](std::string_view) { return true; });
  reader.feed("------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; filename=\"x\"\r\n\r\n");
  std::string copy;
  std::size_t out = 0;
  const double copied = speed(text, [&](std::string_view piece) { copy.assign(piece); });
  const double translated = speed(text, [&](std::string_view piece) { out += translator.feed(piece).size(); });
  const double split = speed(text, [&](std::string_view piece) {
    reader.feed(piece);
    while (const auto next = reader.next(false)) copy.assign(next->bytes);
  });
  std::printf("%-34s copy %7.0f   text %7.0f   file in a form %7.0f MB/s\n", what, copied, translated, split);
}

void run() {
  std::minstd_rand random(1);
  std::string noise(1U << 20U, '\0');
  for (char& c : noise) c = static_cast<char>(random() >> 8U);
  std::string base64(1U << 20U, '\0');
  for (char& c : base64) c = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[(random() >> 8U) % 64];
  measure("firmware (random bytes)", noise);
  measure("base64", base64);
  measure("prose", "The quick brown fox jumps over the lazy dog, and sphinx of black quartz judges the vow.\n");
  measure("JSON", R"({"name":"eth0","mtu":1500,"address":"192.168.1.5","up":true},)");
  measure("zeros", std::string(4096, '\0'));
  measure("a session's URL in each 1 KiB",
          std::string(1000, 'x') + " https://q3vfq7hxm5k2w8ztn4c6ybd9re.sessions.example/x ");
  measure("a session's URL in each 80 bytes", R"({"u":"https://q3vfq7hxm5k2w8ztn4c6ybd9re.sessions.example/page/17"})"
                                              "\n");
}

}  // namespace
}  // namespace callout::wire

int main() {
  callout::wire::run();
}
