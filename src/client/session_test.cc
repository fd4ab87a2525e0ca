// SPDX-License-Identifier: Apache-2.0
#include "client/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::client {
namespace {

using testing::HasSubstr;
using testing::Not;

Failure closed_by(std::string_view reason) {
  Session session;
  session.state = "closed";
  session.closed_reason = reason;
  return why_closed(session);
}

TEST(WhyClosed, EveryReasonOfOpenapiIsSaidInWords) {
  for (const auto* reason : {"expired", "ended_by_technician", "ended_by_administrator", "device_removed",
                             "device_changed", "install_removed", "install_lost", "access_lost", "access_expired",
                             "restricted", "ticket_reused", "signed_out"}) {
    const Failure failure = closed_by(reason);
    EXPECT_EQ(failure.exit, Exit::kSessionEnded) << reason;
    EXPECT_THAT(failure.message, Not(HasSubstr(std::string(": ") + reason + "."))) << reason;
  }
}

TEST(WhyClosed, ARightThatRanOutAndASwitchThatIsOffAreToldApart) {
  EXPECT_EQ(closed_by("access_expired").message, "The session ended: your right to open this device ended.");
  EXPECT_EQ(closed_by("restricted").message, "The session ended: Remote Technician was switched off.");
}

TEST(WhyClosed, AReasonOfANewerServerIsSaidAsItIs) {
  EXPECT_EQ(closed_by("something_new").message, "The session ended: something_new.");
}

}  // namespace
}  // namespace callout::client
