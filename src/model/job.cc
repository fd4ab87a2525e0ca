// SPDX-License-Identifier: Apache-2.0
#include "model/job.h"

namespace callout::model {

std::string_view remedy_for(FailureCode code) {
  switch (code) {
    case FailureCode::kInstallOffline:
      return "Check that the machine of this install is on and has a network, then run `callout-agent doctor` on it.";
    case FailureCode::kInstallSilent:
      return "Try again; if it stays silent, restart callout-agent on the install's machine.";
    case FailureCode::kAgentRefused: return "Read the reason above; what the agent refuses is set on its own machine.";
    case FailureCode::kDeviceUnreachable:
      return "Check that the device is on and that its address is still right, then check the device again.";
    case FailureCode::kIdentityChanged:
      return "Another device answers at this address: correct the address, or accept the new identity if the device "
             "was replaced.";
    case FailureCode::kIdentityUnknown: return "Check the device first, so that its identity is known.";
    case FailureCode::kTlsFailed: return "Try the device's http endpoint, or look at its TLS settings.";
    case FailureCode::kTlsKeyChanged:
      return "If the device was reset or its certificate replaced, an administrator can accept the new key on the "
             "device's page; else find out what answers there.";
    case FailureCode::kNotHttp: return "Correct the endpoint's port or scheme: what answers there is not a web page.";
    case FailureCode::kCancelled: return "Start it again.";
    case FailureCode::kExpired: return "Try again when the install is online.";
    case FailureCode::kInternal: return "Try again; if it happens again, look at the server's log.";
  }
  return {};
}

}  // namespace callout::model
