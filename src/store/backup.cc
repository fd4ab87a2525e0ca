// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "store/connection.h"
#include "store/migrations.h"

namespace callout::store {

namespace {

namespace fs = std::filesystem;

/// Makes the file anew, readable by its owner alone: it holds password hashes.
Result<> make_file(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    if (errno == EEXIST)
      return fail(Code::kConflict, "{} exists already: choose another name, or move it away.", file.string());
    return fail(Code::kInvalid, "{} can't be created: check that its folder exists and who owns it.", file.string());
  }
  ::close(fd);
  return {};
}

/// Makes the file or folder durable.
Result<> flush(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool flushed = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!flushed) return fail(Code::kInternal, "{} can't be flushed to its disk.", path.string());
  return {};
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<> flush_with_folder(const fs::path& file) {
  if (auto flushed = flush(file); !flushed) return flushed;
  return flush(folder_of(file));
}

/// Whether the file is a whole database of Callout that this program can open.
Result<> check_database(const fs::path& file, std::string_view name) {
  return guarded("read the backup", [&]() -> Result<> {
    Connection connection(file, true);
    std::string verdict;
    Query(connection, "PRAGMA integrity_check").into(verdict).next();
    if (verdict != "ok") return fail(Code::kInvalid, "{} is damaged ({}): use another backup.", name, verdict);
    const auto schema = schema_of(connection, name);
    if (!schema) return fail(schema);
    if (*schema == 0) return fail(Code::kInvalid, "{} is an empty database: give the path of a backup.", name);
    if (*schema > schema_known())
      return fail(Code::kInvalid, "{} was written by a newer Callout: install that version first.", name);
    return {};
  });
}

/// Removes the file unless told to keep it.
struct Scrap {
  fs::path file;
  bool keep = false;
  ~Scrap() {
    std::error_code ignored;
    if (!keep) fs::remove(file, ignored);
  }
};

}  // namespace

Result<> backup(const fs::path& file, const fs::path& to) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored))
    return fail(Code::kNotFound, "There is no database at {}: correct the path.", file.string());
  if (auto made = make_file(to); !made) return made;
  Scrap scrap{to};
  auto written = guarded("write the backup", [&]() -> Result<> {
    Connection connection(file, true);
    Query(connection, "VACUUM INTO :file").use(to.string()).run();
    return {};
  });
  if (!written) return written;
  if (auto flushed = flush_with_folder(to); !flushed) return flushed;
  scrap.keep = true;
  return {};
}

Result<> restore(const fs::path& from, const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(from, error))
    return fail(Code::kNotFound, "There is no backup at {}: correct the path.", from.string());
  for (const char* side : {"", "-wal", "-shm"}) {
    if (fs::exists(fs::path(file.string() + side), error)) {
      return fail(Code::kConflict, "{}{} exists already: stop calloutd and move it away first.", file.string(), side);
    }
  }
  const fs::path draft = file.string() + ".restoring";
  fs::remove(draft, error);  // Left by a restore that was interrupted.
  if (auto made = make_file(draft); !made) return made;
  Scrap scrap{draft};
  {
    std::ifstream in(from, std::ios::binary);
    std::ofstream out(draft, std::ios::binary);
    out << in.rdbuf();
    out.close();
    if (!in || !out)
      return fail(Code::kInternal, "{} can't be copied to {}: check the space on the disk.", from.string(),
                  draft.string());
  }
  if (auto whole = check_database(draft, from.string()); !whole) return whole;
  if (auto flushed = flush(draft); !flushed) return flushed;
  fs::rename(draft, file, error);
  if (error) return fail(Code::kInternal, "{} can't be put in place: {}.", file.string(), error.message());
  scrap.keep = true;
  return flush(folder_of(file));
}

}  // namespace callout::store
