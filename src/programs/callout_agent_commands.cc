// SPDX-License-Identifier: Apache-2.0
#include "programs/callout_agent_commands.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>

#include "agent/doctor.h"
#include "agent/enroll.h"
#include "agent/status_file.h"
#include "net/worker.h"

namespace callout::programs {
namespace {

using agent::StateFolder;
using agent::StateLock;

/// Runs one task to its end and keeps what it returned.
template <class T>
net::Task<> keep(net::Task<T> task, std::optional<T>& out) {
  out.emplace(co_await task);
}
template <class T>
T run_alone(net::Task<T> task) {
  net::WorkerPool one(1);
  std::optional<T> out;
  net::run_to_end(one[0], keep(std::move(task), out));
  return std::move(*out);
}

bool process_lives(std::int64_t pid) {
  return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

}  // namespace

Result<void> enroll_command(const agent::AgentConfig& config, const std::string& state, const AgentCommandLine& line) {
  const auto token = agent::parse_enrolment_token(line.token);
  if (!token) return fail(token);
  const auto server = wire::parse_server_url(line.server);
  if (!server) return fail(server);
  const auto proxy = agent::choose_proxy(config.proxy, *server);
  if (!proxy) return fail(proxy);
  const auto folder = StateFolder::open(state, true);
  if (!folder) return fail(folder);
  const auto lock = StateLock::take(*folder);
  if (!lock) return fail(lock);
  if (const auto before = agent::load_registration(*folder); before && !line.again) {
    return fail(Code::kConflict,
                "This machine is enrolled as {} at {} already: give another --state, or --again to replace it.",
                before->name, before->server.to_string());
  }
  const auto registration = run_alone(agent::enroll(*token, *server, *proxy, *folder));
  if (!registration) return fail(registration);
  fmt::print("Enrolled as {} ({}) at {}. Now start it: callout-agent run --state {}\n", registration->name,
             registration->install, registration->server.to_string(), folder->path());
  return {};
}

Result<void> rotate_key_command(const agent::AgentConfig& config, const std::string& state) {
  const auto folder = StateFolder::open(state, false);
  if (!folder) return fail(folder);
  const auto registration = agent::load_registration(*folder);
  if (!registration) return fail(registration);
  const auto proxy = agent::choose_proxy(config.proxy, registration->server);
  if (!proxy) return fail(proxy);
  const SystemClock clock;
  if (auto rotated = run_alone(agent::rotate_key(*registration, *proxy, *folder, clock)); !rotated) return rotated;
  fmt::print("The key was replaced. A running agent connects again with it by itself.\n");
  return {};
}

Result<void> status_command(const std::string& state, bool json) {
  const auto folder = StateFolder::open(state, false);
  if (!folder) return fail(folder);
  const auto registration = agent::load_registration(*folder);
  if (!registration) return fail(registration);
  const auto content = folder->read(agent::kStatusFile);
  if (!content) return fail(content);
  agent::AgentStatus status;
  status.state = agent::AgentStatus::State::kStopped;
  if (*content) {
    const auto read = agent::parse_status(**content);
    if (!read) return fail(read);
    status = *read;
  }
  if (!process_lives(status.pid)) status.state = agent::AgentStatus::State::kStopped;
  if (json) {
    fmt::print("{}", agent::to_json(status));
    return {};
  }
  fmt::print("install    {} ({})\nserver     {}\nstate      {}{}\n", registration->name, registration->install,
             registration->server.to_string(), agent::name_of(status.state),
             status.since.empty() ? "" : " since " + status.since);
  if (!status.last_error.empty()) fmt::print("last error {}\n", status.last_error);
  if (!status.next_try.empty()) fmt::print("next try   {}\n", status.next_try);
  fmt::print("devices    {} ({} refused)\nsessions   {}\n", status.devices, status.refused_devices, status.sessions);
  if (status.state == agent::AgentStatus::State::kStopped) {
    return fail(Code::kUnavailable,
                "The agent is not running: start it with callout-agent run, or systemctl start callout-agent.");
  }
  return {};
}

bool doctor_command(const agent::AgentConfig& config, const std::string& state) {
  const SystemClock clock;
  return run_alone(agent::examine(config, state, clock, [](const agent::DoctorStep& step) {
    constexpr std::array<const char*, 3> kMarks{"pass", "FAIL", "skip"};
    fmt::print("{}  {:<13} {}\n", kMarks[static_cast<std::size_t>(step.verdict)], step.name, step.detail);
    if (!step.remedy.empty()) fmt::print("      {:<13} -> {}\n", "", step.remedy);
  }));
}

}  // namespace callout::programs
