// SPDX-License-Identifier: Apache-2.0
#include "relay/own_scripts.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/random.h"
#include "relay/address_script.h"
#include "relay/join.h"
#include "relay/plugin_script.h"
#include "relay/watch_script.h"

namespace callout::relay {
namespace {

std::string hash_of(std::string_view script) {
  return "sha256-" + base64url(sha256(script)) + '=';
}

std::string own_source(std::string_view path, std::string_view script) {
  const std::string hash = hash_of(script);
  return fmt::format(R"(src="{}?{}" integrity="{}")", path, hash.substr(7, 8), hash);
}

}  // namespace

// What follows from the scripts alone is worked out once: each document needs it.

const std::string& address_source() {
  static const std::string kSource = own_source(kAddressScriptPath, kAddressScript);
  return kSource;
}

std::string_view watch_text() {
  static const std::string kText = std::string(kWatchScript) + std::string(kPluginScript);
  return kText;
}

const std::string& watch_tag() {
  static const std::string kTag = fmt::format("<script {} async></script>", own_source(kWatchPath, watch_text()));
  return kTag;
}

const wire::OwnScripts& own_scripts() {
  static const wire::OwnScripts kOwn{
      .hashes = fmt::format("'{}' '{}'", hash_of(kAddressScript), hash_of(watch_text())),
      .paths = fmt::format("{} {}", kAddressScriptPath, kWatchPath),
      .asked = fmt::format("{} {} {} {}", kHostsPath, kJoinPath, kStatusPath, kDevicePath),
  };
  return kOwn;
}

}  // namespace callout::relay
