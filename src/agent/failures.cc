// SPDX-License-Identifier: Apache-2.0
#include "agent/failures.h"

#include "tunnel/names.h"

namespace callout::agent {
namespace {

namespace failure = tunnel::failure;

std::unexpected<tunnel::Failure> make(std::string_view hop, std::string_view code, std::string detail,
                                      std::string_view remedy) {
  return std::unexpected(tunnel::Failure{std::string(hop), std::string(code), std::move(detail),
                                         remedy.empty() ? std::nullopt : std::optional<std::string>(remedy)});
}

}  // namespace

std::unexpected<tunnel::Failure> refused(std::string detail) {
  return make(tunnel::hop::kInstall, failure::kAgentRefused, std::move(detail),
              "Check the device's address and ports here, and the agent's own file on site.");
}

std::unexpected<tunnel::Failure> unreachable(const Error& error) {
  return make(tunnel::hop::kDevice, failure::kDeviceUnreachable, error.message,
              "Check that the device is switched on and still has this address and port.");
}

std::unexpected<tunnel::Failure> identity_changed(std::string_view expected, std::string_view found) {
  return make(tunnel::hop::kDevice, failure::kIdentityChanged,
              fmt::format("Another device answers at this address: its MAC is {}, known is {}.", found, expected),
              "If the device was replaced, accept its new identity; else find out where it went.");
}

std::unexpected<tunnel::Failure> identity_unknown(std::string detail) {
  return make(tunnel::hop::kDevice, failure::kIdentityUnknown, std::move(detail),
              "Put the agent on the device's own network, where it can see the device's MAC.");
}

std::unexpected<tunnel::Failure> tls_failed(const Error& error) {
  return make(tunnel::hop::kDevice, failure::kTlsFailed, error.message,
              "Check that this port speaks https; if it speaks http, change the endpoint.");
}

std::unexpected<tunnel::Failure> tls_key_changed(std::string_view expected, std::string_view found) {
  return make(tunnel::hop::kDevice, failure::kTlsKeyChanged,
              fmt::format("The device shows another TLS key than before: {}, known is {}.", found, expected),
              "If the device was reset or its certificate replaced, an administrator can accept the new key on the "
              "device's page; else find out what answers there.");
}

std::unexpected<tunnel::Failure> not_http(const Error& error) {
  return make(tunnel::hop::kDevice, failure::kNotHttp, error.message, "Check that this port is the device's web page.");
}

std::unexpected<tunnel::Failure> cut_by_device(const Error& error) {
  return make(tunnel::hop::kDevice, failure::kDeviceUnreachable, error.message,
              "Load the page again; if it stays so, restart the device.");
}

std::unexpected<tunnel::Failure> busy(const Error& error) {
  return make(tunnel::hop::kDevice, failure::kDeviceUnreachable, error.message,
              "Wait until the device has answered what was asked before.");
}

std::unexpected<tunnel::Failure> out_of_room(std::string detail) {
  return make(tunnel::hop::kInstall, failure::kInternal, std::move(detail),
              "Free some disk space on the install's machine, then try again.");
}

std::unexpected<tunnel::Failure> no_lease() {
  return make(tunnel::hop::kInstall, failure::kExpired, "The session has no live lease on this agent.",
              "Open the device's page again.");
}

std::unexpected<tunnel::Failure> cancelled() {
  return make(tunnel::hop::kInstall, failure::kCancelled, "The request was given up.", "");
}

}  // namespace callout::agent
