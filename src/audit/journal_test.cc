// SPDX-License-Identifier: Apache-2.0
#include "audit/journal.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "audit/audit_testing.h"
#include "audit/chain.h"
#include "audit/verify.h"
#include "store/connection.h"

namespace callout::audit {
namespace {

using store::must;
using store::Transaction;

class JournalTest : public testing::Test {
 protected:
  model::AuditRecord record(model::AuditKind kind = model::AuditKind::kDeviceChanged, std::string detail = {}) {
    model::AuditRecord out{.team = team_.id, .kind = kind};
    out.actor = {.kind = model::AuditActorKind::kTechnician,
                 .technician = model::TechnicianId("ann"),
                 .name = "Ann",
                 .address = "198.51.100.7",
                 .via = model::AuditVia::kBrowser};
    out.detail = std::move(detail);
    return out;
  }
  store::AuditHead head() {
    return *store_.read([&](Transaction& t) { return must(store::Audit(store::TeamScope(t, team_.id)).head()); });
  }
  std::vector<store::AuditRow> rows() {
    return store_.read(
        [&](Transaction& t) { return must(store::Audit(store::TeamScope(t, team_.id)).after(0, 9999)); });
  }
  int checkpoint_lines() {
    std::ifstream in(journal_.files().checkpoints);
    int lines = 0;
    for (std::string line; std::getline(in, line);) ++lines;
    return lines;
  }
  int flaws() {
    const auto key = *must(SigningKey::load(journal_.files().key));
    int found = 0;
    must(verify(*store_, key, {.checkpoints = journal_.files().checkpoints}, [&](const Finding& f) {
      ++found;
      ADD_FAILURE_AT(__FILE__, __LINE__) << f.text;
    }));
    return found;
  }

  store::TestStore store_;
  model::Team team_ = store_.add_team();
  TestJournal journal_{store_};
};

TEST_F(JournalTest, RecordsAreNumberedAndChainedForEachTeam) {
  const auto other = store_.add_team("Other");
  journal_.append(record());
  auto foreign = record();
  foreign.team = other.id;
  journal_.append(foreign);
  journal_.append(record());
  const auto all = rows();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].seq, 1);
  EXPECT_EQ(all[1].seq, 2);
  EXPECT_EQ(all[0].hash, hash_of(team_.id, all[0], ""));
  EXPECT_EQ(all[1].hash, hash_of(team_.id, all[1], all[0].hash));
  EXPECT_EQ(head().hash, all[1].hash);
  EXPECT_EQ(head().seq, 2);
}

TEST_F(JournalTest, AChangeAndItsRecordAreStoredTogetherOrNotAtAll) {
  journal_.append(record());
  {
    auto transaction = must(store_->write());
    transaction.connection().run("UPDATE teams SET name = 'Renamed'");
    must(journal_->append(transaction, record()));
    // Not committed.
  }
  EXPECT_EQ(rows().size(), 1u);
  store_.read([&](Transaction& t) {
    EXPECT_EQ(must(store::Teams(store::TeamScope(t, team_.id)).get()).name, team_.name);
    return 0;
  });
  journal_.append(record());
  EXPECT_EQ(rows().size(), 2u) << "the journal goes on after a rollback";
  EXPECT_EQ(rows()[1].seq, 2);
}

TEST_F(JournalTest, AFullDiskIsTheCallersFailure) {
  journal_.append(record());
  auto transaction = must(store_->write());
  transaction.connection().run("PRAGMA max_page_count = 1");
  Result<> last;
  for (int i = 0; i < 200 && last; ++i)
    last = journal_->append(transaction, record(model::AuditKind::kDeviceChanged, std::string(2000, 'x')));
  ASSERT_FALSE(last);
  EXPECT_NE(last.error().message.find("disk is full"), std::string::npos) << last.error().message;
  transaction.connection().run("PRAGMA max_page_count = 4294967294");
}

TEST_F(JournalTest, EachFieldOfARecordIsHashed) {
  auto full = record();
  full.outcome = model::AuditOutcome::kRefused;
  full.technician = {model::TechnicianId("t"), "T"};
  full.device = {model::DeviceId("d"), "D"};
  full.entity = {team_.root_entity, "E"};
  full.install = {model::InstallId("i"), "I"};
  full.session = model::SessionId("s");
  full.job = model::JobId("j");
  full.changes.add("name", model::FieldClass::kPlain, "a", "b");
  full.detail = "detail";
  journal_.append(full);
  const auto row = rows().at(0);
  int fields = 0;
  for (std::string store::AuditRow::* field :
       {&store::AuditRow::kind,         &store::AuditRow::actor_kind,    &store::AuditRow::actor_id,
        &store::AuditRow::actor_name,   &store::AuditRow::address,       &store::AuditRow::via,
        &store::AuditRow::outcome,      &store::AuditRow::technician_id, &store::AuditRow::technician_name,
        &store::AuditRow::device_id,    &store::AuditRow::device_name,   &store::AuditRow::entity_id,
        &store::AuditRow::entity_name,  &store::AuditRow::lineage,       &store::AuditRow::install_id,
        &store::AuditRow::install_name, &store::AuditRow::session_id,    &store::AuditRow::job_id,
        &store::AuditRow::changes,      &store::AuditRow::detail}) {
    EXPECT_FALSE((row.*field).empty()) << fields;
    auto changed = row;
    changed.*field += 'x';
    EXPECT_NE(hash_of(team_.id, changed, ""), row.hash) << fields;
    ++fields;
  }
  auto later = row;
  ++later.at_ms;
  EXPECT_NE(hash_of(team_.id, later, ""), row.hash);
  EXPECT_NE(hash_of(model::TeamId("x"), row, ""), row.hash);
  // A byte that moves from one field to the next is another content.
  auto moved = row;
  moved.device_name += moved.entity_id.substr(0, 1);
  moved.entity_id.erase(0, 1);
  EXPECT_NE(content_of(team_.id, moved), content_of(team_.id, row));
  EXPECT_EQ(must(store::audit_record_of(team_.id, row)).changes, full.changes);
}

TEST_F(JournalTest, AHeadThatThisServerHasNotSignedStopsEveryAppend) {
  journal_.append(record());
  store_.sql("UPDATE audit_journals SET hash = 'AAAA'");
  auto transaction = must(store_->write());
  const auto refused = journal_->append(transaction, record());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("audit verify"), std::string::npos);
}

TEST_F(JournalTest, RetentionInTheDatabaseAloneIsNotBelieved) {
  journal_.append(record());
  store_.sql("UPDATE audit_journals SET retention_days = 30");
  auto transaction = must(store_->write());
  EXPECT_FALSE(journal_->append(transaction, record()));
}

TEST_F(JournalTest, TheKeyIsPrivateAndNotInTheDatabase) {
  journal_.append(record());
  struct stat facts{};
  ASSERT_EQ(::stat(journal_.files().key.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0600u);
  std::filesystem::permissions(journal_.files().key, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(SigningKey::load(journal_.files().key).error().code, Code::kDenied);
}

TEST_F(JournalTest, WithRecordsAMissingKeyIsNotMadeAnew) {
  journal_.append(record());
  std::filesystem::remove(journal_.files().key);
  FakeClock clock;
  const auto refused = Journal::open(*store_, journal_.files(), clock, store_.log());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("audit restart"), std::string::npos);
}

TEST_F(JournalTest, ARestartSignsWithANewKeyAndSaysWhy) {
  for (int i = 0; i < 3; ++i) journal_.append(record());
  journal_->tick();
  std::filesystem::remove(journal_.files().key);
  must(Journal::restart(*store_, journal_.files(), "The key was lost.", journal_.clock(), store_.log()));
  journal_.open();
  journal_.append(record());
  journal_->tick();
  EXPECT_EQ(flaws(), 0);
  EXPECT_EQ(rows()[3].kind, "audit_restarted");
  EXPECT_EQ(rows()[3].detail, "The key was lost.");
}

TEST_F(JournalTest, CheckpointsAreMadeAtTheFirstRecordEachThousandAndOnceADay) {
  journal_.append(record());
  journal_.clock().advance(std::chrono::seconds(5));
  journal_->tick();
  EXPECT_EQ(checkpoint_lines(), 1);
  store_.write([&](Transaction& t) {
    for (int i = 0; i < 2500; ++i) must(journal_->append(t, record()));
  });
  journal_.clock().advance(std::chrono::seconds(5));
  journal_->tick();
  EXPECT_EQ(checkpoint_lines(), 3);
  journal_.clock().advance(std::chrono::hours(25));
  journal_->tick();
  EXPECT_EQ(checkpoint_lines(), 4);
  journal_.clock().advance(std::chrono::hours(25));
  journal_->tick();
  EXPECT_EQ(checkpoint_lines(), 4) << "nothing happened since";
  EXPECT_EQ(flaws(), 0);
}

TEST_F(JournalTest, ARolledBackCheckpointNeverReachesTheFile) {
  {
    auto transaction = must(store_->write());
    must(journal_->append(transaction, record()));
  }
  journal_.clock().advance(std::chrono::seconds(5));
  journal_->tick();
  EXPECT_EQ(checkpoint_lines(), 0);
}

TEST_F(JournalTest, OldRecordsGoAndTheChainStaysWhole) {
  journal_.append(record());
  store_.write([&](Transaction& t) {
    must(journal_->set_retention(t, team_.id, model::AuditActor::host_operator(), std::chrono::days(30)));
  });
  for (int i = 0; i < 1200; ++i) journal_.append(record());
  journal_.clock().advance(std::chrono::days(31));
  journal_->tick();
  journal_.append(record());
  for (int hour = 0; hour < 2; ++hour) {
    journal_.clock().advance(std::chrono::hours(1));
    journal_->tick();
  }
  const auto left = rows();
  EXPECT_EQ(left.front().seq, 1203) << "the records of the first day are gone";
  EXPECT_EQ(head().kept_from, 1203);
  EXPECT_EQ(left.front().kind, "audit_records_removed");
  EXPECT_EQ(left.front().detail, "Records 1 to 500 were older than 30 days and were removed.");
  EXPECT_EQ(flaws(), 0);
  EXPECT_EQ(store_.read([&](Transaction& t) {
    return must(store::Audit(store::TeamScope(t, team_.id)).keys_after({}, 9999)).size();
  }),
            left.size() * 2 - 3)
      << "their keys are gone, too (the server's own records have no id)";
}

TEST_F(JournalTest, ADateSetWronglyRemovesNothing) {
  journal_.append(record());
  store_.write([&](Transaction& t) {
    must(journal_->set_retention(t, team_.id, model::AuditActor::host_operator(), std::chrono::days(30)));
  });
  journal_.append(record());
  journal_.clock().jump_wall(std::chrono::days(400));
  journal_.clock().advance(std::chrono::hours(1));
  journal_->tick();
  EXPECT_EQ(rows().size(), 3u);
}

TEST_F(JournalTest, ChangedRecordsAreEvidenceAndStay) {
  journal_.append(record());
  store_.write([&](Transaction& t) {
    must(journal_->set_retention(t, team_.id, model::AuditActor::host_operator(), std::chrono::days(30)));
  });
  journal_.append(record());
  store_.sql("UPDATE audit_records SET detail = 'nothing happened' WHERE seq = 1");
  journal_.clock().advance(std::chrono::days(40));
  journal_->tick();
  EXPECT_EQ(rows().size(), 3u);
}

TEST_F(JournalTest, OneTeamsEvidenceKeepsNoOtherTeamsRecords) {
  const auto other = store_.add_team("Other");
  const auto keep = [&](const model::TeamId& team) {
    store_.write([&](Transaction& t) {
      must(journal_->set_retention(t, team, model::AuditActor::host_operator(), std::chrono::days(30)));
    });
  };
  keep(team_.id);
  keep(other.id);
  journal_.append(record());
  auto foreign = record();
  foreign.team = other.id;
  for (int i = 0; i < 600; ++i) journal_.append(foreign);
  store_.sql("UPDATE audit_records SET detail = 'nothing' WHERE journal_id = 1 AND seq = 1");
  journal_.clock().advance(std::chrono::days(40));
  for (int i = 0; i < 5; ++i) journal_->tick();
  EXPECT_EQ(rows().size(), 2u);
  store_.read([&](Transaction& t) {
    EXPECT_EQ(must(store::Audit(store::TeamScope(t, other.id)).head())->kept_from, 602);
    return 0;
  });
}

TEST_F(JournalTest, RetentionHasBounds) {
  auto transaction = must(store_->write());
  for (const int days : {0, 1, 29, 36501})
    EXPECT_EQ(journal_->set_retention(transaction, team_.id, {}, std::chrono::days(days)).error().code, Code::kInvalid);
}

TEST_F(JournalTest, TextsOfOthersAreCleanedAndCut) {
  auto hostile = record();
  hostile.actor.name = std::string("An\x00n\r\n\x1b[31m\xff", 12) + std::string(1000, 'x');
  hostile.detail = std::string(5000, 'y') + '\n';
  journal_.append(hostile);
  const auto row = rows().at(0);
  EXPECT_TRUE(row.actor_name.starts_with("Ann[31mx")) << row.actor_name;
  EXPECT_LE(row.actor_name.size(), 300u);
  EXPECT_EQ(row.detail, std::string(2000, 'y'));
}

}  // namespace
}  // namespace callout::audit
