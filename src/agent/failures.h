// SPDX-License-Identifier: Apache-2.0
// The ways in which a visit fails on site, as the technician reads them: which hop, what happened, what to do. Used by
// jobs and by device requests. Any thread.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tunnel/messages.h"

namespace callout::agent {

template <class T = void>
using Outcome = std::expected<T, tunnel::Failure>;

std::unexpected<tunnel::Failure> refused(std::string detail);
std::unexpected<tunnel::Failure> unreachable(const Error& error);
std::unexpected<tunnel::Failure> identity_changed(std::string_view expected, std::string_view found);
std::unexpected<tunnel::Failure> identity_unknown(std::string detail);
std::unexpected<tunnel::Failure> tls_failed(const Error& error);
std::unexpected<tunnel::Failure> tls_key_changed(std::string_view expected, std::string_view found);
std::unexpected<tunnel::Failure> not_http(const Error& error);
std::unexpected<tunnel::Failure> cut_by_device(const Error& error);
std::unexpected<tunnel::Failure> busy(const Error& error);
/// The agent itself has no room or time for it.
std::unexpected<tunnel::Failure> out_of_room(std::string detail);
std::unexpected<tunnel::Failure> no_lease();
std::unexpected<tunnel::Failure> cancelled();

}  // namespace callout::agent
