// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_directory.h"

#include <algorithm>

#include "base/encoding.h"
#include "store/devices.h"
#include "store/installs.h"

namespace callout::programs {

Result<relay::KnownAgent> InstallDirectory::find(const model::InstallId& install) {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  const auto key = store::find_install_key(*transaction, install);
  if (!key) return fail(key);
  const auto bytes = *key ? from_base64url((*key)->public_key) : std::nullopt;
  relay::KnownAgent agent;
  if (!bytes || bytes->size() != agent.public_key.size())
    return fail(Code::kNotFound, "No agent has enrolled for this install.");
  agent.team = (*key)->team;
  agent.install = (*key)->install;
  std::ranges::copy(bytes_of(*bytes), agent.public_key.begin());
  return agent;
}

Result<std::vector<model::Device>> InstallDirectory::devices_of(const relay::KnownAgent& agent) {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  store::Devices devices(store::TeamScope(*transaction, agent.team));
  std::vector<model::Device> out;
  store::PageRequest next{.cursor = {}, .limit = store::kPageMost};
  for (;;) {
    auto page = devices.list(next, {.q = {}, .entity = {}, .install = agent.install});
    if (!page) return fail(page);
    std::ranges::move(page->items, std::back_inserter(out));
    if (!page->next_cursor) return out;
    next.cursor = *page->next_cursor;
  }
}

void InstallDirectory::mark_duplicate(const relay::KnownAgent& agent) {
  const auto marked = keys_.mark_duplicate({agent.team, agent.install, {}});
  if (!marked)
    log_.error("cannot mark an install", {{"install", agent.install.str()}, {"error", marked.error().message}});
}

}  // namespace callout::programs
