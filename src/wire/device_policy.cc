// SPDX-License-Identifier: Apache-2.0
#include "wire/device_policy.h"

#include <algorithm>
#include <array>
#include <vector>

#include "wire/ascii.h"
#include "wire/authority.h"
#include "wire/name_set.h"
#include "wire/url.h"

namespace callout::wire {
namespace {

constexpr NameSet kWithoutSources("sandbox", "report-to", "plugin-types", "require-trusted-types-for", "trusted-types",
                                  "upgrade-insecure-requests", "block-all-mixed-content");

/// Of CSP and HTML: policies in <meta> stand on several lines.
constexpr std::string_view kBlanks = " \t\n\r\f";

std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

std::string_view next_word(std::string_view& rest) {
  rest = without_blanks(rest);
  const auto end = std::min(rest.find_first_of(kBlanks), rest.size());
  const auto word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

/// `scheme://host:port/path`, all but the host optional (CSP level 3, section 2.3.1).
struct HostSource {
  std::string scheme;     ///< Lower case; empty: the page's own.
  std::string_view host;  ///< IPv6 without brackets.
  std::string_view port;  ///< `*`: all.
  std::string_view path;
};
std::optional<HostSource> parse_host_source(std::string_view text) {
  HostSource source;
  if (const auto colon = text.find("://"); colon != std::string_view::npos) {
    source.scheme = to_lower(text.substr(0, colon));
    text.remove_prefix(colon + 3);
  }
  const auto slash = std::min(text.find('/'), text.size());
  source.path = text.substr(slash);
  text = text.substr(0, slash);
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto colon = text.find(':', bracket);
  if (colon != std::string_view::npos) source.port = text.substr(colon + 1);
  source.host = text.substr(0, colon);
  if (bracket > 0) source.host = source.host.substr(1, bracket - 1);
  const bool known = source.scheme.empty() || source.scheme == "http" || source.scheme == "https" ||
                     source.scheme == "ws" || source.scheme == "wss";
  const bool port = colon == std::string_view::npos || source.port == "*" || parse_port(source.port);
  return known && port && !source.host.empty() ? std::optional(source) : std::nullopt;
}

class PolicyTranslator {
 public:
  PolicyTranslator(const SessionMap& map, const EndpointHosts& here, const OwnScripts& own)
      : map_(map), here_(here), own_(own) {}

  std::string policy(std::string_view text) const {
    std::vector<std::pair<std::string_view, std::string_view>> directives;
    while (!text.empty()) {
      const auto end = std::min(text.find(';'), text.size());
      std::string_view rest = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const auto name = next_word(rest);
      if (!name.empty()) directives.emplace_back(name, without_blanks(rest));
    }
    const auto effective = [&directives](std::initializer_list<std::string_view> names) -> std::string_view {
      for (const auto name : names) {
        for (const auto& [known, sources] : directives) {
          if (equal_ignoring_case(known, name)) return name;
        }
      }
      return {};
    };
    const auto scripts = effective({"script-src-elem", "script-src", "default-src"});
    const auto asks = effective({"connect-src", "default-src"});
    std::string written;
    for (const auto& [name, sources] : directives) {
      if (!written.empty()) written += "; ";
      written += name;
      if (kWithoutSources.contains(name)) {
        if (!sources.empty()) written.append(" ").append(sources);
        continue;
      }
      const bool reports = equal_ignoring_case(name, "report-uri");
      const bool loads = equal_ignoring_case(name, scripts);
      const bool connects = equal_ignoring_case(name, asks);
      written += reports ? reporting(sources) : list(sources, connects, loads || connects);
      if (loads) written += our_scripts(sources);
      if (connects) written += below_here(own_.asked);
    }
    return written;
  }

 private:
  /// With a space before each source. `'none'` goes where ours come.
  std::string list(std::string_view sources, bool asks, bool ours_follow) const {
    std::string written;
    for (auto word = next_word(sources); !word.empty(); word = next_word(sources)) {
      if (ours_follow && equal_ignoring_case(word, "'none'")) continue;
      const auto source = word.starts_with('\'') ? std::nullopt : parse_host_source(word);
      std::string mapped = source ? hosts_of(*source, asks) : std::string();
      if (equal_ignoring_case(word, "'self'") && here_.device.scheme == "http" && here_.device.port == 80) {
        mapped = host({true, 443}, false, {}, false);  // What browsers take for the same host, only safer.
      }
      const bool replaced = source && source->host != "*" && !mapped.empty();
      if (!replaced) written.append(" ").append(word);
      written += mapped;
    }
    return written;
  }

  std::string reporting(std::string_view urls) const {
    std::string written;
    for (auto word = next_word(urls); !word.empty(); word = next_word(urls)) {
      const auto url = parse_absolute_url(word);
      const auto session = url ? map_.session_origin(origin_of(*url)) : std::nullopt;
      written.append(" ").append(session ? session->to_string() + std::string(url->rest) : std::string(word));
    }
    return written;
  }

  /// The session's hosts for a source that names the device; empty for all others.
  std::string hosts_of(const HostSource& source, bool asks) const {
    const bool any = source.host == "*" && !source.port.empty();
    if (!any && !map_.is_device_host(to_lower(source.host))) return {};
    const std::string scheme = source.scheme.empty() ? here_.device.scheme : source.scheme;
    const bool socket = scheme.starts_with("ws");
    const bool safe = scheme.ends_with('s');
    std::vector<WebEndpoint> endpoints;
    if (source.port == "*") {
      for (const auto& each : map_.reachable()) {
        if (each.https || !safe) endpoints.push_back(each);
      }
    } else {
      const auto port = parse_port(source.port);
      if (!safe) endpoints.push_back({false, port.value_or(80)});
      // Browsers let the safer scheme in, too.
      endpoints.push_back({true, port && (safe || *port != 80) ? *port : std::uint16_t{443}});
    }
    std::string written;
    for (const auto& endpoint : endpoints) {
      written += host(endpoint, socket, source.path, asks);
      if (source.scheme.empty() && asks) written += host(endpoint, true, source.path, asks);
    }
    return written;
  }

  /// One web server's host; for what may be asked, also by way of the page's own (relay/asked.h).
  std::string host(const WebEndpoint& endpoint, bool socket, std::string_view path, bool asks) const {
    const auto session = map_.session_origin({endpoint.https ? "https" : "http", map_.device().host, endpoint.port});
    if (!session) return {};
    const std::string scheme = socket ? (session->scheme == "https" ? "wss" : "ws") : session->scheme;
    std::string written = ' ' + scheme + "://" + session->authority() + std::string(path);
    if (!asks || *session == here_.session) return written;
    const std::string name = session->host.substr(0, session->host.find('.'));
    for (const std::string_view way : {"other", "anonymous"}) {
      written += ' ' + scheme + "://" + here_.session.authority() + "/.callout/" + std::string(way) + '/' + name +
                 (path.empty() ? "/" : std::string(path));
    }
    return written;
  }

  /// A hash would put an 'unsafe-inline' out of force, and where that is in force a path is no more than it allows.
  std::string our_scripts(std::string_view sources) const {
    bool inlines = false;
    bool strict = false;
    for (auto word = next_word(sources); !word.empty(); word = next_word(sources)) {
      inlines |= equal_ignoring_case(word, "'unsafe-inline'");
      strict |= begins_ignoring_case(word, "'nonce-") || begins_ignoring_case(word, "'sha") ||
                equal_ignoring_case(word, "'strict-dynamic'");
    }
    return inlines && !strict ? below_here(own_.paths) : ' ' + own_.hashes;
  }

  std::string below_here(std::string_view paths) const {
    std::string written;
    for (auto path = next_word(paths); !path.empty(); path = next_word(paths)) {
      written += ' ' + here_.session.to_string() + std::string(path);
    }
    return written;
  }

  const SessionMap& map_;
  const EndpointHosts& here_;
  const OwnScripts& own_;
};

bool is_policy(std::string_view name) {
  return same_name(name, "content-security-policy") || same_name(name, "content-security-policy-report-only");
}

}  // namespace

std::string translate_policy(std::string_view policies, const SessionMap& map, const EndpointHosts& here,
                             const OwnScripts& own) {
  const PolicyTranslator translator(map, here, own);
  std::string written;
  while (!policies.empty()) {
    std::string policy = translator.policy(next_in_list(policies));
    if (policy.empty()) continue;
    if (!written.empty()) written += ", ";
    written += policy;
  }
  return written;
}

void translate_policies(Headers& headers, const SessionMap& map, const EndpointHosts& here, const OwnScripts& own) {
  for (Header& line : headers.lines()) {
    if (is_policy(line.name)) line.value = translate_policy(line.value, map, here, own);
  }
}

}  // namespace callout::wire
