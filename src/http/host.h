// SPDX-License-Identifier: Apache-2.0
// The host that a request asks for, as Handler::place() takes it. Pure function, any thread.
#pragma once

#include <string>
#include <string_view>

namespace callout::http {

/// Host or :authority without its port, lower case, IPv6 without brackets; empty when it is no authority.
std::string host_of(std::string_view authority);

}  // namespace callout::http
