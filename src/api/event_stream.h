// SPDX-License-Identifier: Apache-2.0
// Writes one subscription to its browser as server-sent events until it ends. Called by server.cc; own worker.
#pragma once

#include <memory>

#include "api/context.h"
#include "api/events.h"
#include "http/exchange.h"
#include "net/blocking_pool.h"
#include "net/task.h"

namespace callout::api {

/// Ends when the browser goes, when the subscription ends, or after kStreamLife: the browser then connects again and is
/// checked anew.
net::Task<> stream_events(http::Exchange& exchange, Context& context, net::BlockingPool& pool,
                          std::shared_ptr<Subscription> subscription, wire::Headers security_headers);

}  // namespace callout::api
