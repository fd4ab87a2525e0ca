// SPDX-License-Identifier: Apache-2.0
// The commands that hold a session open: forward and browse.
#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/ranges.h>

#include "client/browser.h"
#include "client/device_proxy.h"
#include "client/devices.h"
#include "client/forward.h"
#include "net/timer.h"
#include "programs/callout_client_commands.h"
#include "programs/callout_client_runner.h"
#include "wire/address.h"
#include "wire/authority.h"

namespace callout::programs {
namespace {

namespace json = boost::json;
using client::Exit;
using client::LocalPort;
using client::Outcome;

constexpr std::uint16_t kFirstUnprivileged = 1024;
constexpr std::chrono::milliseconds kBrowserLook{200};

/// The port that was asked for, else the device's own where we may have it, else any.
Outcome<std::unique_ptr<LocalPort>> choose_port(std::uint16_t asked, std::uint16_t own) {
  if (asked != 0) return LocalPort::open(asked);
  if (own >= kFirstUnprivileged) {
    if (auto same = LocalPort::open(own)) return same;
  }
  return LocalPort::open(0);
}

net::Task<Outcome<client::ClientKey>> key_of(client::Server& server, const std::string& session) {
  auto key = co_await client::make_client_key(server, session);
  if (!key) (void)co_await client::end_session(server, session);
  co_return key;
}

net::Task<Outcome<>> forward_task(const client::Access& access, const ClientCommandLine& line, Stop& stop) {
  client::Server server(access);
  const auto device = co_await client::find_device(server, line.device);
  if (!device) co_return client::pass(device);
  if (std::ranges::find(device->raw_ports, line.device_port) == device->raw_ports.end()) {
    co_return client::fail_with(
        Exit::kDenied, "{} has no raw port {}{}. Whoever manages devices adds it in the console.", device->name,
        line.device_port,
        device->raw_ports.empty() ? "" : fmt::format("; it has {}", fmt::join(device->raw_ports, ", ")));
  }
  auto local = choose_port(line.local_port, line.device_port);
  if (!local) co_return client::pass(local);
  say(line, fmt::format("Opening port {} of {} ({})", line.device_port, device->name, device->address));
  auto session = co_await client::open_session(server, "/api/v1/devices/" + device->id + "/port-sessions",
                                               json::serialize(json::object{{"port", line.device_port}}),
                                               step_sayer(line), stop.asked);
  if (!session) co_return client::pass(session);
  auto key = co_await key_of(server, session->id);
  if (!key) co_return client::pass(key);

  print(line,
        json::object{{"event", "listening"},
                     {"address", "127.0.0.1"},
                     {"port", (*local)->port()},
                     {"device", device->id},
                     {"device_port", line.device_port},
                     {"session", session->id},
                     {"remaining_s", session->left.count()}},
        fmt::format("Forwarding 127.0.0.1:{} to {} port {}, until {}; Ctrl-C ends it", (*local)->port(), device->name,
                    line.device_port, client::end_time(session->left)));
  client::Visit visit(access, std::move(*session), std::move(*key));
  stop.then = [&visit] { visit.stop(); };
  if (stop.asked) visit.stop();
  auto ended = co_await client::forward(visit, **local, line.device_port,
                                        [&line](std::string text) { say(line, "Refused a connection: " + text); });
  stop.then = {};
  co_return ended;
}

Outcome<client::Endpoint> choose_endpoint(const client::Device& device, std::uint16_t port) {
  if (device.endpoints.empty()) return client::fail_with(Exit::kFailed, "{} has no page.", device.name);
  if (port == 0) return device.endpoints.front();
  const auto found = std::ranges::find(device.endpoints, port, &client::Endpoint::port);
  if (found == device.endpoints.end()) {
    return client::fail_with(Exit::kFailed, "{} has no page on port {}.", device.name, port);
  }
  return *found;
}

/// Stops the visit once the browser was closed.
net::Task<> watch_browser(client::BrowserVisit& browser, client::Visit& visit, const bool& over) {
  while (!over && !browser.exited()) co_await net::sleep_for(kBrowserLook);
  visit.stop();
}

net::Task<Outcome<>> browse_in(client::Visit& visit, LocalPort& local, wire::Address address,
                               const client::Browser& program, const std::string& url, const ClientCommandLine& line) {
  auto browser = client::BrowserVisit::start(program, local.port(), url);
  if (!browser) {
    visit.stop();
    (void)co_await visit.run();
    co_return client::pass(browser);
  }
  bool over = false;
  net::TaskGroup watching;
  watching.spawn(watch_browser(*browser, visit, over));
  auto ended = co_await client::proxy_device(visit, local, address,
                                             [&line](std::string text) { say(line, "Refused: " + text); });
  over = true;
  co_await watching.join();
  co_return ended;
}

net::Task<Outcome<>> browse_task(const client::Access& access, const ClientCommandLine& line,
                                 const client::Browser& program, Stop& stop) {
  client::Server server(access);
  const auto device = co_await client::find_device(server, line.device);
  if (!device) co_return client::pass(device);
  const auto address = wire::parse_address(device->address);
  if (!address) co_return client::failed(address);
  const auto endpoint = choose_endpoint(*device, line.device_port);
  if (!endpoint) co_return client::pass(endpoint);
  auto local = LocalPort::open(0);
  if (!local) co_return client::pass(local);
  const std::string url =
      fmt::format("{}://{}/", endpoint->scheme, wire::host_field(endpoint->scheme, device->address, endpoint->port));
  say(line, fmt::format("Opening {} ({})", device->name, url));
  auto session = co_await client::open_session(server, "/api/v1/devices/" + device->id + "/sessions",
                                               json::serialize(json::object{{"endpoint", endpoint->id}}),
                                               step_sayer(line), stop.asked);
  if (!session) co_return client::pass(session);
  auto key = co_await key_of(server, session->id);
  if (!key) co_return client::pass(key);
  print(line,
        json::object{{"event", "browsing"},
                     {"url", url},
                     {"proxy", fmt::format("127.0.0.1:{}", (*local)->port())},
                     {"device", device->id},
                     {"session", session->id},
                     {"remaining_s", session->left.count()}},
        fmt::format("Browsing {} at {}, until {}; closing the browser or Ctrl-C ends it (proxy: 127.0.0.1:{})",
                    device->name, url, client::end_time(session->left), (*local)->port()));
  client::Visit visit(access, std::move(*session), std::move(*key));
  stop.then = [&visit] { visit.stop(); };
  if (stop.asked) visit.stop();
  auto ended = co_await browse_in(visit, **local, *address, program, url, line);
  stop.then = {};
  co_return ended;
}

}  // namespace

Outcome<> forward_command(const ClientCommandLine& line) {
  const auto access = signed_in_access();
  if (!access) return client::pass(access);
  return run_task([&](Stop& stop) { return forward_task(*access, line, stop); });
}

Outcome<> browse_command(const ClientCommandLine& line) {
  const auto access = signed_in_access();
  if (!access) return client::pass(access);
  const auto program = client::find_browser(line.browser_program);
  if (!program) return client::pass(program);
  return run_task([&](Stop& stop) { return browse_task(*access, line, *program, stop); });
}

}  // namespace callout::programs
