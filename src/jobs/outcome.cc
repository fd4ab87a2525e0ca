// SPDX-License-Identifier: Apache-2.0
#include "jobs/outcome.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "model/text.h"

namespace callout::jobs {

namespace {

constexpr std::size_t kSentence = 500;
constexpr std::size_t kWord = 64;
constexpr std::size_t kKeySha256 = 43;  ///< 32 bytes in base64url.

/// nullopt without a key that could be found again.
std::optional<model::TlsFacts> clean(const model::TlsFacts& tls) {
  if (tls.key_sha256.size() != kKeySha256 || !is_base64url(tls.key_sha256)) return std::nullopt;
  return model::TlsFacts{model::clean_text(tls.version, kWord), model::clean_text(tls.cipher, kWord),
                         model::clean_text(tls.key, kWord), tls.key_sha256, tls.weak};
}

}  // namespace

model::Failure clean(model::Failure failure) {
  if (failure.hop == model::Hop::kServer) failure.hop = model::Hop::kInstall;
  failure.detail = model::clean_text(failure.detail, kSentence);
  failure.remedy = model::clean_text(failure.remedy, kSentence);
  if (failure.remedy.empty()) failure.remedy = model::remedy_for(failure.code);
  return failure;
}

model::CheckReport clean(model::CheckReport report) {
  if (report.mac) {
    const auto mac = model::mac_from(*report.mac);
    report.mac = mac ? std::optional(*mac) : std::nullopt;
  }
  if (report.status == model::DeviceStatus::kUnchecked || report.status == model::DeviceStatus::kChecking) {
    report.status = model::DeviceStatus::kUnreachable;
  }
  report.detail = model::clean_text(report.detail);
  if (report.endpoints.size() > limits::kEndpointsPerDevice) report.endpoints.resize(limits::kEndpointsPerDevice);
  for (auto& [endpoint, check] : report.endpoints) {
    if (check.status && (*check.status < 100 || *check.status > 599)) check.status.reset();
    if (check.tls) check.tls = clean(*check.tls);
  }
  return report;
}

JobOutcome clean(JobOutcome outcome) {
  if (auto* failure = std::get_if<model::Failure>(&outcome)) return clean(std::move(*failure));
  auto& completed = std::get<Completed>(outcome);
  if (completed.report) completed.report = clean(std::move(*completed.report));
  return outcome;
}

std::optional<model::CheckReport> report_of(const model::Failure& failure) {
  model::CheckReport report;
  report.detail = failure.detail;
  switch (failure.code) {
    case model::FailureCode::kDeviceUnreachable:
    case model::FailureCode::kTlsFailed:
    case model::FailureCode::kNotHttp: report.status = model::DeviceStatus::kUnreachable; return report;
    case model::FailureCode::kIdentityChanged: report.status = model::DeviceStatus::kIdentityChanged; return report;
    case model::FailureCode::kTlsKeyChanged:
    case model::FailureCode::kAgentRefused:
    case model::FailureCode::kIdentityUnknown: report.status = model::DeviceStatus::kRefused; return report;
    case model::FailureCode::kInstallOffline:
    case model::FailureCode::kInstallSilent:
    case model::FailureCode::kCancelled:
    case model::FailureCode::kExpired:
    case model::FailureCode::kInternal: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace callout::jobs
