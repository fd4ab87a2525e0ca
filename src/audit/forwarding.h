// SPDX-License-Identifier: Apache-2.0
// Forwarding of audit records to one target outside of the database (docs/adr/0071): in the order of each team's chain,
// at least once, from where the target got last time. The sink is the target's own way: a file (file_sink.h), or what
// main() brings. One thread at a time, which may block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/id.h"
#include "store/audit.h"
#include "store/store.h"

namespace callout::audit {

struct ForwardRecord {
  model::TeamId team;
  store::AuditRow row;
};

class ForwardSink {
 public:
  virtual ~ForwardSink() = default;
  /// Success once the target has all of them. After an error they come again, so the target may get some twice. Blocks
  /// for a bounded time.
  virtual Result<> send(std::span<const ForwardRecord> records) = 0;
  /// The target was moved away (logrotate): the next send() opens it anew. Any thread.
  virtual void reopen() {}
  /// A send() under way fails soon. Any thread.
  virtual void stop() {}
};

inline constexpr std::size_t kForwardBatch = 200;  ///< Records in one send().

class Forwarding {
 public:
  /// `target` names it in the database; another name starts from the beginning.
  Forwarding(store::Store& store, std::string target, std::unique_ptr<ForwardSink> sink);

  /// Forwards all that waits, or up to the first failure. `stopping` ends it between two batches.
  Result<> pass(const std::function<bool()>& stopping);

  const std::string& target() const { return target_; }
  ForwardSink& sink() { return *sink_; }
  /// Records sent since the start.
  std::uint64_t sent() const { return sent_; }
  /// Records that wait; reads the database.
  Result<std::int64_t> waiting();

 private:
  /// The next batch over all teams; empty when nothing waits.
  Result<std::vector<ForwardRecord>> batch();
  Result<> note(const std::vector<ForwardRecord>& records);

  store::Store& store_;
  const std::string target_;
  const std::unique_ptr<ForwardSink> sink_;
  std::uint64_t sent_ = 0;
};

}  // namespace callout::audit
