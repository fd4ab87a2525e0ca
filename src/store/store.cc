// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <array>
#include <chrono>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "store/connection.h"
#include "store/migrations.h"
#include "store/pool.h"

namespace callout::store {

namespace {

constexpr int kReaders = 4;
constexpr auto kConnectionWait = std::chrono::seconds(10);

/// What can be said about the file before SQLite touches it, each with its remedy.
Result<> check_file(const std::filesystem::path& file, Store::Mode mode) {
  std::error_code ignored;
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (file.string().find('"') != std::string::npos)
    return fail(Code::kInvalid, "The database path has a quote in it: choose another.");
  if (!std::filesystem::is_directory(folder, ignored)) {
    return fail(Code::kInvalid, "The folder {} does not exist: create it, owned by the user that runs calloutd.",
                folder.string());
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    return fail(Code::kInvalid, "The folder {} can't be written: make it owned by the user that runs calloutd.",
                folder.string());
  }
  if (!std::filesystem::exists(file, ignored)) {
    if (mode != Store::Mode::kCreate) {
      return fail(Code::kNotFound,
                  "There is no database at {}: run `calloutd admin create` first, or correct the path.", file.string());
    }
    // Made here, so that only its owner can read it; SQLite gives its side files the same mode.
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail(Code::kInvalid, "{} can't be created: check who owns its folder.", file.string());
    ::close(fd);
    return {};
  }
  if (!std::filesystem::is_regular_file(file, ignored))
    return fail(Code::kInvalid, "{} is not a file: give the path of the database.", file.string());
  if (::access(file.c_str(), R_OK | W_OK) != 0) {
    return fail(Code::kInvalid, "{} can't be read and written: make it owned by the user that runs calloutd.",
                file.string());
  }
  std::array<char, 16> head{};
  std::ifstream in(file, std::ios::binary);
  in.read(head.data(), head.size());
  if (in.gcount() != 0 && std::string_view(head.data(), static_cast<std::size_t>(in.gcount())) !=
                              std::string_view("SQLite format 3\0", 16)) {
    return fail(Code::kInvalid, "{} is not a database: correct the path, or restore a backup with `calloutd restore`.",
                file.string());
  }
  return {};
}

/// Whether the database is at this program's schema.
Result<> check_schema(const std::filesystem::path& file) {
  Connection connection(file, false);
  const auto at = schema_of(connection, file.string());
  if (!at) return fail(at);
  if (*at == schema_known()) return {};
  return fail(Code::kInvalid,
              "{} is of another version of Callout (schema {}, this program knows {}): use that version's calloutd, or "
              "start the server once to migrate it.",
              file.string(), *at, schema_known());
}

}  // namespace

Pool::Pool(std::unique_ptr<Connection> writer, std::vector<std::unique_ptr<Connection>> readers)
    : has_writer_(writer != nullptr), writer_(std::move(writer)), readers_(std::move(readers)) {}

Result<std::unique_ptr<Connection>> Pool::take(bool writes) {
  if (writes && !has_writer_) return fail(Code::kDenied, "The database was opened to be read only.");
  std::unique_lock lock(mutex_);
  if (!free_.wait_for(lock, kConnectionWait, [&] { return writes ? writer_ != nullptr : !readers_.empty(); })) {
    return fail(Code::kUnavailable, "The database is busy; try again.");
  }
  if (writes) return std::move(writer_);
  auto reader = std::move(readers_.back());
  readers_.pop_back();
  return reader;
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  {
    std::scoped_lock lock(mutex_);
    if (connection->writes()) {
      writer_ = std::move(connection);
    } else {
      readers_.push_back(std::move(connection));
    }
  }
  free_.notify_all();
}

Transaction::Transaction(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(&pool), connection_(std::move(connection)) {}

Transaction::Transaction(Transaction&&) noexcept = default;

Transaction::~Transaction() {
  if (!connection_) return;
  if (!committed_) {
    try {
      connection_->run("ROLLBACK");
    } catch (const soci::soci_error&) {
      // SQLite rolls back by itself after some errors (a full disk): there is nothing left to undo.
    }
  }
  pool_->give_back(std::move(connection_));
}

Result<> Transaction::commit() {
  check(connection_ != nullptr && !committed_);
  return guarded("save to the database", [&]() -> Result<> {
    connection_->run("COMMIT");
    committed_ = true;
    return {};
  });
}

Store::Store(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, Mode mode, Log& log) {
  if (auto fit = check_file(file, mode); !fit) return fail(fit);
  return guarded("open the database", [&]() -> Result<std::unique_ptr<Store>> {
    std::unique_ptr<Connection> writer;
    if (mode != Mode::kReadOnly) {
      writer = std::make_unique<Connection>(file, true);
      if (auto migrated = migrate(*writer, file.string(), log); !migrated) return fail(migrated);
    } else if (auto known = check_schema(file); !known) {
      return fail(known);
    }
    std::vector<std::unique_ptr<Connection>> readers;
    for (int i = 0; i < kReaders; ++i) readers.push_back(std::make_unique<Connection>(file, false));
    return std::unique_ptr<Store>(new Store(std::make_unique<Pool>(std::move(writer), std::move(readers))));
  });
}

Result<Transaction> Store::read() {
  return begin(false);
}
Result<Transaction> Store::write() {
  return begin(true);
}

Result<std::int64_t> Store::others_version() {
  // The number is a connection's: it moves with the commits of all others. Only the writer is one that sees none of
  // this process's own.
  auto connection = pool_->take(true);
  if (!connection) return fail(connection);
  const auto version = guarded("look at the database", [&]() -> Result<std::int64_t> {
    std::int64_t number = 0;
    Query(**connection, "PRAGMA data_version").into(number).next();
    return number;
  });
  pool_->give_back(std::move(*connection));
  return version;
}

Result<Transaction> Store::begin(bool writes) {
  auto connection = pool_->take(writes);
  if (!connection) return fail(connection);
  try {
    // IMMEDIATE takes the write lock now, where waiting is possible, instead of failing at the first write.
    (*connection)->run(writes ? "BEGIN IMMEDIATE" : "BEGIN");
  } catch (const soci::soci_error& thrown) {
    pool_->give_back(std::move(*connection));
    return std::unexpected(error_of("start a transaction", thrown));
  }
  return Transaction(*pool_, std::move(*connection));
}

}  // namespace callout::store
