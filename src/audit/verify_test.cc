// SPDX-License-Identifier: Apache-2.0
// Whatever is done to a database by somebody without the key is found. The random test prints its seed.
#include "audit/verify.h"

#include <filesystem>
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit_testing.h"
#include "audit/chain.h"
#include "audit/checkpoint_file.h"
#include "store/connection.h"

namespace callout::audit {
namespace {

using store::must;
using store::Transaction;
using testing::HasSubstr;

class VerifyTest : public testing::Test {
 protected:
  void append(int count, std::string_view detail = "it happened") {
    store_.write([&](Transaction& t) {
      for (int i = 0; i < count; ++i) {
        model::AuditRecord record{.team = team_.id, .kind = model::AuditKind::kDeviceChanged};
        record.actor = {.kind = model::AuditActorKind::kTechnician, .technician = model::TechnicianId("ann")};
        record.entity = {team_.root_entity, "Dealer"};
        record.detail = fmt::format("{} {}", detail, i);
        must(journal_->append(t, std::move(record)));
      }
    });
    journal_.clock().advance(std::chrono::seconds(5));
    journal_->tick();
  }
  std::vector<Finding> findings() {
    std::vector<Finding> out;
    const auto key = *must(SigningKey::load(journal_.files().key));
    must(verify(*store_, key, {.checkpoints = journal_.files().checkpoints},
                [&](const Finding& finding) { out.push_back(finding); }));
    return out;
  }
  /// The one finding, or what a test can't take for it.
  Finding finding() {
    const auto all = findings();
    if (all.empty()) return {.seq = -1, .text = "nothing was found"};
    return all.front();
  }
  store::Audit audit(Transaction& t) { return store::Audit(store::TeamScope(t, team_.id)); }
  std::vector<store::AuditRow> rows() {
    return store_.read([&](Transaction& t) { return must(audit(t).after(0, 99'999)); });
  }
  /// Chains everything from this record on anew: what can be done without the key.
  void rechain(std::int64_t from) {
    std::string previous;
    for (auto& row : rows()) {
      if (row.seq >= from) {
        row.hash = hash_of(team_.id, row, previous);
        store_.sql(fmt::format("UPDATE audit_records SET hash = '{}' WHERE seq = {}", row.hash, row.seq));
      }
      previous = row.hash;
    }
  }
  /// Puts a copy of a record in, without the keys that the journal would write.
  void insert_copy(std::int64_t of, std::int64_t seq, const std::string& hash) {
    store_.sql(fmt::format("CREATE TEMP TABLE copy AS SELECT * FROM audit_records WHERE seq = {}", of));
    store_.sql(fmt::format("UPDATE copy SET seq = {}, hash = '{}'", seq, hash));
    store_.sql("INSERT INTO audit_records SELECT * FROM copy");
    store_.sql("DROP TABLE copy");
  }
  void set_head_to_last(const std::string& more = "") {
    const auto last = rows().back();
    store_.sql(fmt::format("UPDATE audit_journals SET seq = {}, hash = '{}'{}", last.seq, last.hash, more));
  }

  store::TestStore store_;
  model::Team team_ = store_.add_team();
  TestJournal journal_{store_};
};

TEST_F(VerifyTest, AnUntouchedJournalIsFine) {
  EXPECT_TRUE(findings().empty()) << "without any record";
  append(1);
  EXPECT_TRUE(findings().empty());
  append(1500);
  EXPECT_TRUE(findings().empty());
}

TEST_F(VerifyTest, AnEditIsNamed) {
  append(10);
  store_.sql("UPDATE audit_records SET detail = 'nothing' WHERE seq = 4");
  EXPECT_EQ(finding().flaw, Flaw::kEdited);
  EXPECT_EQ(finding().seq, 4);
  EXPECT_EQ(findings().size(), 1u) << "each team's first bad record only";
}

TEST_F(VerifyTest, ARemovalIsNamed) {
  append(10);
  store_.sql("DELETE FROM audit_records WHERE seq IN (4, 5)");
  EXPECT_EQ(finding().flaw, Flaw::kRemoved);
  EXPECT_EQ(finding().seq, 4);
  EXPECT_THAT(finding().text, HasSubstr("4 to 5"));
}

TEST_F(VerifyTest, ARemovedBeginningIsNamed) {
  append(10);
  store_.sql("DELETE FROM audit_records WHERE seq < 4");
  EXPECT_EQ(finding().flaw, Flaw::kRemoved);
  EXPECT_EQ(finding().seq, 1);
  const auto kept = rows().front();
  store_.sql(fmt::format("UPDATE audit_journals SET kept_from = 4, kept_hash = '{}'", kept.hash));
  EXPECT_EQ(finding().flaw, Flaw::kHead) << "only a signed beginning counts";
}

TEST_F(VerifyTest, RecordsThatChangedPlacesAreNamed) {
  append(10);
  store_.sql("UPDATE audit_records SET seq = 99 WHERE seq = 4");
  store_.sql("UPDATE audit_records SET seq = 4 WHERE seq = 5");
  store_.sql("UPDATE audit_records SET seq = 5 WHERE seq = 99");
  EXPECT_EQ(finding().flaw, Flaw::kReordered) << finding().text;
  EXPECT_EQ(finding().seq, 4);
}

TEST_F(VerifyTest, AnInsertedRecordIsNamed) {
  append(10);
  store_.sql("UPDATE audit_records SET seq = seq + 100 WHERE seq >= 4");
  store_.sql("UPDATE audit_records SET seq = seq - 99 WHERE seq >= 100");
  auto forged = rows()[2];
  forged.seq = 4;
  forged.hash = hash_of(team_.id, forged, rows()[2].hash);
  insert_copy(3, 4, forged.hash);
  EXPECT_EQ(finding().flaw, Flaw::kInserted) << finding().text;
  EXPECT_EQ(finding().seq, 5);
  EXPECT_THAT(finding().text, HasSubstr("signed record 4"));
}

TEST_F(VerifyTest, AnAddedRecordIsNamed) {
  append(10);
  auto forged = rows().back();
  forged.seq = 11;
  forged.hash = hash_of(team_.id, forged, rows().back().hash);
  insert_copy(10, 11, forged.hash);
  EXPECT_EQ(finding().flaw, Flaw::kInserted);
  EXPECT_EQ(finding().seq, 11);
  set_head_to_last();
  EXPECT_EQ(finding().flaw, Flaw::kHead);
}

TEST_F(VerifyTest, ACutTailIsNamed) {
  append(10);
  store_.sql("DELETE FROM audit_records WHERE seq > 7");
  EXPECT_EQ(finding().flaw, Flaw::kTailCut);
  EXPECT_EQ(finding().seq, 8);
  set_head_to_last();
  EXPECT_EQ(finding().flaw, Flaw::kHead);
}

TEST_F(VerifyTest, AChainMadeAnewWithoutTheKeyIsNamed) {
  append(10);
  store_.sql("UPDATE audit_records SET detail = 'nothing' WHERE seq = 4");
  rechain(4);
  EXPECT_EQ(finding().flaw, Flaw::kRewritten);
  EXPECT_EQ(finding().seq, 2) << "the checkpoint of record 1 is the last that holds";
  set_head_to_last();
  EXPECT_EQ(finding().flaw, Flaw::kHead);
}

TEST_F(VerifyTest, AChainMadeAnewIsNarrowedDownByCheckpoints) {
  append(1100);
  store_.sql("UPDATE audit_records SET detail = 'nothing' WHERE seq = 500");
  rechain(500);
  EXPECT_EQ(finding().flaw, Flaw::kCheckpoint);
  EXPECT_EQ(finding().seq, 2);
  EXPECT_THAT(finding().text, HasSubstr("one of 2 to 1001"));
}

TEST_F(VerifyTest, AnotherKeyIsNamed) {
  append(10);
  const auto forger = SigningKey::of_seed(std::string(32, 'f'));
  store_.write([&](Transaction& t) {
    auto head = *must(audit(t).head());
    head.key = forger.public_key();
    head.signature = forger.sign(statement_of(team_.id, head));
    must(audit(t).set_head(head));
  });
  EXPECT_EQ(finding().flaw, Flaw::kHead);
  EXPECT_THAT(finding().text, HasSubstr("another key"));
}

TEST_F(VerifyTest, AnOlderStateOfTheDatabaseIsFoundByTheFile) {
  append(1100);
  const auto old_rows = rows();
  const auto old_head = *store_.read([&](Transaction& t) { return must(audit(t).head()); });
  append(1000);
  // All that is left is signed: only the file knows that there was more.
  store_.sql("DELETE FROM audit_records WHERE seq > 1100");
  store_.sql("DELETE FROM audit_checkpoints WHERE seq > 1100");
  store_.sql("DELETE FROM audit_keys WHERE seq > 1100");
  store_.write([&](Transaction& t) { must(audit(t).set_head(old_head)); });
  EXPECT_EQ(finding().flaw, Flaw::kTailCut) << finding().text;
  std::filesystem::remove(journal_.files().checkpoints);
  EXPECT_EQ(finding().flaw, Flaw::kFileMissing);
}

TEST_F(VerifyTest, AJournalThatIsGoneIsFoundByTheFile) {
  append(10);
  for (const char* table : {"audit_keys", "audit_checkpoints", "audit_records", "audit_journals"})
    store_.sql(fmt::format("DELETE FROM {}", table));
  EXPECT_EQ(finding().flaw, Flaw::kRemoved);
  append(20);
  EXPECT_EQ(finding().flaw, Flaw::kCheckpoint) << "a journal that began anew has another first record";
}

TEST_F(VerifyTest, AForgedCheckpointIsNamed) {
  append(10);
  store_.sql("UPDATE audit_checkpoints SET at_ms = at_ms + 1");
  EXPECT_EQ(finding().flaw, Flaw::kCheckpoint);
  store_.sql("UPDATE audit_checkpoints SET at_ms = at_ms - 1");
  EXPECT_TRUE(findings().empty());
}

TEST_F(VerifyTest, HidingARecordFromFiltersIsFound) {
  append(10);
  store_.sql("DELETE FROM audit_keys WHERE seq = 4 AND key = 'ann'");
  EXPECT_EQ(finding().flaw, Flaw::kIndex);
}

TEST_F(VerifyTest, ALineThatACrashCutShortIsNoFinding) {
  append(10);
  {
    std::ofstream file(journal_.files().checkpoints, std::ios::app | std::ios::binary);
    file << "callout-audit-checkpoint-v1 x 1";
  }
  EXPECT_TRUE(findings().empty());
  append(1000);
  EXPECT_TRUE(findings().empty()) << "the next line begins anew";
  const auto key = *must(SigningKey::load(journal_.files().key));
  EXPECT_EQ(
      must(verify(*store_, key, {.checkpoints = journal_.files().checkpoints}, [](const Finding&) {})).unreadable_lines,
      1);
}

TEST_F(VerifyTest, OneTeamCanBeAskedFor) {
  append(3);
  const auto key = *must(SigningKey::load(journal_.files().key));
  const auto count = must(
      verify(*store_, key, {.team = team_.id, .checkpoints = journal_.files().checkpoints}, [](const Finding&) {}));
  EXPECT_EQ(count.records, 3);
  EXPECT_EQ(verify(*store_, key, {.team = model::TeamId("x")}, [](const Finding&) {}).error().code, Code::kNotFound);
}

/// One change that somebody without the key could make to records 1 to `most`; says what it did.
class Attacker {
 public:
  Attacker(unsigned seed, std::int64_t most) : random_(seed), most_(most) {}

  std::string attack(const std::function<void(const std::string&)>& sql,
                     const std::function<void(std::int64_t)>& rechain) {
    const auto a = pick(1, most_), b = pick(1, most_);
    switch (pick(0, 6)) {
      case 0: {
        const std::string column = columns_.at(static_cast<std::size_t>(pick(0, 20)));
        sql(fmt::format("UPDATE audit_records SET {} = {} || 'x' WHERE seq = {}", column, column, a));
        return fmt::format("edited {} of {}", column, a);
      }
      case 1:
        sql(fmt::format("UPDATE audit_records SET at_ms = at_ms + 1 WHERE seq = {}", a));
        return fmt::format("edited the time of {}", a);
      case 2:
        sql(fmt::format("DELETE FROM audit_records WHERE seq BETWEEN {} AND {}", std::min(a, b), std::max(a, b)));
        return fmt::format("removed {} to {}", std::min(a, b), std::max(a, b));
      case 3: {
        const auto other = a == b ? a % most_ + 1 : b;
        sql(fmt::format("UPDATE audit_records SET seq = -1 WHERE seq = {}", a));
        sql(fmt::format("UPDATE audit_records SET seq = {} WHERE seq = {}", a, other));
        sql(fmt::format("UPDATE audit_records SET seq = {} WHERE seq = -1", other));
        return fmt::format("swapped {} and {}", a, other);
      }
      case 4: {
        sql(fmt::format("UPDATE audit_records SET seq = seq + 100000 WHERE seq > {}", a));
        sql("UPDATE audit_records SET seq = seq - 99999 WHERE seq > 100000");
        sql(fmt::format("CREATE TEMP TABLE copy AS SELECT * FROM audit_records WHERE seq = {}", a));
        sql("UPDATE copy SET seq = seq + 1");
        sql("INSERT INTO audit_records SELECT * FROM copy");
        sql("DROP TABLE copy");
        if (pick(0, 1) == 1) rechain(a + 1);
        return fmt::format("duplicated {}", a);
      }
      case 5:
        sql(fmt::format("UPDATE audit_records SET detail = 'forged' WHERE seq = {}", a));
        rechain(a);
        return fmt::format("edited {} and chained anew", a);
      default:
        if (most_ == 1) return attack(sql, rechain);
        sql(fmt::format("DELETE FROM audit_records WHERE seq = {}", a));
        sql(fmt::format("UPDATE audit_records SET seq = -seq WHERE seq > {}", a));
        sql("UPDATE audit_records SET seq = -seq - 1 WHERE seq < 0");
        if (pick(0, 1) == 1) rechain(a);
        return fmt::format("removed {} and renumbered", a);
    }
  }
  std::int64_t pick(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }

 private:
  std::mt19937 random_;
  std::int64_t most_;
  const std::vector<std::string> columns_{
      "kind",          "actor_kind",      "actor_id",   "actor_name",  "address",   "via",         "outcome",
      "technician_id", "technician_name", "device_id",  "device_name", "entity_id", "entity_name", "lineage",
      "install_id",    "install_name",    "session_id", "job_id",      "changes",   "detail",      "hash"};
};

TEST_F(VerifyTest, WhateverIsChangedAtRandomIsFound) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  append(30);
  for (unsigned round = 0; round < 150; ++round) {
    Attacker attacker(seed + round, 30);
    store_.sql("CREATE TEMP TABLE kept AS SELECT * FROM audit_records");
    const auto what = attacker.attack([&](const std::string& statement) { store_.sql(statement); },
                                      [&](std::int64_t from) { rechain(from); });
    const bool with_head = attacker.pick(0, 3) == 0 && !rows().empty();
    if (with_head) set_head_to_last();
    EXPECT_FALSE(findings().empty()) << what << (with_head ? ", with the head" : "");
    store_.sql("DELETE FROM audit_records");
    store_.sql("INSERT INTO audit_records SELECT * FROM kept");
    store_.sql("DROP TABLE kept");
    if (with_head) {
      // The head's other columns were left as they are.
      set_head_to_last();
    }
    ASSERT_TRUE(findings().empty()) << "restored after: " << what;
  }
}

}  // namespace
}  // namespace callout::audit
