// SPDX-License-Identifier: Apache-2.0
// Which host a browser uses for which web server of a session's device, both ways. A session is opened to one endpoint,
// and its host is named by a random label; every other (scheme, port) of the same device has a host of its own, whose
// name follows from the label: no list is kept, none is lost in a restart, and one wildcard certificate serves all.
//
//   abc.sessions.example        the endpoint that the session was opened to, such as http://192.168.1.5
//   abc-8443s.sessions.example  https://192.168.1.5:8443
//   abc-8000.sessions.example   http://192.168.1.5:8000
//
// Built once per session; const members may be called from any thread, list() only where nobody reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/origin.h"

namespace callout::wire {

/// One of a device's web servers.
struct WebEndpoint {
  bool https = false;
  std::uint16_t port = 80;
  bool operator==(const WebEndpoint&) const = default;
};

/// Whether browsers open http(s) on this port at all (Fetch standard, "bad port"): what a technician on site could not
/// open stays closed here too, among others ssh, mail, IPP's neighbours and X11.
bool is_web_port(std::uint16_t port);
/// Whether the web servers of devices mostly stand there: 80, 443, 8080, 8443, 8000, 8081, 81.
bool is_usual_web_port(std::uint16_t port);

/// `https-8443`: an endpoint as the tunnel names it.
std::string to_string(const WebEndpoint& endpoint);
/// nullopt for whatever to_string() does not write, and for ports that are no web ports.
std::optional<WebEndpoint> parse_web_endpoint(std::string_view text);

/// The first part of a session host's name.
struct SessionHostName {
  std::string_view label;
  std::optional<WebEndpoint> endpoint;  ///< nullopt: the one that the session was opened to.
};
/// nullopt for a name that is not spelled as ours. Labels are of `a-z 0-9`.
std::optional<SessionHostName> parse_session_host_name(std::string_view name);
std::string session_host_name(std::string_view label, const WebEndpoint& endpoint);

/// A device's web server and the host that a browser uses for it.
struct EndpointHosts {
  Origin device;   ///< As the agent reaches it: address, scheme and port.
  Origin session;  ///< As the browser reaches it.
};

class SessionMap {
 public:
  static constexpr std::size_t kLearntMost = 16;  ///< Endpoints that list() adds.

  /// `device` is the endpoint that the session was opened to, `session` its host, whose name begins with the label.
  /// `names` are further names of the device, lower case: DNS, mDNS, sysName, other addresses of it.
  SessionMap(Origin device, Origin session, std::vector<std::string> names = {});

  const Origin& device() const { return device_; }
  const Origin& session() const { return session_; }
  /// The first part of the session hosts' names, and the rest of them with the dot before it, without a port.
  const std::string& label() const { return label_; }
  const std::string& domain() const { return domain_; }
  bool is_device_host(std::string_view host) const;
  /// Every name and address by which the device's own pages may call it, without repeats.
  std::vector<std::string> device_hosts() const;

  /// nullopt for the session's own endpoint (it has the plain label) and for ports that are no web ports.
  std::optional<EndpointHosts> hosts_of(const WebEndpoint& endpoint) const;
  /// The endpoint that the session was opened to.
  EndpointHosts own_hosts() const { return {device_, session_}; }
  /// The session host's origin for one of the device's (http, https), under any of its names; nullopt for other hosts
  /// and ports that are no web ports.
  std::optional<Origin> session_origin(const Origin& device) const;
  /// The device's origin for one of the session's hosts; nullopt for all others.
  std::optional<Origin> device_origin(const Origin& session) const;

  /// What a page of this session may reach beside itself; for the Content-Security-Policy of documents. The ports that
  /// devices mostly use are listed from the start.
  const std::string& page_policy() const { return page_policy_; }
  /// The same of everything else, which reaches nothing beside itself.
  const std::string& part_policy() const { return part_policy_; }
  /// The endpoints that the policy of pages lists, the session's own first.
  std::vector<WebEndpoint> reachable() const;
  /// Remembers an endpoint that the device's pages led to, and adds it to the policy of pages. True if that changed.
  bool list(const WebEndpoint& endpoint);
  /// The session's own endpoint, then those of list().
  std::vector<EndpointHosts> known() const;

  /// Whether URLs of the device in texts are translated.
  bool translate_bodies = true;

 private:
  Origin session_at(const WebEndpoint& endpoint) const;
  void write_policies();

  Origin device_;
  Origin session_;
  std::string label_;
  std::string domain_;  ///< Of the session hosts, with the dot before it.
  std::vector<std::string> names_;
  std::vector<WebEndpoint> listed_;  ///< In the policy of pages: the usual ones first.
  std::vector<WebEndpoint> met_;     ///< By list().
  std::string page_policy_;
  std::string part_policy_;
};

}  // namespace callout::wire
