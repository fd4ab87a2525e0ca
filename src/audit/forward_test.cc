// SPDX-License-Identifier: Apache-2.0
// Forwarding: everything arrives, in order, whatever fails in between.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "audit/audit_testing.h"
#include "audit/file_sink.h"
#include "audit/forwarder.h"
#include "audit/json_line.h"
#include "audit/syslog.h"
#include "store/connection.h"

namespace callout::audit {
namespace {

using store::must;
using store::Transaction;
using testing::HasSubstr;

/// A target that fails when it is told to, after it took the first records of a batch.
class FaultySink final : public ForwardSink {
 public:
  explicit FaultySink(std::vector<std::int64_t>& got) : got_(got) {}
  Result<> send(std::span<const ForwardRecord> records) override {
    for (const auto& record : records) {
      if (down_after == 0) return fail(Code::kUnavailable, "The target is down.");
      if (down_after > 0) --down_after;
      got_.push_back(record.row.seq);
    }
    return {};
  }
  int down_after = -1;

 private:
  std::vector<std::int64_t>& got_;
};

class ForwardTest : public testing::Test {
 protected:
  void append(int count) {
    store_.write([&](Transaction& t) {
      for (int i = 0; i < count; ++i)
        must(journal_->append(t, {.team = team_.id, .kind = model::AuditKind::kSignedIn}));
    });
  }
  static bool never() { return false; }
  std::vector<std::int64_t> seqs_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::vector<std::int64_t> out;
    for (std::string line; std::getline(in, line);) out.push_back(must(parse_json_line(line)).second.seq);
    return out;
  }

  store::TestStore store_;
  model::Team team_ = store_.add_team();
  TestJournal journal_{store_};
  store::TestFolder folder_;
};

TEST_F(ForwardTest, NothingIsLostWhileTheTargetIsDown) {
  std::vector<std::int64_t> got;
  auto owned = std::make_unique<FaultySink>(got);
  auto& sink = *owned;
  Forwarding forwarding(*store_, "x", std::move(owned));
  append(450);
  sink.down_after = 250;
  EXPECT_FALSE(forwarding.pass(never));
  EXPECT_EQ(must(forwarding.waiting()), 250) << "a batch counts when the target has all of it";
  append(5);
  sink.down_after = -1;
  must(forwarding.pass(never));
  EXPECT_EQ(must(forwarding.waiting()), 0);
  std::int64_t next = 1;
  for (const auto seq : got) {
    if (seq == next) ++next;
    EXPECT_LT(seq, next) << "in order, but for what came twice";
  }
  EXPECT_EQ(next, 456);
}

TEST_F(ForwardTest, ARestartGoesOnWhereTheTargetWas) {
  append(3);
  std::vector<std::int64_t> got;
  must(Forwarding(*store_, "x", std::make_unique<FaultySink>(got)).pass(never));
  append(2);
  store_.reopen();
  must(Forwarding(*store_, "x", std::make_unique<FaultySink>(got)).pass(never));
  EXPECT_EQ(got, (std::vector<std::int64_t>{1, 2, 3, 4, 5}));
  std::vector<std::int64_t> other;
  must(Forwarding(*store_, "y", std::make_unique<FaultySink>(other)).pass(never));
  EXPECT_EQ(other.size(), 5u) << "each target has its own place";
}

TEST_F(ForwardTest, EveryTeamIsForwarded) {
  const auto second = store_.add_team("Second");
  append(3);
  journal_.append({.team = second.id, .kind = model::AuditKind::kSignedIn});
  std::vector<std::int64_t> got;
  must(Forwarding(*store_, "x", std::make_unique<FaultySink>(got)).pass(never));
  EXPECT_EQ(got, (std::vector<std::int64_t>{1, 2, 3, 1}));
}

TEST_F(ForwardTest, AFileGetsLinesAndIsOpenedAnewWhenItWasMoved) {
  const auto file = folder_.file("audit.jsonl");
  Forwarding forwarding(*store_, "file", std::make_unique<FileSink>(file.string()));
  append(2);
  must(forwarding.pass(never));
  std::filesystem::rename(file, folder_.file("audit.jsonl.1"));
  append(1);
  must(forwarding.pass(never));
  EXPECT_FALSE(std::filesystem::exists(file)) << "until it is told";
  forwarding.sink().reopen();
  append(1);
  must(forwarding.pass(never));
  EXPECT_EQ(seqs_of(folder_.file("audit.jsonl.1")), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(seqs_of(file), (std::vector<std::int64_t>{4}));
}

TEST_F(ForwardTest, AFullDiskLeavesNoHalfLineAndGoesOn) {
  const auto file = folder_.file("audit.jsonl");
  Forwarding forwarding(*store_, "file", std::make_unique<FileSink>(file.string()));
  append(3);
  must(forwarding.pass(never));
  append(3);
  // The bound of the process stands for the end of the disk.
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto size = std::filesystem::file_size(file);
  class FullDisk final : public ForwardSink {
   public:
    FullDisk(std::unique_ptr<ForwardSink> sink, rlimit bound) : sink_(std::move(sink)), bound_(bound) {}
    Result<> send(std::span<const ForwardRecord> records) override {
      rlimit before{};
      ::getrlimit(RLIMIT_FSIZE, &before);
      ::setrlimit(RLIMIT_FSIZE, &bound_);
      auto sent = sink_->send(records);
      ::setrlimit(RLIMIT_FSIZE, &before);
      return sent;
    }

   private:
    std::unique_ptr<ForwardSink> sink_;
    rlimit bound_;
  };
  std::signal(SIGXFSZ, SIG_IGN);
  Forwarding full(
      *store_, "file",
      std::make_unique<FullDisk>(std::make_unique<FileSink>(file.string()), rlimit{size + 100, old.rlim_max}));
  EXPECT_FALSE(full.pass(never));
  EXPECT_EQ(std::filesystem::file_size(file), size);
  must(forwarding.pass(never));
  EXPECT_EQ(seqs_of(file), (std::vector<std::int64_t>{1, 2, 3, 4, 5, 6}));
}

TEST_F(ForwardTest, DelaysGrowToAMinute) {
  EXPECT_EQ(forward_delay(1), std::chrono::seconds(1));
  EXPECT_EQ(forward_delay(2), std::chrono::seconds(2));
  EXPECT_EQ(forward_delay(7), std::chrono::minutes(1));
  EXPECT_EQ(forward_delay(1'000'000), std::chrono::minutes(1));
}

/// Tells when it got a batch.
class SignallingSink final : public ForwardSink {
 public:
  SignallingSink(std::mutex& mutex, std::condition_variable& changed, std::size_t& count)
      : mutex_(mutex), changed_(changed), count_(count) {}
  Result<> send(std::span<const ForwardRecord> records) override {
    {
      std::scoped_lock lock(mutex_);
      count_ += records.size();
    }
    changed_.notify_all();
    return {};
  }

 private:
  std::mutex& mutex_;
  std::condition_variable& changed_;
  std::size_t& count_;
};

TEST_F(ForwardTest, TheForwarderSendsByItselfAndStops) {
  append(3);
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t count = 0;
  {
    std::vector<Forwarder::Target> targets;
    targets.push_back({"x", std::make_unique<SignallingSink>(mutex, changed, count)});
    const Forwarder forwarder(*store_, std::move(targets), store_.log());
    std::unique_lock lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [&] { return count == 3; }));
  }
  EXPECT_EQ(count, 3u);
}

TEST_F(ForwardTest, ASyslogMessageIsRfc5424) {
  journal_.append({.team = team_.id, .kind = model::AuditKind::kSignedIn, .detail = "x"});
  auto row = *store_.read([&](Transaction& t) { return must(store::Audit(store::TeamScope(t, team_.id)).get(1)); });
  const auto message = syslog_message("host.example.com", team_.id, row);
  EXPECT_TRUE(message.starts_with("<110>1 2026-01-01T00:00:00.000Z host.example.com callout - signed_in - {\"team\":"))
      << message;
  row.outcome = "refused";
  EXPECT_TRUE(syslog_message("h", team_.id, row).starts_with("<108>1 "));
  // Nothing of a damaged row or an odd host name gets out of its field.
  row.kind = "a b\nc";
  row.at_ms = -1;
  EXPECT_TRUE(syslog_message("my host\n", team_.id, row).starts_with("<108>1 - myhost callout - abc - {")) << message;
  EXPECT_EQ(syslog_message("", team_.id, row).find('\n'), std::string::npos);
  EXPECT_EQ(octet_counted("<1>1 \xC3\xA9"), "7 <1>1 \xC3\xA9");
}

}  // namespace
}  // namespace callout::audit
