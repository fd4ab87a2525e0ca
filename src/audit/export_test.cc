// SPDX-License-Identifier: Apache-2.0
// What leaves the database as text: exports, their lines read back, and the comparison with them.
#include "audit/export.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit_testing.h"
#include "audit/chain.h"
#include "audit/json_line.h"
#include "audit/verify.h"
#include "store/connection.h"

namespace callout::audit {
namespace {

using store::must;
using store::Transaction;
using testing::ElementsAre;
using testing::HasSubstr;

class ExportTest : public testing::Test {
 protected:
  void append(std::string device = "Printer", std::string detail = "it happened") {
    model::AuditRecord record{.team = team_.id, .kind = model::AuditKind::kDeviceChanged};
    record.actor = {
        .kind = model::AuditActorKind::kTechnician, .technician = model::TechnicianId("ann"), .name = "Ann"};
    record.device = {model::DeviceId("d1"), std::move(device)};
    record.changes.add("name", model::FieldClass::kPlain, "=a", "b, \"c\"");
    record.detail = std::move(detail);
    journal_.append(std::move(record));
    journal_.clock().advance(std::chrono::seconds(1));
  }
  std::string exported(ExportFormat format, store::AuditFilter filter = {}) {
    Exporter exporter(*store_, team_.id, std::move(filter), format);
    std::string out;
    for (;;) {
      const auto chunk = must(exporter.next());
      if (chunk.empty()) return out;
      out += chunk;
    }
  }
  std::string write_file(std::string_view text) {
    const auto file = folder_.file("export.jsonl").string();
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  std::vector<Flaw> compared(std::string_view text, std::optional<model::TeamId> team = {}) {
    std::vector<Flaw> out;
    must(compare(*store_, write_file(text), team, [&](const Finding& finding) { out.push_back(finding.flaw); }));
    return out;
  }

  store::TestStore store_;
  model::Team team_ = store_.add_team();
  TestJournal journal_{store_};
  store::TestFolder folder_;
};

TEST_F(ExportTest, CsvIsRfc4180) {
  append("Hall, \"second\" floor");
  const auto text = exported(ExportFormat::kCsv);
  EXPECT_TRUE(text.starts_with("seq,at,kind,outcome,actor_kind,actor_id,actor_name,address,via,technician_id,"));
  EXPECT_THAT(text, HasSubstr("\r\n1,2026-01-01T00:00:00.000Z,device_changed,done,technician,ann,Ann,,none,,,d1,"
                              "\"Hall, \"\"second\"\" floor\","));
  EXPECT_TRUE(text.ends_with("\r\n"));
}

TEST(CsvField, NothingIsAFormula) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
    const auto field = csv_field(text);
    EXPECT_TRUE(field.starts_with('\'') || field.starts_with("\"'")) << field;
  }
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field("a\r\nb"), "\"a\r\nb\"");
  EXPECT_EQ(csv_field("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
}

TEST_F(ExportTest, EveryRecordIsExportedOnceNewestFirst) {
  store_.write([&](Transaction& t) {
    for (int i = 0; i < 450; ++i) must(journal_->append(t, {.team = team_.id}));
  });
  std::istringstream lines(exported(ExportFormat::kJsonLines));
  std::int64_t expected = 450;
  for (std::string line; std::getline(lines, line); --expected)
    EXPECT_EQ(must(parse_json_line(line)).second.seq, expected);
  EXPECT_EQ(expected, 0);
}

TEST_F(ExportTest, AFilterHolds) {
  append();
  journal_.append({.team = team_.id, .kind = model::AuditKind::kSignedIn});
  EXPECT_EQ(exported(ExportFormat::kJsonLines, {.kind = model::AuditKind::kSignedIn}).find("device_changed"),
            std::string::npos);
}

TEST_F(ExportTest, AJsonLineHasAllThatIsHashed) {
  append("Caf\xC3\xA9 \"x\" \\", "line");
  const auto row =
      *store_.read([&](Transaction& t) { return must(store::Audit(store::TeamScope(t, team_.id)).get(1)); });
  const auto line = json_line(team_.id, row);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto again = must(parse_json_line(line));
  EXPECT_EQ(again.first, team_.id);
  EXPECT_EQ(again.second, row);
  EXPECT_EQ(hash_of(again.first, again.second, ""), row.hash) << "anybody can compute the chain again";
}

TEST_F(ExportTest, WhatIsNoRecordIsRefused) {
  append();
  auto line = exported(ExportFormat::kJsonLines);
  line.pop_back();
  for (const std::string& bad :
       {std::string(), std::string("x"), std::string("[]"), std::string("{}"), "{\"more\":1," + line.substr(1),
        line + "x", std::string(R"({"team":"t","seq":"1","at":"2026-01-01T00:00:00.000Z"})"),
        std::string(R"({"team":"t","seq":1,"at":"2026-02-30T00:00:00.000Z"})"),
        std::string(R"({"team":"t","seq":1,"at":"2026-01-01T00:00:00.000Z","kind":1})"),
        std::string(kJsonLineMost + 1, ' ')}) {
    EXPECT_FALSE(parse_json_line(bad)) << bad.substr(0, 100);
  }
  EXPECT_TRUE(parse_json_line(line));
}

TEST_F(ExportTest, ADamagedRowDoesNotStopAnExport) {
  append();
  append();
  store_.sql("UPDATE audit_records SET at_ms = 9223372036854775807, changes = 'no json' WHERE seq = 1");
  EXPECT_THAT(exported(ExportFormat::kJsonLines), HasSubstr("unreadable"));
  EXPECT_THAT(exported(ExportFormat::kCsv), HasSubstr("unreadable"));
  // A fuzzer found that an empty list broke the line.
  EXPECT_TRUE(parse_json_line(json_line(team_.id, {.seq = 1, .at_ms = 1, .changes = "[]"})));
}

TEST_F(ExportTest, AnExportEqualsItsDatabase) {
  for (int i = 0; i < 5; ++i) append();
  const auto text = exported(ExportFormat::kJsonLines);
  EXPECT_THAT(compared(text), ElementsAre());
  append();
  EXPECT_THAT(compared(text), ElementsAre()) << "newer records are not missed in the file";
}

TEST_F(ExportTest, ChangedAndMissingRecordsAreFoundByTheExport) {
  for (int i = 0; i < 5; ++i) append();
  const auto text = exported(ExportFormat::kJsonLines);
  store_.sql("UPDATE audit_records SET detail = 'nothing' WHERE seq = 2");
  EXPECT_THAT(compared(text), ElementsAre(Flaw::kDiffers));
  store_.sql("DELETE FROM audit_records WHERE seq = 4");
  EXPECT_THAT(compared(text), ElementsAre(Flaw::kMissing, Flaw::kDiffers));
  EXPECT_THAT(compared(text, model::TeamId("other")), ElementsAre());
  EXPECT_THAT(compared("{}\n"), ElementsAre(Flaw::kUnreadable));
  EXPECT_THAT(compared(std::string(2 * kJsonLineMost, 'x') + '\n'), ElementsAre(Flaw::kUnreadable));
}

TEST_F(ExportTest, RecordsThatRetentionRemovedAreNotMissed) {
  store_.write([&](Transaction& t) {
    must(journal_->set_retention(t, team_.id, model::AuditActor::host_operator(), std::chrono::days(30)));
  });
  for (int i = 0; i < 5; ++i) append();
  const auto text = exported(ExportFormat::kJsonLines);
  journal_.clock().advance(std::chrono::days(40));
  journal_->tick();
  EXPECT_THAT(compared(text), ElementsAre());
}

}  // namespace
}  // namespace callout::audit
