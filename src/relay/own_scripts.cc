// SPDX-License-Identifier: Apache-2.0
#include "relay/own_scripts.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/random.h"
#include "relay/address_script.h"
#include "relay/join.h"
#include "relay/watch_script.h"

namespace callout::relay {
namespace {

std::string hash_of(std::string_view script) {
  return "sha256-" + base64url(sha256(script)) + '=';
}

}  // namespace

std::string own_source(std::string_view path, std::string_view script) {
  const std::string hash = hash_of(script);
  return fmt::format(R"(src="{}?{}" integrity="{}")", path, hash.substr(7, 8), hash);
}

std::string watch_tag() {
  return fmt::format("<script {} async></script>", own_source(kWatchPath, kWatchScript));
}

const wire::OwnScripts& own_scripts() {
  static const wire::OwnScripts kOwn{
      .hashes = fmt::format("'{}' '{}'", hash_of(kAddressScript), hash_of(kWatchScript)),
      .paths = fmt::format("{} {}", kAddressScriptPath, kWatchPath),
      .asked = fmt::format("{} {} {}", kHostsPath, kJoinPath, kStatusPath),
  };
  return kOwn;
}

}  // namespace callout::relay
