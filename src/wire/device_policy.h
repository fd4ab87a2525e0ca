// SPDX-License-Identifier: Apache-2.0
// A device's own Content-Security-Policy in terms of the session (ADR 0062): sources that name the device become the
// hosts of its web servers, and what Callout's own scripts need is added, and no more. Whatever else the policy says
// stays; the relay's own policy stands beside it (translate.h), so that nothing here can let a page out of its session.
// For the header, its Report-Only form, and <meta> (relay/meta_policy.h). Pure functions, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/http.h"
#include "wire/session_map.h"

namespace callout::wire {

/// What every document of a session host loads and asks from that host.
struct OwnScripts {
  std::string hashes;  ///< Sources that allow exactly our scripts, by what they are.
  std::string paths;   ///< The same by where they are, below the host.
  std::string asked;   ///< Paths below the host that they ask.
};

/// The serialized policies of one field or <meta>. `here`: whose page it is.
std::string translate_policy(std::string_view policies, const SessionMap& map, const EndpointHosts& here,
                             const OwnScripts& own);
/// All such fields of a device's answer, before the session's own policy is added.
void translate_policies(Headers& headers, const SessionMap& map, const EndpointHosts& here, const OwnScripts& own);

}  // namespace callout::wire
