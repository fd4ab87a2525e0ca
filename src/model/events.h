// SPDX-License-Identifier: Apache-2.0
// What changed, told upward after it was committed. The API's live event stream implements EventSink; jobs, sessions
// and the API's own handlers call it, from any thread. publish() must not block and must not call back into its caller.
#pragma once

#include <string>

#include "model/id.h"
#include "model/names.h"

namespace callout::model {

/// kAccess: who may do what has changed in the team; its id is the team's.
enum class EventKind { kJob, kSession, kInstall, kDevice, kAccess };
template <>
struct Names<EventKind> {
  static constexpr std::pair<EventKind, std::string_view> kTable[] = {{EventKind::kJob, "job"},
                                                                      {EventKind::kSession, "session"},
                                                                      {EventKind::kInstall, "install"},
                                                                      {EventKind::kDevice, "device"},
                                                                      {EventKind::kAccess, "access"}};
};

struct Event {
  EventKind kind;
  std::string id;
  bool removed = false;  ///< The thing is gone: there is nothing to fetch.
};

class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void publish(const TeamId& team, const Event& event) = 0;
};

}  // namespace callout::model
