// SPDX-License-Identifier: Apache-2.0
// What the server or the state folder hands the agent. Properties: an accepted device passes the policy at every one of
// its endpoints; what is found by an endpoint's id is the device that has it; what was written is read again.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agent/enrolment_token.h"
#include "agent/inventory.h"
#include "agent/proxy.h"
#include "agent/registration.h"
#include "agent/status_file.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace agent = callout::agent;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)agent::parse_enrolment_token(text);
  (void)agent::parse_status(text);
  (void)agent::parse_proxy(text);
  (void)agent::bypasses_proxy(text, "callout.example.com", 443);
  if (const auto registration = agent::parse_registration(text)) {
    require(agent::parse_registration(agent::to_json(*registration)).has_value());
  }
  auto list = callout::tunnel::parse_inventory(text);
  if (!list) return 0;
  const std::array<callout::wire::Address, 1> own{callout::wire::Address::v4({192, 168, 1, 2})};
  agent::Inventory inventory;
  const auto results = inventory.replace(*list, {}, own);
  require(results.results.size() == list->devices.size());
  for (const auto& result : results.results) {
    const auto device = inventory.device(result.device);
    if (!result.accepted || device == nullptr) continue;
    for (const auto& endpoint : device->facts.endpoints) {
      require(agent::allow({device->facts.address, endpoint.port, device->ports}, {}, own).has_value());
      require(inventory.endpoint(endpoint.id)->device == device);
    }
  }
  require(callout::tunnel::parse_inventory(inventory.to_json()).has_value());
  return 0;
}
