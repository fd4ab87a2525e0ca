// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_sites.h"

#include <string>

#include <libpsl.h>

namespace callout::programs {
namespace {

bool is_below(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

// Empty for a public suffix itself, which no one can set a cookie on.
std::string registrable_domain(const std::string& host) {
  const char* found = psl_registrable_domain(psl_builtin(), host.c_str());
  return found ? found : "";
}

}  // namespace

bool may_share_cookies(std::string_view console_host, std::string_view session_domain) {
  if (console_host == session_domain || is_below(session_domain, console_host)) return true;
  if (is_below(console_host, session_domain)) return session_domain != "localhost";
  const std::string console = registrable_domain(std::string(console_host));
  const std::string session = registrable_domain("label." + std::string(session_domain));
  return !console.empty() && console == session;
}

}  // namespace callout::programs
