// SPDX-License-Identifier: Apache-2.0
#include "agent/config.h"

#include <cstdlib>

#include <unistd.h>

namespace callout::agent {
namespace {

constexpr std::size_t kListMost = 256;

/// Parses each text of a list key; a wrong one becomes a problem of that key.
template <class T>
std::vector<T> parsed_list(ConfigReader& reader, std::string_view key, Result<T> (*parse)(std::string_view)) {
  std::vector<T> out;
  for (const std::string& text : reader.list(key, {}, kListMost)) {
    auto value = parse(text);
    if (value) {
      out.push_back(*value);
    } else {
      reader.problem(key, value.error().message);
    }
  }
  return out;
}

ProxySettings read_proxy(ConfigReader& reader) {
  ProxySettings settings = proxy_environment();
  const std::string url = reader.text("proxy.url", "environment");
  settings.no_proxy = reader.text("proxy.no_proxy", settings.no_proxy);
  if (url == "environment") return settings;
  settings.url = url == "none" ? "" : url;
  if (!settings.url.empty()) {
    if (const auto proxy = parse_proxy(settings.url); !proxy) reader.problem("proxy.url", proxy.error().message);
  }
  return settings;
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

ConfigReading read_config(const std::string& file, std::string_view text, const std::vector<std::string>& environment) {
  ConfigReader reader(file, text, "CALLOUT_AGENT", environment);
  ConfigReading out;
  AgentConfig& config = out.config;
  config.state_folder = reader.text("state.folder", "");
  config.log_level = static_cast<Log::Level>(reader.choice("log.level", {"debug", "info", "warn", "error"}, 1));
  config.log_format = static_cast<Log::Format>(reader.choice("log.format", {"json", "text"}, 0));
  config.proxy = read_proxy(reader);
  config.policy.remote_access = reader.boolean("policy.remote_access", true);
  config.policy.allow_loopback = parsed_list(reader, "policy.allow_loopback", parse_loopback_allow);
  config.policy.deny = parsed_list(reader, "policy.deny", parse_network);
  config.policy.ports = parsed_list(reader, "policy.ports", parse_port_range);
  config.connections_per_device = static_cast<std::size_t>(reader.integer("device.connections", 6, 1, 64));
  out.problems = reader.finish();
  out.keys = reader.keys();
  return out;
}

std::string default_state_folder() {
  if (const std::string given = from_environment("STATE_DIRECTORY"); !given.empty()) return given;
  if (::geteuid() == 0) return "/var/lib/callout-agent";
  if (const std::string home = from_environment("XDG_STATE_HOME"); !home.empty()) return home + "/callout-agent";
  return from_environment("HOME") + "/.local/state/callout-agent";
}

}  // namespace callout::agent
