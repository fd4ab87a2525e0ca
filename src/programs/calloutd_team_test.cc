// SPDX-License-Identifier: Apache-2.0
// The operator's commands beside a serving calloutd: two stores and two journals over one database.
#include "programs/calloutd_team.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit_testing.h"
#include "audit/verify.h"
#include "programs/calloutd_admin.h"
#include "store/two_factors.h"

namespace callout::programs {
namespace {

using model::AuditKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OperatorsCommands : public testing::Test {
 protected:
  OperatorsCommands() {
    config_.store_path = store_.file().string();
    config_.audit_key_file = serving_.files().key;
    config_.audit_checkpoints = serving_.files().checkpoints;
    append();
  }
  /// What the serving process goes on recording.
  void append() { serving_.append({.team = team_.id, .kind = AuditKind::kEntityCreated}); }
  Result<std::string> limit(std::optional<int> to) { return limit_team(config_, {team_.id.str(), to}, store_.log()); }
  void enrol(const model::Technician& technician) {
    store_.write([&](store::Transaction& t) { store::must(store::TwoFactors(t, technician.id).put("s1.sealed")); });
  }
  bool enrolled(const model::Technician& technician) {
    return store_.read(
        [&](store::Transaction& t) { return store::must(store::TwoFactors(t, technician.id).get()).has_value(); });
  }
  /// What `calloutd audit verify` finds.
  std::vector<std::string> findings() {
    std::vector<std::string> out;
    const auto key = store::must(audit::SigningKey::load(config_.audit_key_file));
    store::must(audit::verify(*store_, *key, {.team = {}, .checkpoints = config_.audit_checkpoints},
                              [&](const audit::Finding& finding) { out.push_back(finding.text); }));
    return out;
  }

  store::TestStore store_;
  model::Team team_ = store_.add_team();
  model::Technician owner_ = store_.add_technician(team_, "owner@example.com", true);
  model::Technician ann_ = store_.add_technician(team_, "ann@example.com");
  audit::TestJournal serving_{store_};
  ServerConfig config_;
};

TEST_F(OperatorsCommands, ALimitIsSetRecordedAndListed) {
  EXPECT_EQ(store::must(list_teams(config_, store_.log())), team_.id.str() + "  Dealer: 2 technicians, limit none\n");
  EXPECT_EQ(store::must(limit(1)), "Dealer: 2 technicians, limit 1, 1 disabled by it\n");
  EXPECT_EQ(store::must(list_teams(config_, store_.log())),
            team_.id.str() + "  Dealer: 2 technicians, limit 1, 1 disabled by it\n");
  store::must(limit(1));
  store::must(limit(std::nullopt));
  const auto records = serving_.records(team_.id, AuditKind::kTeamChanged);
  ASSERT_EQ(records.size(), 2U) << "what changes nothing is not recorded";
  EXPECT_EQ(records[0].actor, model::AuditActor::host_operator());
  EXPECT_THAT(records[0].changes.list(), ElementsAre(model::AuditChange{"technician_limit", "none", "1"}));
  EXPECT_THAT(records[1].changes.list(), ElementsAre(model::AuditChange{"technician_limit", "1", "none"}));
}

TEST_F(OperatorsCommands, ATeamThatThereIsNotIsSaid) {
  const auto refused = limit_team(config_, {"nobody", 3}, store_.log());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kNotFound);
  EXPECT_THAT(refused.error().message, HasSubstr("calloutd team list"));
}

TEST_F(OperatorsCommands, WhatCannotBeRecordedIsNotDone) {
  enrol(ann_);
  serving_.damage(team_.id);
  EXPECT_FALSE(limit(1));
  EXPECT_THAT(store::must(list_teams(config_, store_.log())), HasSubstr("limit none"));
  EXPECT_FALSE(reset_two_factor(config_, {.email = "ann@example.com", .all = false}, store_.log()));
  EXPECT_TRUE(enrolled(ann_));
}

TEST_F(OperatorsCommands, AResetOfASecondFactorIsRecordedWithTheSignInsThatItEnds) {
  enrol(ann_);
  const auto sign_in = store_.add_sign_in(ann_);
  EXPECT_THAT(store::must(reset_two_factor(config_, {.email = "Ann@example.com", .all = false}, store_.log())),
              HasSubstr("1 account."));
  EXPECT_FALSE(enrolled(ann_));
  const auto reset = serving_.records(team_.id, AuditKind::kTechnicianSecondFactorChanged);
  ASSERT_EQ(reset.size(), 1U);
  EXPECT_EQ(reset[0].actor, model::AuditActor::host_operator());
  EXPECT_EQ(reset[0].technician.id, ann_.id);
  const auto ended = serving_.records(team_.id, AuditKind::kSignInEnded);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_THAT(ended[0].detail, HasSubstr(sign_in.str()));
  EXPECT_EQ(ended[0].actor, model::AuditActor::host_operator());
  const auto again = reset_two_factor(config_, {.email = "ann@example.com", .all = false}, store_.log());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::kConflict);
}

TEST_F(OperatorsCommands, ThoseOfAllAccountsAreRecordedInTheirTeams) {
  const auto other = store_.add_team("Other");
  const auto ines = store_.add_technician(other, "ines@example.net", true);
  enrol(ann_);
  enrol(ines);
  EXPECT_THAT(store::must(reset_two_factor(config_, {.email = {}, .all = true}, store_.log())),
              HasSubstr("2 accounts."));
  EXPECT_EQ(serving_.records(team_.id, AuditKind::kTechnicianSecondFactorChanged).size(), 1U);
  EXPECT_EQ(serving_.records(other.id, AuditKind::kTechnicianSecondFactorChanged).size(), 1U);
}

TEST_F(OperatorsCommands, TheServingProcessGoesOnAppendingAndTheJournalHolds) {
  for (int i = 0; i < 3; ++i) {
    store::must(limit(i + 1));
    append();
    enrol(ann_);
    store::must(reset_two_factor(config_, {.email = "ann@example.com", .all = false}, store_.log()));
    append();
  }
  serving_->tick();
  EXPECT_EQ(serving_.records(team_.id).size(), 13U);
  EXPECT_THAT(findings(), IsEmpty());
}

}  // namespace
}  // namespace callout::programs
