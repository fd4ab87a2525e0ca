// SPDX-License-Identifier: Apache-2.0
// What is told to others only after a mutex is released: declare one before the lock, so that it is destroyed after it.
// Used inside jobs and sessions; one thread each.
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace callout::jobs {

class Aftermath {
 public:
  Aftermath() = default;
  Aftermath(const Aftermath&) = delete;
  Aftermath& operator=(const Aftermath&) = delete;
  ~Aftermath() {
    for (auto& tell : tell_) tell();
  }
  void add(std::function<void()> tell) { tell_.push_back(std::move(tell)); }

 private:
  std::vector<std::function<void()>> tell_;
};

}  // namespace callout::jobs
