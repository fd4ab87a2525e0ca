// SPDX-License-Identifier: Apache-2.0
#include "http/flush_later.h"

#include <algorithm>
#include <utility>

#include "net/worker.h"

namespace callout::http {

void FlushLater::add(Flushed& output) {
  outputs_.push_back(&output);
  if (!std::exchange(posted_, true)) net::Worker::current().post([this] { run(); });
}

void FlushLater::remove(Flushed& output) {
  std::erase(outputs_, &output);
}

void FlushLater::run() {
  posted_ = false;
  while (!outputs_.empty()) {
    auto* output = outputs_.back();
    outputs_.pop_back();
    output->flush();
  }
}

}  // namespace callout::http
