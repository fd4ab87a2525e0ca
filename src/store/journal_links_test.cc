// SPDX-License-Identifier: Apache-2.0
#include "store/journal_links.h"

#include <gtest/gtest.h>

#include "store/connection.h"
#include "store/migrations.h"
#include "store/sessions.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

using namespace std::chrono_literals;

TEST(SessionPlaces, SessionsFromBeforeAreWhereTheirDevicesStandNow) {
  std::string_view sql;
  for (const auto& migration : migrations()) {
    if (migration.name == "010_contacts") sql = migration.sql.substr(migration.sql.find("INSERT INTO session_places"));
  }
  TestStore store;
  const auto team = store.add_team();
  const auto device = store.add_device(team, store.add_install(team));
  store.write([&](Transaction& t) {
    const TeamScope scope(t, team.id);
    for (const bool active : {true, false}) {
      SessionRecord record;
      record.session.id = model::SessionId::make();
      record.session.device = device.id;
      record.session.device_name = active ? "opened" : "never opened";
      record.session.label = record.session.id.str();
      must(Sessions(scope).insert(record));
      if (active) record.session.active_at = WallMs(5s);
      must(Sessions(scope).update(record));
    }
    t.connection().run(std::string(sql.substr(0, sql.find(";\n"))));
    const auto seen = must(SessionPlaces(scope).sessions_at(team.root_entity, WallMs{}, {})).items;
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].device, "opened");
    EXPECT_EQ(seen[0].started_at, WallMs(5s));
    EXPECT_TRUE(must(SessionPlaces(scope).sessions_at(model::EntityId("other"), WallMs{}, {})).items.empty());
  });
}

TEST(SessionPlaces, AnotherTeamsAreNotListed) {
  TestStore store;
  const auto team = store.add_team(), other = store.add_team("Other");
  const auto device = store.add_device(team, store.add_install(team));
  store.write([&](Transaction& t) {
    const TeamScope scope(t, team.id);
    SessionRecord record;
    record.session.id = model::SessionId::make();
    record.session.device = device.id;
    must(Sessions(scope).insert(record));
    EXPECT_TRUE(must(SessionPlaces(scope).note(record.session)));
    EXPECT_EQ(must(SessionPlaces(scope).sessions_at(team.root_entity, WallMs{}, {})).items.size(), 1U);
    const TeamScope theirs(t, other.id);
    EXPECT_TRUE(must(SessionPlaces(theirs).sessions_at(team.root_entity, WallMs{}, {})).items.empty());
    EXPECT_FALSE(must(SessionPlaces(theirs).of(record.session.id)));
    record.session.id = model::SessionId::make();
    EXPECT_FALSE(must(SessionPlaces(theirs).note(record.session))) << "a device of another team is none";
  });
}

TEST(JournalLinks, AnEntityHasAtMostSoMany) {
  TestStore store;
  const auto team = store.add_team();
  store.write([&](Transaction& t) {
    JournalLinks links(TeamScope(t, team.id));
    const auto add = [&] {
      const model::JournalLink link{.id = model::JournalLinkId::make(), .entity = team.root_entity};
      return links.insert(link, link.id.str());
    };
    for (int i = 0; i < kJournalLinksPerEntity; ++i) must(add());
    EXPECT_EQ(add().error().code, Code::kExhausted);
  });
}

}  // namespace
}  // namespace callout::store
