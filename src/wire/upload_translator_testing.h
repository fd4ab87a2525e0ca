// SPDX-License-Identifier: Apache-2.0
// For the tests and fuzz targets of what goes to the device: a session, and the translator fed in pieces. One thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "wire/upload_translator.h"

namespace callout::wire {

/// http://192.168.1.5:8080 at https://abc7.sessions.example
const SessionMap& test_session();
/// http://192.168.1.5 at http://abc7.sessions.localhost:8440
const SessionMap& test_session_with_port();
/// http://[fd00::5]:8080 at https://abc7.sessions.example
const SessionMap& test_session_of_ipv6();

/// `next_piece` says how many bytes come next, of those that are left.
std::string sent_back(std::string_view text, const SessionUrls& urls,
                      const std::function<std::size_t(std::size_t left)>& next_piece);
/// The whole text at once.
std::string sent_back(std::string_view text, const SessionMap& map = test_session(), bool form = false);

}  // namespace callout::wire
