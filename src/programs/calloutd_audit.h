// SPDX-License-Identifier: Apache-2.0
// `calloutd audit verify` and `calloutd audit restart`. Called by main(). verify only reads and may run beside a
// serving calloutd; restart must not.
#pragma once

#include <string>

#include "audit/journal.h"
#include "base/log.h"
#include "base/result.h"
#include "programs/calloutd_commands.h"
#include "programs/calloutd_config.h"

namespace callout::programs {

/// What to print, and the exit code: 0 nothing was found, 1 something was, 2 it could not be checked.
struct AuditVerified {
  std::string text;   ///< For standard output: a line for each finding, then a summary.
  std::string error;  ///< For standard error: why it could not be checked.
  int exit_code = 0;
};
AuditVerified verify_audit(const ServerConfig& config, const AuditVerifyCommand& command, Log& log);

Result<> restart_audit(const ServerConfig& config, const AuditRestartCommand& command, Log& log);

inline audit::JournalFiles audit_files_of(const ServerConfig& config) {
  return {config.audit_key_file, config.audit_checkpoints};
}

}  // namespace callout::programs
