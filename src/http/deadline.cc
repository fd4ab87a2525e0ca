// SPDX-License-Identifier: Apache-2.0
#include "http/deadline.h"

namespace callout::http {

void Deadline::set(std::chrono::milliseconds after) {
  due_ = std::chrono::steady_clock::now() + after;
  if (fires_ <= due_) return;
  fires_ = due_;
  timer_.arm(after);
}

void Deadline::fired() {
  fires_ = kNever;
  if (due_ == kNever) return;
  const auto now = std::chrono::steady_clock::now();
  if (due_ > now) {
    fires_ = due_;
    timer_.arm(std::chrono::ceil<std::chrono::milliseconds>(due_ - now));
    return;
  }
  due_ = kNever;
  expired_();
}

}  // namespace callout::http
