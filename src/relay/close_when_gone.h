// SPDX-License-Identifier: Apache-2.0
// Ends the wait for a device when who asked has left. Held on the stack of the task that waits, on the session's
// worker.
#pragma once

#include "http/exchange.h"
#include "net/http2_session.h"

namespace callout::relay {

/// While a handler waits for the device, the browser or the client may leave: then the device's answer is of no use to
/// anyone.
class CloseWhenGone final : public net::Waiter {
 public:
  CloseWhenGone(http::Exchange& exchange, net::Http2Stream& stream) : exchange_(exchange), stream_(stream) {
    exchange_.when_gone(this);
  }
  ~CloseWhenGone() { exchange_.when_gone(nullptr); }
  void ready() override { stream_.close(); }

 private:
  http::Exchange& exchange_;
  net::Http2Stream& stream_;
};

}  // namespace callout::relay
