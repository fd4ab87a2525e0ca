// SPDX-License-Identifier: Apache-2.0
// A file of JSON lines as a target of forwarding. Each batch is flushed to the disk. Rotate it by renaming and SIGHUP.
// reopen() from any thread, all else one at a time.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "audit/forwarding.h"
#include "base/descriptor.h"

namespace callout::audit {

class FileSink final : public ForwardSink {
 public:
  explicit FileSink(std::string file) : file_(std::move(file)) {}
  Result<> send(std::span<const ForwardRecord> records) override;
  void reopen() override { reopen_ = true; }

 private:
  Result<> open();
  Result<> write(std::string_view text);

  const std::string file_;
  std::atomic<bool> reopen_{false};
  std::optional<Descriptor> fd_;
};

}  // namespace callout::audit
