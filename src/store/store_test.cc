// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/connection.h"
#include "store/migrations.h"
#include "store/store_testing.h"

namespace callout::store {
namespace {

Log& quiet() {
  static Log log(Log::Level::kError, Log::Format::kText);
  return log;
}

std::string refusal(const std::filesystem::path& file, Store::Mode mode = Store::Mode::kExisting) {
  const auto opened = Store::open(file, mode, quiet());
  EXPECT_FALSE(opened);
  if (opened) return {};
  EXPECT_EQ(opened.error().message.find('\n'), std::string::npos) << "one line";
  return opened.error().message;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST(Store, AMissingDatabaseIsRefusedWithWhatToDo) {
  TestFolder folder;
  EXPECT_TRUE(has(refusal(folder.file("callout.db")), "calloutd admin create"));
  EXPECT_FALSE(std::filesystem::exists(folder.file("callout.db")));
}

TEST(Store, AMissingFolderIsRefused) {
  TestFolder folder;
  EXPECT_TRUE(has(refusal(folder.file("none/callout.db"), Store::Mode::kCreate), "does not exist"));
}

TEST(Store, AnUnwritableFolderIsRefused) {
  if (::geteuid() == 0) {
    // Root may write anywhere but where the kernel itself refuses.
    EXPECT_TRUE(has(refusal("/proc/callout.db", Store::Mode::kCreate), "can't be"));
    return;
  }
  TestFolder folder;
  std::filesystem::create_directory(folder.file("closed"));
  std::filesystem::permissions(folder.file("closed"),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_TRUE(has(refusal(folder.file("closed/callout.db"), Store::Mode::kCreate), "can't be written"));
}

TEST(Store, WhatIsNotADatabaseIsRefused) {
  TestFolder folder;
  std::ofstream(folder.file("notes.txt")) << "these are notes, longer than a header";
  EXPECT_TRUE(has(refusal(folder.file("notes.txt")), "is not a database"));
  EXPECT_TRUE(has(refusal(folder.file("")), "is not a file"));
}

TEST(Store, AnotherProgramsDatabaseIsRefused) {
  TestFolder folder;
  {
    Connection(folder.file("other.db"), true).run("CREATE TABLE songs (id INTEGER)");
  }
  EXPECT_TRUE(has(refusal(folder.file("other.db")), "another program"));
}

TEST(Store, ADamagedDatabaseIsRefused) {
  TestFolder folder;
  std::ofstream(folder.file("damaged.db"), std::ios::binary)
      << std::string("SQLite format 3\0", 16) << std::string(4096, 'x');
  EXPECT_FALSE(refusal(folder.file("damaged.db")).empty());
}

TEST(Store, ANewerDatabaseIsRefused) {
  TestFolder folder;
  must(Store::open(folder.file("callout.db"), Store::Mode::kCreate, quiet()));
  {
    Connection(folder.file("callout.db"), true)
        .run("INSERT INTO schema_migrations (version, name) VALUES (999, 'later')");
  }
  EXPECT_TRUE(has(refusal(folder.file("callout.db")), "newer Callout"));
}

TEST(Store, MigrationsAreNumberedWithoutGaps) {
  int number = 0;
  for (const auto& migration : migrations())
    EXPECT_TRUE(migration.name.starts_with(fmt::format("{:03}_", ++number))) << migration.name;
  EXPECT_GE(number, 1);
}

TEST(Store, NamesFromBeforeProfilesAreSplitAtTheirFirstSpace) {
  std::string_view sql;
  for (const auto& migration : migrations()) {
    if (migration.name == "009_accounts") sql = migration.sql.substr(migration.sql.find("UPDATE technicians"));
  }
  TestStore store;
  store.write([&](Transaction& t) {
    const model::Team team{
        .id = model::TeamId::make(), .name = "Team", .root_entity = model::EntityId::make(), .created_at = {}};
    const TeamScope scope(t, team.id);
    must(Teams(scope).insert(team));
    Technicians technicians(scope);
    for (const char* name : {"Ana", "Ana Maria  da Silva"}) {
      model::Technician technician{
          .id = model::TechnicianId::make(), .team = team.id, .email = name, .name = name, .created_at = {}};
      must(technicians.insert(technician, ""));
    }
    t.connection().run(std::string(sql.substr(0, sql.find(";\n"))));
    const auto all = must(technicians.list({}));
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_EQ(all.items[0].person.first_name + '/' + all.items[0].person.last_name, "Ana/");
    EXPECT_EQ(all.items[1].person.first_name + '/' + all.items[1].person.last_name, "Ana/Maria  da Silva");
  });
}

TEST(Store, OnlyItsOwnerCanReadTheFile) {
  TestStore store;
  for (const char* side : {"", "-wal", "-shm"}) {
    const auto mode = std::filesystem::status(store.file().string() + side).permissions();
    EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
              std::filesystem::perms::none)
        << side;
  }
}

TEST(Store, RunsWithFullDurability) {
  TestStore store;
  store.write([](Transaction& t) {
    std::string journal;
    std::int64_t synchronous = 0, foreign = 0;
    Query(t.connection(), "PRAGMA journal_mode").into(journal).next();
    Query(t.connection(), "PRAGMA synchronous").into(synchronous).next();
    Query(t.connection(), "PRAGMA foreign_keys").into(foreign).next();
    EXPECT_EQ(journal, "wal");
    EXPECT_EQ(synchronous, 2);
    EXPECT_EQ(foreign, 1);
  });
}

TEST(Store, AnUncommittedTransactionLeavesNothing) {
  TestStore store;
  const auto team = model::TeamId::make();
  {
    auto t = must(store->write());
    must(Teams(TeamScope(t, team))
             .insert({team, "Dealer", std::chrono::minutes(30), model::EntityId::make(), WallMs{}}));
  }
  EXPECT_EQ(store.read([&](Transaction& t) { return Teams(TeamScope(t, team)).get(); }).error().code, Code::kNotFound);
}

TEST(Store, ReadersSeeOneMomentAndDoNotWaitForTheWriter) {
  TestStore store;
  const auto team = store.add_team();
  auto reader = must(store->read());
  EXPECT_EQ(must(Teams(TeamScope(reader, team.id)).get()).name, "Dealer");
  auto writer = must(store->write());
  auto changed = team;
  changed.name = "Changed";
  must(Teams(TeamScope(writer, team.id)).update(changed));
  must(writer.commit());
  EXPECT_EQ(must(Teams(TeamScope(reader, team.id)).get()).name, "Dealer");
  EXPECT_EQ(store.read([&](Transaction& t) { return must(Teams(TeamScope(t, team.id)).get()); }).name, "Changed");
}

TEST(Store, AReadTransactionCannotWrite) {
  TestStore store;
  const auto team = store.add_team();
  EXPECT_FALSE(store.read([&](Transaction& t) { return Teams(TeamScope(t, team.id)).update(team); }));
}

TEST(Store, WritersTakeTurns) {
  TestStore store;
  const auto team = store.add_team();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 25; ++n)
        store.write(
            [&](Transaction& t) { must(Installs(TeamScope(t, team.id)).create("Site", team.root_entity, WallMs{})); });
    });
  }
  threads.clear();
  std::int64_t count = 0;
  store.read([&](Transaction& t) { return Query(t.connection(), "SELECT COUNT(*) FROM installs").into(count).next(); });
  EXPECT_EQ(count, 100);
}

/// A child process commits and tells each commit; then it is killed. What it told must be there.
TEST(Store, WhatWasAcknowledgedSurvivesKill9) {
  TestStore store;
  const auto team = store.add_team();
  int told[2];
  ASSERT_EQ(::pipe(told), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(told[0]);
    Log log(Log::Level::kError, Log::Format::kText);
    auto own = Store::open(store.file(), Store::Mode::kExisting, log);
    while (own) {
      auto t = (*own)->write();
      auto install = Installs(TeamScope(*t, team.id)).create("Site", team.root_entity, WallMs{});
      if (!install || !t->commit()) ::_exit(1);
      const std::string line = install->id.str();
      if (::write(told[1], line.data(), line.size()) < 0) ::_exit(1);
    }
    ::_exit(1);
  }
  ::close(told[1]);
  std::string ids;
  char buffer[26];
  const auto read_id = [&] {
    std::size_t got = 0;
    while (got < sizeof buffer) {
      const auto n = ::read(told[0], buffer + got, sizeof buffer - got);
      if (n <= 0) return false;
      got += static_cast<std::size_t>(n);
    }
    ids.append(buffer, sizeof buffer);
    return true;
  };
  while (ids.size() < 20 * sizeof buffer && read_id()) continue;
  ::kill(child, SIGKILL);
  while (read_id()) continue;
  ::waitpid(child, nullptr, 0);
  ::close(told[0]);
  ASSERT_GE(ids.size(), 20 * sizeof buffer);
  store.reopen();
  for (std::size_t at = 0; at < ids.size(); at += sizeof buffer) {
    const model::InstallId id(ids.substr(at, sizeof buffer));
    EXPECT_TRUE(store.read([&](Transaction& t) { return Installs(TeamScope(t, team.id)).get(id); })) << id.str();
  }
}

TEST(Store, AKeptStatementTakesOtherValuesEachTime) {
  TestStore store;
  store.write([](Transaction& t) {
    auto& c = t.connection();
    c.run("CREATE TABLE kept (name TEXT, number INTEGER)");
    constexpr std::string_view kInsert = "INSERT INTO kept (name, number) VALUES (:name, :number)";
    c.reuse(kInsert).use(std::string("a")).use(std::int64_t{1}).run();
    c.reuse(kInsert).use(std::optional<std::string>()).use(std::optional<std::int64_t>()).run();
    c.reuse(kInsert).use(std::string("c")).use(std::int64_t{3}).run();
  });
  const auto read = [](Transaction& t, std::int64_t rowid) {
    std::optional<std::string> name;
    std::optional<std::int64_t> number;
    auto& query = t.connection().reuse("SELECT name, number FROM kept WHERE rowid = :id");
    query.use(rowid).into(name).into(number);
    const bool found = query.next();
    while (query.next()) {
    }
    return std::tuple(found, name, number);
  };
  for (int round = 0; round < 3; ++round) {
    store.read([&](Transaction& t) {
      EXPECT_EQ(read(t, 1), (std::tuple(true, std::optional<std::string>("a"), std::optional<std::int64_t>(1))));
      EXPECT_EQ(read(t, 2), (std::tuple(true, std::optional<std::string>(), std::optional<std::int64_t>())));
      EXPECT_FALSE(std::get<0>(read(t, 9)));
      EXPECT_EQ(read(t, 3), (std::tuple(true, std::optional<std::string>("c"), std::optional<std::int64_t>(3))));
      return 0;
    });
  }
}

TEST(Store, AKeptStatementThatFailedCanBeUsedAgain) {
  TestStore store;
  constexpr std::string_view kInsert = "INSERT INTO kept (name) VALUES (:name)";
  store.write([](Transaction& t) { t.connection().run("CREATE TABLE kept (name TEXT UNIQUE)"); });
  {
    auto t = must(store->write());
    t.connection().reuse(kInsert).use(std::string("a")).run();
    EXPECT_THROW(t.connection().reuse(kInsert).use(std::string("a")).run(), soci::soci_error);
  }
  store.write([&](Transaction& t) { t.connection().reuse(kInsert).use(std::string("a")).run(); });
  store.read([&](Transaction& t) {
    std::int64_t count = 0;
    Query(t.connection(), "SELECT COUNT(*) FROM kept").into(count).next();
    EXPECT_EQ(count, 1);
    return 0;
  });
}

TEST(Store, ReadOnlyTakesNoWriterAndMigratesNothing) {
  TestStore store;
  const auto team = store.add_team("Kept");
  auto reader = must(Store::open(store.file(), Store::Mode::kReadOnly, store.log()));
  auto writing = must(store->write());
  auto t = must(reader->read());
  EXPECT_EQ(must(Teams(TeamScope(t, team.id)).get()).name, "Kept");
  EXPECT_EQ(reader->write().error().code, Code::kDenied);
  writing.connection().run("DELETE FROM schema_migrations WHERE version > 1");
  must(writing.commit());
  const auto old = Store::open(store.file(), Store::Mode::kReadOnly, store.log());
  ASSERT_FALSE(old);
  EXPECT_NE(old.error().message.find("version"), std::string::npos) << old.error().message;
}

TEST(Backup, ACopyOfARunningDatabaseCanBeRestored) {
  TestStore store;
  TestFolder folder;
  const auto team = store.add_team("Kept");
  must(backup(store.file(), folder.file("backup.db")));
  EXPECT_EQ(std::filesystem::status(folder.file("backup.db")).permissions() & std::filesystem::perms::others_all,
            std::filesystem::perms::none);
  must(restore(folder.file("backup.db"), folder.file("callout.db")));
  auto restored = must(Store::open(folder.file("callout.db"), Store::Mode::kExisting, quiet()));
  auto t = must(restored->read());
  EXPECT_EQ(must(Teams(TeamScope(t, team.id)).get()).name, "Kept");
}

TEST(Backup, NothingIsOverwritten) {
  TestStore store;
  TestFolder folder;
  must(backup(store.file(), folder.file("backup.db")));
  EXPECT_EQ(backup(store.file(), folder.file("backup.db")).error().code, Code::kConflict);
  EXPECT_EQ(restore(folder.file("backup.db"), store.file()).error().code, Code::kConflict);
}

TEST(Backup, WhatIsNotAWholeBackupIsRefusedAndLeavesNothing) {
  TestStore store;
  TestFolder folder;
  store.add_team();
  must(backup(store.file(), folder.file("backup.db")));
  const auto size = std::filesystem::file_size(folder.file("backup.db"));
  std::filesystem::copy_file(folder.file("backup.db"), folder.file("cut.db"));
  std::filesystem::resize_file(folder.file("cut.db"), size / 2);
  std::ofstream(folder.file("notes.txt")) << "notes";
  const std::ofstream empty(folder.file("empty.db"));
  for (const char* name : {"cut.db", "notes.txt", "empty.db", "none.db"}) {
    EXPECT_FALSE(restore(folder.file(name), folder.file("callout.db"))) << name;
    EXPECT_FALSE(std::filesystem::exists(folder.file("callout.db"))) << name;
    EXPECT_FALSE(std::filesystem::exists(folder.file("callout.db.restoring"))) << name;
  }
}

}  // namespace
}  // namespace callout::store
