// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_client_commands.h"

#include <array>
#include <filesystem>
#include <iostream>

#include <boost/json/array.hpp>
#include <unistd.h>

#include "client/browser.h"
#include "client/devices.h"
#include "client/login.h"
#include "client/text.h"
#include "programs/callout_client_runner.h"
#include "tunnel/json_fields.h"

namespace callout::programs {
namespace {

namespace json = boost::json;
using client::Exit;
using client::Outcome;

std::string machine_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// Where to sign in: what was given, or what the last sign-in had.
Outcome<client::Credentials> login_target(const ClientCommandLine& line) {
  client::Credentials target;
  const auto before = client::load_credentials(client::credentials_path());
  if (line.server.empty() && !before) {
    return client::fail_with(Exit::kUsage, "Say where: callout login https://your.server");
  }
  if (line.server.empty()) target = *before;
  if (!line.server.empty()) {
    const auto server = wire::parse_server_url(line.server);
    if (!server) return client::fail_with(Exit::kUsage, "{}", server.error().message);
    target.server = *server;
  }
  if (!line.authorities_file.empty()) {
    std::error_code ignored;
    target.authorities_file = std::filesystem::absolute(line.authorities_file, ignored).string();
  }
  return target;
}

/// Nobody sees the code on the screen but the person who pasted it; it works once.
Outcome<std::string> read_code() {
  std::string code;
  if (!std::getline(std::cin, code)) return client::fail_with(Exit::kFailed, "No code was given.");
  const auto begin = code.find_first_not_of(" \t\r"), end = code.find_last_not_of(" \t\r");
  if (begin == std::string::npos) return client::fail_with(Exit::kFailed, "No code was given.");
  return code.substr(begin, end - begin + 1);
}

net::Task<Outcome<>> ask_browser(const ClientCommandLine& line, const client::Credentials& target,
                                 const client::LoginSecrets& secrets, std::string& code, Stop& stop) {
  auto local = client::LocalPort::open(0);
  if (!local) co_return client::pass(local);
  stop.then = [&local] { (*local)->close(); };
  const std::string url = client::login_page(target.server, secrets, (*local)->port(), machine_name());
  const bool opened = client::open_in_browser(url);
  say(line, fmt::format("{}\n  {}",
                        opened ? "Allow it in the browser. If none has opened, go to:" : "Open in a browser:", url));
  auto answer = co_await client::wait_for_code(**local, secrets.state);
  stop.then = {};
  if (!answer) co_return client::pass(answer);
  code = std::move(*answer);
  co_return Outcome<>();
}

net::Task<Outcome<>> trade_code(const client::Access& access, std::string code, std::string verifier,
                                client::Credentials& out) {
  auto made = co_await client::redeem_code(access, std::move(code), std::move(verifier));
  if (!made) co_return client::pass(made);
  out.token = std::move(made->token);
  out.email = std::move(made->email);
  co_return Outcome<>();
}

/// One call and its answer.
Outcome<json::object> call(std::string method, std::string path) {
  const auto access = signed_in_access();
  if (!access) return client::pass(access);
  json::object out;
  const auto done = run_task([&](Stop&) {
    return [](const client::Access& to, std::string m, std::string p, json::object& into) -> net::Task<Outcome<>> {
      client::Server server(to);
      auto answer = co_await server.call(std::move(m), std::move(p));
      if (!answer) co_return client::pass(answer);
      into = std::move(*answer);
      co_return Outcome<>();
    }(*access, method, path, out);
  });
  if (!done) return client::pass(done);
  return out;
}

net::Task<Outcome<>> list(const client::Access& access, std::string query, client::Listing& out) {
  client::Server server(access);
  auto listing = co_await client::list_devices(server, std::move(query));
  if (!listing) co_return client::pass(listing);
  out = std::move(*listing);
  co_return Outcome<>();
}

net::Task<Outcome<>> open_page(const client::Access& access, const ClientCommandLine& line, client::Session& out,
                               Stop& stop) {
  client::Server server(access);
  const auto device = co_await client::find_device(server, line.device);
  if (!device) co_return client::pass(device);
  say(line, fmt::format("Opening {} ({})", device->name, device->address));
  auto session = co_await client::open_session(server, "/api/v1/devices/" + device->id + "/sessions", "{}",
                                               step_sayer(line), stop.asked);
  if (!session) co_return client::pass(session);
  out = std::move(*session);
  co_return Outcome<>();
}

}  // namespace

Outcome<client::Access> signed_in_access() {
  auto credentials = client::load_credentials(client::credentials_path());
  if (!credentials) return client::pass(credentials);
  return client::make_access(credentials->server, credentials->authorities_file, credentials->token);
}

Outcome<> login_command(const ClientCommandLine& line) {
  auto target = login_target(line);
  if (!target) return client::pass(target);
  const auto access = client::make_access(target->server, target->authorities_file, "");
  if (!access) return client::pass(access);
  const auto secrets = client::make_login_secrets();
  std::string code;
  if (line.browser) {
    const auto asked = run_task([&](Stop& stop) { return ask_browser(line, *target, secrets, code, stop); });
    if (!asked) return asked;
  } else {
    say(line, fmt::format("Open in a browser, allow it, and paste the code here:\n  {}",
                          client::login_page(target->server, secrets, 0, machine_name())));
    auto given = read_code();
    if (!given) return client::pass(given);
    code = std::move(*given);
  }
  const auto traded = run_task([&](Stop&) { return trade_code(*access, code, secrets.verifier, *target); });
  if (!traded) return traded;
  if (auto saved = client::save_credentials(client::credentials_path(), *target); !saved) return saved;
  print(line, json::object{{"server", target->server.to_string()}, {"email", target->email}},
        fmt::format("Signed in at {} as {}.", target->server.to_string(), target->email));
  return {};
}

Outcome<> logout_command(const ClientCommandLine& line) {
  const auto answer = call("POST", "/api/v1/sign-out");
  // Signed out already is signed out; a server that can't be told is a reason to keep what tells it.
  if (!answer && answer.error().exit != Exit::kSignedOut) return client::pass(answer);
  if (auto removed = client::remove_credentials(client::credentials_path()); !removed) return removed;
  print(line, json::object{{"signed_out", true}}, "Signed out.");
  return {};
}

Outcome<> whoami_command(const ClientCommandLine& line) {
  auto me = call("GET", "/api/v1/me");
  if (!me) return client::pass(me);
  me->erase("csrf_token");
  tunnel::JsonFields fields(*me);
  tunnel::JsonFields technician(fields.object("technician")), team(fields.object("team")),
      server(fields.object("server"));
  const std::string text =
      fmt::format("{} <{}>, {}\n{} (Callout {})", technician.text("name", 1024), technician.text("email", 1024),
                  team.text("name", 1024), server.text("url", 1024), server.text("version", 1024));
  print(line, *me, text);
  return {};
}

Outcome<> devices_command(const ClientCommandLine& line) {
  const auto access = signed_in_access();
  if (!access) return client::pass(access);
  client::Listing found;
  const auto done = run_task([&](Stop&) { return list(*access, line.query, found); });
  if (!done) return done;
  std::vector<std::vector<std::string>> rows{{"NAME", "ADDRESS", "STATE", "INSTALL", "PLACE", "ID"}};
  for (const client::Device& device : found.devices) {
    std::vector<std::string> row{
        device.name,         device.address,     device.install_online ? device.status : "install offline",
        device.install_name, device.entity_path, device.id};
    for (std::string& cell : row) cell = client::printable(cell);
    rows.push_back(std::move(row));
  }
  print(line, found.json, found.devices.empty() ? "No device." : client::table(rows));
  if (found.more)
    say(line, fmt::format("There are more than {}: search with callout devices QUERY.", found.devices.size()));
  return {};
}

Outcome<> open_command(const ClientCommandLine& line) {
  const auto access = signed_in_access();
  if (!access) return client::pass(access);
  client::Session session;
  const auto done = run_task([&](Stop& stop) { return open_page(*access, line, session, stop); });
  if (!done) return done;
  const bool shown = !line.print_url && client::open_in_browser(session.start_url);
  if (shown) say(line, fmt::format("Open in the browser, until {}.", client::end_time(session.left)));
  const json::object result{{"session", session.id}, {"url", session.start_url}, {"remaining_s", session.left.count()}};
  if (line.json || !shown) print(line, result, session.start_url);
  return {};
}

}  // namespace callout::programs
