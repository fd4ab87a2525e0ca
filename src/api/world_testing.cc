// SPDX-License-Identifier: Apache-2.0
#include "api/world_testing.h"

#include <cstdlib>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/sign_in_cookie.h"
#include "base/check.h"
#include "base/random.h"

namespace callout::api {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr identity::PasswordCost kCheap{1, 8192};

fs::path new_folder() {
  start_crypto();
  // In memory where that exists: a commit waits for the disk, and these tests commit hundreds of times.
  const fs::path base = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
  const fs::path folder = base / ("callout_api_" + random_id());
  fs::create_directories(folder);
  return folder;
}

template <class T>
T must(Result<T> result) {
  if (!result) fmt::print(stderr, "{}\n", result.error().message);
  check(result.has_value());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace

World::World(Mail mail, bool registration)
    : folder(new_folder()),
      log(Log::Level::kError, Log::Format::kText),
      store(must(store::Store::open(folder / "callout.db", store::Store::Mode::kCreate, log))),
      journal(must(audit::Journal::open(
          *store, {(folder / "audit.key").string(), (folder / "audit.checkpoints").string()}, clock, log))),
      passwords(kCheap),
      sign_ins(*store, *journal, passwords, clock, log),
      client_sign_ins(sign_ins, clock, log),
      accounts(*store, passwords, clock),
      outbox(*store, clock, log, mail == Mail::kConfigured),
      account_services({.store = *store,
                        .journal = *journal,
                        .passwords = passwords,
                        .sign_ins = sign_ins,
                        .accounts = accounts,
                        .outbox = *outbox,
                        .seal = must(load_seal(folder / "secrets.key", true)),
                        .console = kOrigin,
                        .registration = registration,
                        .clock = clock,
                        .log = log}),
      enrolments(*store, events, clock, log, ""),
      agent_keys(*store, events, clock, log),
      jobs(*store, *journal, events, clock, log),
      authority(*store, *journal, clock, log),
      sessions(*store, jobs, authority, leases, events, clock, log),
      tickets(sessions, clock, log),
      inventory(*store, authority, jobs, sessions, events, clock, log),
      customers({.store = *store,
                 .authority = authority,
                 .outbox = *outbox,
                 .seal = must(load_seal(folder / "secrets.key", true)),
                 .console = kOrigin,
                 .clock = clock,
                 .log = log}),
      context{*store,
              sign_ins,
              client_sign_ins,
              accounts,
              account_services,
              customers,
              enrolments,
              agent_keys,
              jobs,
              sessions,
              inventory,
              authority,
              tickets,
              events,
              clock,
              log,
              {kOrigin, "localhost:8440", "http"}},
      dispatcher(context) {
  sessions.set_observer(&customers.notifier);
  const auto ours = must(accounts.create_team("Ours", {"olga@example.com", "Olga Owner", "a long password"}));
  must(accounts.create_team("Theirs", {"ines@example.net", "Ines Foreign", "a long password"}));
  const auto max = add_technician(ours.team, "max@example.com", "Max Member");
  const auto dora = add_technician(ours.team, "dora@example.com", "Dora Disabled");
  owner = sign_in("olga@example.com");
  member = sign_in("max@example.com");
  disabled = sign_in("dora@example.com");
  foreign = sign_in("ines@example.net");
  for (const auto* role : {"remote-technician-user", "only-device-connection"})
    give(owner, max.id.str(), role, "entity", ours.team.root_entity.str());
  check(send(owner, "PATCH", "/api/v1/technicians/" + dora.id.str(), R"({"status":"disabled"})").status == 200);
}

World::~World() {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

model::Technician World::add_technician(const model::Team& team, const std::string& email, const std::string& name) {
  const auto prepared = must(accounts.prepare(team.id, {email, name, "a long password"}));
  return must(authority.change({{team.id, {}}}, [&](rights::Change& change) {
    change.technicians = true;
    must(change.record({.kind = model::AuditKind::kTechnicianCreated}));
    return identity::Accounts::add(change.transaction, prepared);
  }));
}

std::string World::give(const Browser& by, const std::string& technician, const std::string& role,
                        const std::string& kind, const std::string& id) {
  json::object scope{{"kind", kind}};
  if (!id.empty()) scope["id"] = id;
  const json::object body{{"holder", {{"kind", "technician"}, {"id", technician}}}, {"scope", scope}, {"role", role}};
  const Response response = send(by, "POST", "/api/v1/access-rights", json::serialize(body));
  if (response.status != 201) fmt::print(stderr, "{}\n", response.body);
  check(response.status == 201);
  return std::string(object(response).at("id").as_string());
}

Browser World::sign_in(const std::string& email, const std::string& password) {
  const json::object body{{"email", email}, {"password", password}};
  const Response response = send({}, "POST", "/api/v1/sign-in", json::serialize(body));
  if (response.status != 200) return {};
  const json::object me = object(response);
  const std::string& cookie = *response.headers.find("Set-Cookie");
  const auto begin = cookie.find('=') + 1;
  return {.technician = model::TechnicianId(std::string(me.at("technician").at("id").as_string())),
          .cookie = cookie.substr(begin, cookie.find(';') - begin),
          .csrf_token = std::string(me.at("csrf_token").as_string())};
}

Request World::request(const Browser& browser, std::string_view method, std::string_view target,
                       std::string_view body) const {
  const auto mark = target.find('?');
  Request out{.method = std::string(method),
              .path = std::string(target.substr(0, mark)),
              .query = mark == std::string_view::npos ? "" : std::string(target.substr(mark + 1)),
              .headers = {},
              .body = std::string(body),
              .remote_ip = browser.address};
  if (!browser.cookie.empty()) out.headers.add("Cookie", fmt::format("other=1; {}={}", kSignInCookie, browser.cookie));
  if (method != "GET") {
    out.headers.add("Origin", kOrigin);
    out.headers.add("Sec-Fetch-Site", "same-origin");
    out.headers.add("X-CSRF-Token", browser.csrf_token);
  }
  if (!body.empty()) out.headers.add("Content-Type", "application/json");
  return out;
}

Response World::send(const Browser& browser, std::string_view method, std::string_view target, std::string_view body) {
  return answer(request(browser, method, target, body));
}

json::object World::object(const Response& response) {
  json::error_code error;
  json::value value = json::parse(response.body, error);
  if (error || !value.is_object()) fmt::print(stderr, "not an object: {} {}\n", response.status, response.body);
  check(!error && value.is_object());
  return std::move(value.get_object());
}

std::string World::root_entity(const Browser& browser) {
  return std::string(object(send(browser, "GET", "/api/v1/team")).at("root_entity").as_string());
}

std::string World::make_entity(const Browser& browser, const std::string& name) {
  const json::object body{{"parent", root_entity(browser)}, {"name", name}};
  return std::string(object(send(browser, "POST", "/api/v1/entities", json::serialize(body))).at("id").as_string());
}

std::string World::make_install(const Browser& browser, const std::string& name) {
  const json::object body{{"entity", root_entity(browser)}, {"name", name}};
  return std::string(
      object(send(browser, "POST", "/api/v1/installs", json::serialize(body))).at("install").at("id").as_string());
}

std::string World::make_device(const Browser& browser, const std::string& install, const std::string& name) {
  const json::object body{{"install", install},
                          {"name", name},
                          {"address", "192.0.2.50"},
                          {"endpoints", {{{"scheme", "http"}, {"port", 80}}}}};
  return std::string(object(send(browser, "POST", "/api/v1/devices", json::serialize(body))).at("id").as_string());
}

}  // namespace callout::api
