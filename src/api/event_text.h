// SPDX-License-Identifier: Apache-2.0
// One live change as text of a server-sent event, fetched anew for who reads it. Called on a pool thread by
// event_stream.cc. Any thread; blocks.
#pragma once

#include <string>

#include "access/decide.h"
#include "api/context.h"
#include "model/events.h"

namespace callout::api {

/// Empty when the reader may not see the thing, or it is gone by now (its removal is an event of its own).
std::string event_text(Context& context, const access::Subject& reader, const model::Event& event);

}  // namespace callout::api
