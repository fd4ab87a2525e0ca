// SPDX-License-Identifier: Apache-2.0
// For tests: a team in a database of its own with its authority. dealer > customer > site, beside a sibling. One thread
// unless a test says otherwise.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "audit/audit_testing.h"
#include "rights/authority.h"
#include "rights/departments.h"
#include "rights/device_groups.h"
#include "rights/giving.h"
#include "rights/places.h"
#include "rights/roles.h"
#include "rights/switches.h"
#include "rights/technicians.h"
#include "store/store_testing.h"

namespace callout::rights {

class TestRights : public ::testing::Test, protected Listener {
 protected:
  TestRights() { authority.set_listener(this); }
  void TearDown() override {
    // Whatever was changed, what is decided by is what the database says.
    EXPECT_TRUE(store::must(authority.is_current(team.id)));
  }
  void access_changed(const model::TeamId&) override { ++told; }

  Actor as(const model::Technician& who) const { return {{who.team, who.id}, who.name}; }
  model::EntityId add_site(const std::string& name, const model::EntityId& parent) {
    return store::must(add_entity(authority, as(owner), parent, name)).id;
  }
  /// By the owner, so that only what a test asks is in question.
  model::AccessRight owner_gives(const model::Holder& holder, const model::Scope& scope, const std::string& role,
                                 model::Term term = {}) {
    return store::must(give(authority, as(owner),
                            {.holder = holder, .scope = scope, .role = model::RoleId(role), .term = std::move(term)}));
  }
  model::AccessRight owner_gives(const model::Technician& who, const model::Scope& scope, const std::string& role,
                                 model::Term term = {}) {
    return owner_gives(model::Holder::of(who.id), scope, role, std::move(term));
  }
  bool may(const model::Technician& who, access::Action action, const access::Target& target) {
    return authority.decide(as(who), action, target).allowed;
  }
  bool opens_at(const model::Technician& who, const model::EntityId& entity) {
    const model::DeviceFacts facts{.id = model::DeviceId("any"), .entity = entity};
    return may(who, access::Action::kDeviceWebpageOpen, access::Target::of_device(team.id, facts));
  }
  template <class T>
  static Code code_of(const Result<T>& result) {
    return result ? Code::kInternal : result.error().code;
  }

  FakeClock clock;
  store::TestStore store_;
  model::Team team = store_.add_team();
  model::Technician owner = store_.add_technician(team, "owner@example.com", true);
  model::Technician admin = store_.add_technician(team, "admin@example.com");
  model::Technician tom = store_.add_technician(team, "tom@example.com");
  audit::TestJournal journal{store_};
  Authority authority{*store_, *journal, clock, store_.log()};
  int told = 0;
  const model::EntityId dealer = add_site("dealer", team.root_entity);
  const model::EntityId customer = add_site("customer", dealer);
  const model::EntityId site = add_site("site", customer);
  const model::EntityId sibling = add_site("sibling", dealer);
  const model::Scope whole_team = model::Scope::team();
};

}  // namespace callout::rights
