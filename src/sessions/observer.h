// SPDX-License-Identifier: Apache-2.0
// Told of the begin and the end of each session that was active, inside the transaction that stores it: what an
// observer writes there is stored with it or not at all. Whoever tells customers implements it (customers::Notifier).
// Called under sessions::Service's mutex, on any thread: it blocks on nothing but the transaction, and calls nothing of
// sessions. It can't refuse: what happened has happened. When the transaction fails, the end is told again with the
// next try.
#pragma once

#include "model/session.h"
#include "store/store.h"

namespace callout::sessions {

class Observer {
 public:
  virtual ~Observer() = default;
  /// `remaining` of the session is set.
  virtual void session_opened(store::Transaction& transaction, const model::Session& session) = 0;
  /// `closed_reason`, `closed_at` and the bytes of the session are set.
  virtual void session_ended(store::Transaction& transaction, const model::Session& session) = 0;
};

}  // namespace callout::sessions
