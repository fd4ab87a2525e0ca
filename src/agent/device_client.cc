// SPDX-License-Identifier: Apache-2.0
#include "agent/device_client.h"

#include <algorithm>

#include "agent/device_exchange.h"
#include "agent/failures.h"

namespace callout::agent {

net::Task<> DeviceClient::serve(tunnel::DeviceRequest& request, net::Http2Stream& stream) {
  auto session = leases_.find(request.session);
  if (!session) {
    tunnel::send_failure(stream, no_lease().error());
    co_return;
  }
  if ((*session)->kind() != SessionKind::kWebpage) {
    tunnel::send_failure(stream, refused("The session is for raw ports, not for the device's page.").error());
    co_return;
  }
  auto target = request.other ? inventory_.other_endpoint(request.endpoint, *request.other)
                              : inventory_.endpoint(request.endpoint);
  if (!target || target->device->facts.id != (*session)->device()) {
    tunnel::send_failure(stream,
                         refused(target ? "The session is not for that endpoint." : target.error().message).error());
    co_return;
  }
  auto pool = pool_of(target->device->facts);
  DeviceExchange exchange(dialler_, std::move(pool), std::move(*target), std::move(*session), spools_, request, stream);
  co_await exchange.run();
}

std::shared_ptr<DevicePool> DeviceClient::pool_of(const tunnel::InventoryDevice& device) {
  auto& pool = pools_[device.id];
  if (!pool) pool = std::make_shared<DevicePool>(clock_, most_);
  pool->set_known_limit(device.connections);
  return pool;
}

void DeviceClient::drop_unless(const std::function<bool(const std::string& device)>& keep) {
  std::erase_if(pools_, [&keep](const auto& entry) {
    if (keep(entry.first)) return false;
    entry.second->close_idle();
    return true;
  });
}

void DeviceClient::close_stale() {
  for (const auto& [device, pool] : pools_) pool->close_stale();
}

bool DeviceClient::any_idle() const {
  return std::ranges::any_of(pools_, [](const auto& entry) { return entry.second->idle() > 0; });
}

void DeviceClient::close_idle() {
  for (const auto& [device, pool] : pools_) pool->close_idle();
}

}  // namespace callout::agent
