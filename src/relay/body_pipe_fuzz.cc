// SPDX-License-Identifier: Apache-2.0
// Whatever a device sends in whatever coding and charset it names: the same comes out however it is split, a document
// without a URL of the device keeps every byte beside our scripts, and each step needs little memory. The first byte
// picks the kind of body.
#include <random>

#include "base/check.h"
#include "relay/address_script.h"
#include "relay/body_pipe.h"
#include "relay/own_scripts.h"
#include "wire/ascii.h"
#include "wire/session_origins.h"

namespace callout::relay {
namespace {

wire::SessionMap session() {
  return {{"http", "192.168.1.5", 80}, {"https", "x.sessions.example", 443}};
}

/// What a browser reads in the end; nullopt when the pipe gives up.
std::optional<std::string> read_through(const BodyKind& kind, std::string_view body, std::minstd_rand* random) {
  auto map = session();
  wire::SessionOrigins origins(map);
  BodyPipe pipe(kind, {map, map.device(), origins});
  std::string out;
  while (!body.empty()) {
    std::string_view bytes = body.substr(0, random == nullptr ? body.size() : 1 + (*random)() % 9);
    body.remove_prefix(bytes.size());
    do {
      const auto ready = pipe.feed(bytes);
      if (!ready) return std::nullopt;
      check(ready->size() < (1U << 20U));
      out += *ready;
    } while (!bytes.empty() || pipe.pending());
    if (random != nullptr && (*random)() % 2 == 0) out += pipe.flush();
  }
  out += pipe.finish();
  if (!kind.coding) return out;
  Decoder decoder(*kind.coding);
  std::string text;
  std::string_view rest = out;
  do {
    if (!decoder.decode(rest, text)) return std::nullopt;
    if (decoder.foreign()) return out;
  } while (!rest.empty() || decoder.pending());
  return decoder.begun() ? text : out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  BodyKind kind;
  kind.markup = (data[0] & 1) != 0;
  kind.document = kind.markup && (data[0] & 2) != 0;
  if ((data[0] & 4) != 0) kind.coding = (data[0] & 8) != 0 ? Coding::kGzip : Coding::kDeflate;
  if ((data[0] & 16) != 0) {
    kind.utf16 = (data[0] & 32) != 0 ? wire::Utf16Order::kBigEndian : wire::Utf16Order::kLittleEndian;
  }
  const std::string_view body(reinterpret_cast<const char*>(data + 2), size - 2);
  std::minstd_rand random(data[1] + 1U);
  const auto whole = read_through(kind, body, nullptr);
  const auto split = read_through(kind, body, &random);
  check(whole.has_value() == split.has_value());
  check(!whole || *whole == *split);
  if (!kind.coding && !body.contains("192") && !body.contains("integrity") && !body.contains('\0') &&
      !wire::to_lower(body).contains("security-policy")) {
    std::string kept = *whole;
    if (kind.document && !kind.utf16 && !body.starts_with("\xFF\xFE") && !body.starts_with("\xFE\xFF")) {
      check(kept.ends_with(watch_tag()));
      kept.resize(kept.size() - watch_tag().size());
      const std::string tag = address_tag(session(), session().device());
      if (const auto at = kept.find(tag); at != std::string::npos) kept.erase(at, tag.size());
      check(kept == body);
    } else if (!kind.document) {
      check(kept == body || body.contains("INTEGRITY"));
    }
  }
  return 0;
}

}  // namespace callout::relay
