// SPDX-License-Identifier: Apache-2.0
// Jobs: work for an install, with the steps that people see. Plain values: any thread. The legal transitions are
// jobs/states.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/id.h"
#include "model/names.h"

namespace callout::model {

enum class JobKind { kOpenDeviceWebpage, kOpenDevicePorts, kCheckDevice };
template <>
struct Names<JobKind> {
  static constexpr std::pair<JobKind, std::string_view> kTable[] = {
      {JobKind::kOpenDeviceWebpage, "open_device_webpage"},
      {JobKind::kOpenDevicePorts, "open_device_ports"},
      {JobKind::kCheckDevice, "check_device"}};
};
/// Whether a session waits for it: then it is of the page lane.
constexpr bool opens_session(JobKind kind) {
  return kind != JobKind::kCheckDevice;
}

enum class JobState { kQueued, kSent, kReceived, kRunning, kCompleted, kFailed, kExpired, kCancelled };
template <>
struct Names<JobState> {
  static constexpr std::pair<JobState, std::string_view> kTable[] = {
      {JobState::kQueued, "queued"},   {JobState::kSent, "sent"},           {JobState::kReceived, "received"},
      {JobState::kRunning, "running"}, {JobState::kCompleted, "completed"}, {JobState::kFailed, "failed"},
      {JobState::kExpired, "expired"}, {JobState::kCancelled, "cancelled"}};
};

enum class StepName {
  kQueued,
  kSent,
  kReceived,
  kReached,
  kIdentified,
  kConnected,
  kCompleted,
  kFailed,
  kExpired,
  kCancelled
};
template <>
struct Names<StepName> {
  static constexpr std::pair<StepName, std::string_view> kTable[] = {
      {StepName::kQueued, "queued"},         {StepName::kSent, "sent"},
      {StepName::kReceived, "received"},     {StepName::kReached, "reached"},
      {StepName::kIdentified, "identified"}, {StepName::kConnected, "connected"},
      {StepName::kCompleted, "completed"},   {StepName::kFailed, "failed"},
      {StepName::kExpired, "expired"},       {StepName::kCancelled, "cancelled"}};
};

struct Step {
  StepName name;
  std::chrono::milliseconds at{0};  ///< Since the job was made, by the steady clock.
  std::string detail;               ///< Empty for none.
};

enum class Hop { kServer, kInstall, kDevice };
template <>
struct Names<Hop> {
  static constexpr std::pair<Hop, std::string_view> kTable[] = {
      {Hop::kServer, "server"}, {Hop::kInstall, "install"}, {Hop::kDevice, "device"}};
};

enum class FailureCode {
  kInstallOffline,
  kInstallSilent,
  kAgentRefused,
  kDeviceUnreachable,
  kIdentityChanged,
  kIdentityUnknown,
  kTlsFailed,
  kTlsKeyChanged,
  kNotHttp,
  kCancelled,
  kExpired,
  kInternal,
};
template <>
struct Names<FailureCode> {
  static constexpr std::pair<FailureCode, std::string_view> kTable[] = {
      {FailureCode::kInstallOffline, "install_offline"},
      {FailureCode::kInstallSilent, "install_silent"},
      {FailureCode::kAgentRefused, "agent_refused"},
      {FailureCode::kDeviceUnreachable, "device_unreachable"},
      {FailureCode::kIdentityChanged, "identity_changed"},
      {FailureCode::kIdentityUnknown, "identity_unknown"},
      {FailureCode::kTlsFailed, "tls_failed"},
      {FailureCode::kTlsKeyChanged, "tls_key_changed"},
      {FailureCode::kNotHttp, "not_http"},
      {FailureCode::kCancelled, "cancelled"},
      {FailureCode::kExpired, "expired"},
      {FailureCode::kInternal, "internal"}};
};

/// Which hop failed and what to do.
struct Failure {
  Hop hop = Hop::kServer;
  FailureCode code = FailureCode::kInternal;
  std::string detail;
  std::string remedy;  ///< One sentence; empty when there is none.
};

/// The remedy that fits the code: one sentence that says what to do.
std::string_view remedy_for(FailureCode code);

/// Ids and names are copied at creation, so that the job stays readable after its device or install was removed.
struct Job {
  JobId id;
  TeamId team;
  JobKind kind = JobKind::kCheckDevice;
  JobState state = JobState::kQueued;
  InstallId install;
  std::string install_name;
  DeviceId device;
  std::string device_name;
  std::optional<SessionId> session;  ///< Of a job that opens one.
  TechnicianId technician;
  std::string technician_name;
  WallMs created_at;
  std::optional<WallMs> finished_at;
  std::optional<Failure> failure;
  std::vector<Step> steps;
};

}  // namespace callout::model
