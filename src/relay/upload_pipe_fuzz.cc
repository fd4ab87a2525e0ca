// SPDX-License-Identifier: Apache-2.0
// Whatever a page sends under whatever boundary: the same reaches the device however it is split, a body without the
// session's label keeps every byte, and a length that was said holds to the byte. The first byte picks the kind, the
// second seeds the borders.
#include <random>

#include "base/check.h"
#include "relay/upload_pipe.h"
#include "wire/ascii.h"

namespace callout::relay {
namespace {

const wire::SessionMap& session() {
  static const wire::SessionMap map{{"http", "192.168.1.5", 8080}, {"https", "abc7.sessions.example", 443}};
  return map;
}

std::string through(const UploadKind& kind, std::string_view body, std::minstd_rand* random,
                    bool keeps_length = false) {
  UploadPipe pipe(kind, session(), session().device());
  if (keeps_length) pipe.keep_length();
  std::string out;
  while (!body.empty()) {
    const std::string_view piece = body.substr(0, random == nullptr ? body.size() : 1 + (*random)() % 40);
    body.remove_prefix(piece.size());
    out += pipe.feed(piece);
  }
  out += pipe.finish();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  UploadKind kind{.form = (data[0] & 1) != 0, .takes_padding = true};
  if ((data[0] & 2) != 0) kind.boundary = (data[0] & 4) != 0 ? "b" : "----WebKitFormBoundaryX";
  const std::string_view body(reinterpret_cast<const char*>(data + 2), size - 2);
  std::minstd_rand random(data[1] + 1U);
  const std::string whole = through(kind, body, nullptr);
  check(whole == through(kind, body, &random));
  const std::string kept = through(kind, body, nullptr, true);
  check(kept == through(kind, body, &random, true));
  check(kept.size() == body.size());
  if (!wire::to_lower(body).contains("abc7")) check(whole == body && kept == body);
  return 0;
}

}  // namespace callout::relay
