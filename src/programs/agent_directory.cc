// SPDX-License-Identifier: Apache-2.0
#include "programs/agent_directory.h"

#include <algorithm>

#include "base/encoding.h"
#include "store/devices.h"
#include "store/installs.h"

namespace callout::programs {

Result<relay::KnownAgent> StoredAgents::find(const model::InstallId& install) {
  auto transaction = store_.read();
  if (!transaction) return fail(std::move(transaction));
  const auto found = store::find_install_key(*transaction, install);
  if (!found) return fail(found);
  relay::KnownAgent agent;
  const auto key = *found ? from_base64url((*found)->public_key) : std::nullopt;
  if (!key || key->size() != agent.public_key.size()) return fail(Code::kNotFound, "No agent is enrolled for this install.");
  agent.team = (*found)->team;
  agent.install = (*found)->install;
  std::ranges::copy(bytes_of(*key), agent.public_key.begin());
  return agent;
}

Result<std::vector<model::Device>> StoredAgents::devices_of(const relay::KnownAgent& agent) {
  auto transaction = store_.read();
  if (!transaction) return fail(std::move(transaction));
  store::Devices devices(store::TeamScope(*transaction, agent.team));
  store::DeviceFilter filter;
  filter.install = agent.install;
  std::vector<model::Device> all;
  store::PageRequest page{{}, store::kPageMost};
  for (;;) {
    auto some = devices.list(page, filter);
    if (!some) return fail(std::move(some));
    std::ranges::move(some->items, std::back_inserter(all));
    if (!some->next_cursor) return all;
    page.cursor = *some->next_cursor;
  }
}

void StoredAgents::mark_duplicate(const relay::KnownAgent& agent) {
  if (const auto marked = keys_.mark_duplicate({agent.team, agent.install, {}}); !marked) {
    log_.error("a duplicate key could not be noted", {{"install", agent.install.str()}, {"error", marked.error().message}});
  }
}

}  // namespace callout::programs
