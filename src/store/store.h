// SPDX-License-Identifier: Apache-2.0
// The database: opens it, migrates it, hands out transactions. Built by main(), used by the API's handlers and the
// domain's services.
//
// Threads: any. Calls block on the disk (and write() on the one writer), so callers run on the worker pool, never on a
// strand. Ownership: a transaction holds a connection until it is destroyed; it rolls back unless commit() succeeded.
// Hold one at a time in a thread: a second write() would wait for the first forever.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/log.h"
#include "base/result.h"
#include "model/id.h"

namespace callout::store {

class Connection;
class Pool;

/// What repositories work in. Reads see one moment of the database.
class Transaction {
 public:
  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  /// Makes everything written durable: after success it survives kill -9 and power loss. A read transaction needs no
  /// commit.
  Result<> commit();

  Connection& connection() { return *connection_; }

 private:
  friend class Store;
  Transaction(Pool& pool, std::unique_ptr<Connection> connection);
  Pool* pool_;
  std::unique_ptr<Connection> connection_;
  bool committed_ = false;
};

class Store {
 public:
  enum class Mode {
    kExisting,  ///< Refuses when there is no database: serving from an empty one would hide a wrong path.
    kCreate,    ///< Makes the file when there is none (calloutd admin create).
    kReadOnly,  ///< As kExisting, but changes nothing: of another schema than this program's it refuses to read.
  };
  /// Opens, checks and migrates. Errors are one line that says what to do.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, Mode mode, Log& log);
  ~Store();

  Result<Transaction> read();
  /// kDenied when opened read-only.
  Result<Transaction> write();

  /// Another number than before when another process (an operator's command) has committed something meanwhile; own
  /// commits leave it as it is. Reads no table, so it may be asked every second. kDenied when opened read-only.
  Result<std::int64_t> others_version();

 private:
  explicit Store(std::unique_ptr<Pool> pool);
  Result<Transaction> begin(bool writes);
  std::unique_ptr<Pool> pool_;
};

/// One team's view of a transaction. Repositories of team things can only be built from this, so no query forgets the
/// tenant.
class TeamScope {
 public:
  TeamScope(Transaction& transaction, model::TeamId team) : transaction_(&transaction), team_(std::move(team)) {}
  Connection& connection() const { return transaction_->connection(); }
  const std::string& team() const { return team_.str(); }
  const model::TeamId& team_id() const { return team_; }

 private:
  Transaction* transaction_;
  model::TeamId team_;
};

}  // namespace callout::store
