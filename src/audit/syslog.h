// SPDX-License-Identifier: Apache-2.0
// A record as a syslog message (RFC 5424), framed for TLS (RFC 5425 section 4.3). The sink that sends it is main()'s,
// because this folder knows no network. Any thread.
//
// <PRI>1 TIMESTAMP HOSTNAME callout - KIND - JSON
// PRI: facility 13 (log audit); severity 6 (informational), 4 (warning) for what was refused or failed. MSGID is the
// kind, the message is the record's JSON line: what `calloutd audit verify --against` reads.
#pragma once

#include <string>
#include <string_view>

#include "model/id.h"
#include "store/audit.h"

namespace callout::audit {

std::string syslog_message(std::string_view hostname, const model::TeamId& team, const store::AuditRow& row);
/// "LENGTH MESSAGE".
std::string octet_counted(std::string_view message);

}  // namespace callout::audit
