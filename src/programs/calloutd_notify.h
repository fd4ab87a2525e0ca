// SPDX-License-Identifier: Apache-2.0
// Tells systemd what the service is about to do (sd_notify's protocol: one datagram to the socket that NOTIFY_SOCKET
// names). Called by calloutd_serve.cc; does nothing outside systemd. Any thread.
#pragma once

#include <string_view>

namespace callout::programs {

/// "READY=1", "STOPPING=1". Best effort: a supervisor that does not listen stops nobody from serving.
void notify_supervisor(std::string_view state);

}  // namespace callout::programs
