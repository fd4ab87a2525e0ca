// SPDX-License-Identifier: Apache-2.0
// Rules of the lists of audit records: who finds what, in which order, and by which index.
#include "store/audit.h"

#include <sstream>

#include <gtest/gtest.h>

#include "store/connection.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

class AuditTest : public testing::Test {
 protected:
  AuditTest() {
    for (const auto* team : {&team_, &foreign_})
      store_.write([&](Transaction& t) { must(Audit(TeamScope(t, team->id)).set_head({})); });
  }
  /// Answers its seq.
  std::int64_t add(AuditRow row, std::int64_t at_ms = -1) {
    row.seq = ++seq_;
    row.at_ms = at_ms < 0 ? seq_ * 1000 : at_ms;
    if (row.kind.empty()) row.kind = "device_changed";
    row.actor_kind = "technician";
    row.via = "browser";
    row.outcome = "done";
    row.hash = "hash";
    store_.write([&](Transaction& t) { must(Audit(TeamScope(t, team_.id)).insert(row)); });
    return row.seq;
  }
  std::vector<std::int64_t> list(const AuditFilter& filter, int limit = 50) {
    std::vector<std::int64_t> out;
    PageRequest request{.cursor = {}, .limit = limit};
    for (;;) {
      const auto page =
          store_.read([&](Transaction& t) { return must(Audit(TeamScope(t, team_.id)).list(request, filter)); });
      for (const auto& record : page.items) out.push_back(static_cast<std::int64_t>(record.seq));
      if (!page.next_cursor) return out;
      request.cursor = *page.next_cursor;
    }
  }
  using Seqs = std::vector<std::int64_t>;

  TestStore store_;
  model::Team team_ = store_.add_team();
  model::Team foreign_ = store_.add_team("Other");
  std::int64_t seq_ = 0;
};

TEST_F(AuditTest, PagesGoThroughTheListOnceNewestFirst) {
  for (int i = 0; i < 7; ++i) add({}, 1000);  // All of one moment: seq decides.
  for (const int limit : {1, 2, 3, 7, 8}) EXPECT_EQ(list({}, limit), (Seqs{7, 6, 5, 4, 3, 2, 1})) << limit;
}

TEST_F(AuditTest, EachFilterFindsItsOwnAndAllTogetherHold) {
  const auto a = add({.actor_id = "ann", .device_id = "printer", .lineage = "/root/site/", .install_id = "north"});
  const auto b = add({.kind = "technician_changed", .actor_id = "bob", .technician_id = "ann"});
  const auto c = add({.actor_id = "bob", .device_id = "printer", .lineage = "/root/other/"});
  EXPECT_EQ(list({.technician = model::TechnicianId("ann")}), (Seqs{b, a})) << "acted, or was acted upon";
  EXPECT_EQ(list({.device = model::DeviceId("printer")}), (Seqs{c, a}));
  EXPECT_EQ(list({.install = model::InstallId("north")}), (Seqs{a}));
  EXPECT_EQ(list({.entity = model::EntityId("root")}), (Seqs{c, a})) << "with all below";
  EXPECT_EQ(list({.entity = model::EntityId("site")}), (Seqs{a}));
  EXPECT_EQ(list({.kind = model::AuditKind::kTechnicianChanged}), (Seqs{b}));
  EXPECT_EQ(list({.technician = model::TechnicianId("bob"), .device = model::DeviceId("printer")}), (Seqs{c}));
  EXPECT_EQ(list({.technician = model::TechnicianId("ann"),
                  .device = model::DeviceId("printer"),
                  .entity = model::EntityId("site"),
                  .kind = model::AuditKind::kDeviceChanged}),
            (Seqs{a}));
  EXPECT_EQ(list({.technician = model::TechnicianId("ann"), .kind = model::AuditKind::kSignedIn}), Seqs{});
}

TEST_F(AuditTest, TimesAreFromAndBefore) {
  for (const std::int64_t at : {1000, 2000, 3000, 1500}) add({.device_id = "printer"}, at);
  EXPECT_EQ(list({.from = time_of(1500), .to = time_of(3000)}), (Seqs{2, 4}));
  EXPECT_EQ(list({.device = model::DeviceId("printer"), .from = time_of(1500), .to = time_of(3000)}, 1), (Seqs{2, 4}));
}

TEST_F(AuditTest, TextIsSearchedInNamesAddressChangesAndDetail) {
  const auto a = add({.actor_name = "Ann 100%",
                      .address = "198.51.100.7",
                      .changes = R"([{"field":"name","before":"x","after":"Zebra"}])"});
  const auto b = add({.device_name = "Printer", .detail = "Ended by Bob"});
  EXPECT_EQ(list({.q = "ANN"}), (Seqs{a}));
  EXPECT_EQ(list({.q = "51.100"}), (Seqs{a}));
  EXPECT_EQ(list({.q = "zebra"}), (Seqs{a}));
  EXPECT_EQ(list({.q = "%"}), (Seqs{a})) << "a sign of LIKE is only itself";
  EXPECT_EQ(list({.q = "ended by"}), (Seqs{b}));
  EXPECT_EQ(list({.q = "' OR 1=1 --"}), Seqs{});
}

TEST_F(AuditTest, AForeignTeamFindsNothing) {
  add({.device_id = "printer"});
  store_.read([&](Transaction& t) {
    Audit audit(TeamScope(t, foreign_.id));
    EXPECT_TRUE(must(audit.list({})).items.empty());
    EXPECT_TRUE(must(audit.list({}, {.device = model::DeviceId("printer")})).items.empty());
    EXPECT_TRUE(must(audit.after(0, 10)).empty());
    EXPECT_FALSE(must(audit.get(1)));
    EXPECT_TRUE(must(audit.keys_after({}, 10)).empty());
    return 0;
  });
}

TEST_F(AuditTest, BadCursorsAreInvalid) {
  store_.read([&](Transaction& t) {
    Audit audit(TeamScope(t, team_.id));
    for (const auto& cursor : {std::string("x"), cursor_of({"a", "1"}), cursor_of({"1", "a"}), cursor_of({"1", "1x"})})
      EXPECT_EQ(audit.list({.cursor = cursor}).error().code, Code::kInvalid) << cursor;
    return 0;
  });
}

TEST_F(AuditTest, ListsUseTheirIndexes) {
  add({.device_id = "printer"});
  store_.read([&](Transaction& t) {
    std::ostringstream statements;
    t.connection().session().set_log_stream(&statements);
    Audit audit(TeamScope(t, team_.id));
    for (const auto& cursor : {std::string(), cursor_of({"5", "5"})}) {
      const PageRequest page{.cursor = cursor};
      must(audit.list(page));
      must(audit.list(page, {.from = time_of(0), .to = time_of(9)}));
      must(audit.list(page, {.technician = model::TechnicianId("a"), .q = "x"}));
      must(audit.list(page, {.technician = model::TechnicianId("a"),
                             .device = model::DeviceId("b"),
                             .entity = model::EntityId("c"),
                             .kind = model::AuditKind::kSignedIn,
                             .from = time_of(0),
                             .to = time_of(9)}));
    }
    must(audit.after(0, 10));
    must(audit.get(1));
    must(audit.last());
    must(audit.keys_after({}, 10));
    must(audit.checkpoints_after(0, 10));
    t.connection().session().set_log_stream(nullptr);
    int asked = 0;
    std::istringstream lines(statements.str());
    for (std::string sql; std::getline(lines, sql); ++asked) {
      std::string plan, detail;
      std::int64_t id = 0, parent = 0, unused = 0;
      Query query(t.connection(), "EXPLAIN QUERY PLAN " + sql);
      query.into(id).into(parent).into(unused).into(detail);
      while (query.next()) plan += detail + '\n';
      EXPECT_EQ(plan.find("SCAN"), std::string::npos) << sql << '\n' << plan;
      EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << sql << '\n' << plan;
    }
    EXPECT_GE(asked, 14);
    return 0;
  });
}

}  // namespace
}  // namespace callout::store
