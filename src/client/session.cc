// SPDX-License-Identifier: Apache-2.0
#include "client/session.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include <boost/json/array.hpp>

#include "net/timer.h"
#include "tunnel/json_fields.h"
#include "tunnel/names.h"

namespace callout::client {
namespace {

constexpr std::size_t kReasonMost = 4096;
constexpr std::size_t kStepsMost = 64;
constexpr std::chrono::milliseconds kOpeningLook{150};  ///< Opening takes a second or two, and a person watches.

Failure parse_failure(const boost::json::object& json) {
  tunnel::JsonFields fields(json);
  const std::string hop = fields.optional_text("hop", kReasonMost).value_or("");
  std::string message = fields.optional_text("detail", kReasonMost).value_or("It failed without a reason.");
  if (const auto remedy = fields.optional_text("remedy", kReasonMost)) message += ' ' + *remedy;
  return {hop == tunnel::hop::kServer ? Exit::kFailed : Exit::kOutOfReach,
          hop.empty() ? message : fmt::format("At the {}: {}", hop, message)};
}

/// Shows the steps of a job that were not shown yet.
Outcome<> show_steps(const boost::json::object& job, std::size_t& shown, const ShowStep& show) {
  tunnel::JsonFields fields(job);
  std::size_t index = 0;
  for (const auto& each : fields.array("steps", kStepsMost)) {
    tunnel::JsonFields step(each);
    const std::string name = step.text("name", kReasonMost);
    const std::chrono::milliseconds at(step.integer("at_ms", 0, INT64_MAX));
    const std::string detail = step.optional_text("detail", kReasonMost).value_or("");
    if (!step.good()) return failed(Result<>(step.error()));
    if (index++ < shown) continue;
    shown = index;
    if (show) show(name, at, detail);
  }
  if (!fields.good()) return failed(Result<>(fields.error()));
  return {};
}

}  // namespace

Outcome<Session> parse_session(const boost::json::object& json) {
  tunnel::JsonFields fields(json);
  Session session{.id = fields.id("id"),
                  .job = fields.id("job"),
                  .state = fields.text("state", kReasonMost),
                  .closed_reason = fields.optional_text("closed_reason", kReasonMost).value_or(""),
                  .start_url = fields.optional_text("start_url", kReasonMost).value_or(""),
                  .left = std::chrono::seconds(fields.optional_integer("remaining_s", 0, INT32_MAX).value_or(0)),
                  .failure = {}};
  if (const auto* failure = fields.optional_object("failure")) session.failure = parse_failure(*failure);
  if (!fields.good()) return failed(Result<>(fields.error()));
  return session;
}

net::Task<Outcome<Session>> open_session(Server& server, std::string path, std::string body, ShowStep show,
                                         const bool& stop) {
  const auto made = co_await server.call("POST", std::move(path), std::move(body));
  if (!made) co_return pass(made);
  auto session = parse_session(*made);
  std::size_t shown = 0;
  while (session) {
    if (stop) {
      (void)co_await end_session(server, session->id);
      co_return fail_with(Exit::kFailed, "Stopped before the session was open.");
    }
    const auto job = co_await server.call("GET", "/api/v1/jobs/" + session->job);
    if (!job) co_return pass(job);
    if (auto done = show_steps(*job, shown, show); !done) co_return pass(done);
    session = co_await get_session(server, session->id);
    if (!session) co_return session;
    // The last steps came between the two answers.
    if (session->active()) {
      const auto last = co_await server.call("GET", "/api/v1/jobs/" + session->job);
      if (last) (void)show_steps(*last, shown, show);
      co_return session;
    }
    if (session->closed()) co_return std::unexpected(why_closed(*session));
    co_await net::sleep_for(kOpeningLook);
  }
  co_return session;
}

net::Task<Outcome<Session>> get_session(Server& server, std::string id) {
  const auto json = co_await server.call("GET", "/api/v1/sessions/" + id);
  if (!json) co_return pass(json);
  co_return parse_session(*json);
}

net::Task<Outcome<>> end_session(Server& server, std::string id) {
  const auto ended = co_await server.call("POST", "/api/v1/sessions/" + id + "/end");
  if (!ended && ended.error().exit != Exit::kSignedOut) co_return pass(ended);
  co_return Outcome<>();
}

net::Task<Outcome<ClientKey>> make_client_key(Server& server, std::string session) {
  const auto json = co_await server.call("POST", "/api/v1/sessions/" + session + "/client-key");
  if (!json) co_return pass(json);
  tunnel::JsonFields fields(*json);
  ClientKey key{.key = fields.text("key", kReasonMost), .host = {}};
  const std::string url = fields.text("url", kReasonMost);
  if (!fields.good()) co_return failed(Result<>(fields.error()));
  auto host = wire::parse_server_url(url);
  if (!host) co_return failed(host);
  key.host = std::move(*host);
  co_return key;
}

Failure why_closed(const Session& session) {
  if (session.failure) return *session.failure;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kReasons{{
      {"expired", "its time is over"},
      {"ended_by_technician", "you ended it elsewhere"},
      {"ended_by_administrator", "an administrator ended it"},
      {"device_removed", "the device was removed"},
      {"device_changed", "the device was changed"},
      {"install_removed", "the install was removed"},
      {"install_lost", "the install lost its connection"},
      {"access_lost", "you may not open this device any more"},
      {"access_expired", "your right to open this device ended"},
      {"restricted", "Remote Technician was switched off"},
      {"ticket_reused", "its link was used twice"},
      {"signed_out", "you signed out"},
  }};
  const auto* const known = std::ranges::find(kReasons, session.closed_reason, &decltype(kReasons)::value_type::first);
  return {Exit::kSessionEnded,
          fmt::format("The session ended: {}.", known == kReasons.end() ? session.closed_reason : known->second)};
}

std::string end_time(std::chrono::seconds left) {
  const std::time_t end = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + left);
  std::tm parts{};
  ::localtime_r(&end, &parts);
  return fmt::format("{:02}:{:02}", parts.tm_hour, parts.tm_min);
}

}  // namespace callout::client
