// SPDX-License-Identifier: Apache-2.0
#include "audit/forwarding.h"

#include <map>

namespace callout::audit {

Forwarding::Forwarding(store::Store& store, std::string target, std::unique_ptr<ForwardSink> sink)
    : store_(store), target_(std::move(target)), sink_(std::move(sink)) {}

Result<> Forwarding::pass(const std::function<bool()>& stopping) {
  while (!stopping()) {
    const auto records = batch();
    if (!records) return fail(records);
    if (records->empty()) return {};
    if (auto sent = sink_->send(*records); !sent) return sent;
    if (auto noted = note(*records); !noted) return noted;
    sent_ += records->size();
  }
  return {};
}

Result<std::vector<ForwardRecord>> Forwarding::batch() {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  const auto points = store::teams_to_forward(*transaction, target_);
  if (!points) return fail(points);
  std::vector<ForwardRecord> out;
  for (const auto& point : *points) {
    if (out.size() >= kForwardBatch) break;
    auto rows = store::Audit(store::TeamScope(*transaction, point.team))
                    .after(point.seq, static_cast<int>(kForwardBatch - out.size()));
    if (!rows) return fail(rows);
    for (auto& row : *rows) out.push_back({point.team, std::move(row)});
  }
  return out;
}

Result<> Forwarding::note(const std::vector<ForwardRecord>& records) {
  std::map<model::TeamId, std::int64_t> last;
  for (const auto& record : records) last[record.team] = record.row.seq;
  auto transaction = store_.write();
  if (!transaction) return fail(transaction);
  for (const auto& [team, seq] : last) {
    if (auto set = store::set_forwarded(store::TeamScope(*transaction, team), target_, seq); !set) return set;
  }
  return transaction->commit();
}

Result<std::int64_t> Forwarding::waiting() {
  auto transaction = store_.read();
  if (!transaction) return fail(transaction);
  return store::waiting_to_forward(*transaction, target_);
}

}  // namespace callout::audit
