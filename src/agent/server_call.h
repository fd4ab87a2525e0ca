// SPDX-License-Identifier: Apache-2.0
// The few plain HTTP calls that the agent makes to its server: enrolment and key rotation. Own worker only.
#pragma once

#include <string>

#include "agent/server_link.h"
#include "base/result.h"

namespace callout::agent {

struct ServerAnswer {
  int status = 0;
  std::string date;    ///< The server's Date field.
  std::string body;    ///< At most kAnswerMost bytes.
  std::string detail;  ///< Of a problem+json body: what the server says is wrong.
};
inline constexpr std::size_t kAnswerMost = 256 * 1024;

/// POST of a JSON body, or GET when it is empty, on a link that was just made.
net::Task<Result<ServerAnswer>> call_server(net::Stream& stream, wire::ServerUrl server, std::string path,
                                            std::string json);

}  // namespace callout::agent
