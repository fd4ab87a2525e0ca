// SPDX-License-Identifier: Apache-2.0
#include "store/request_logs.h"

#include <charconv>

#include "store/connection.h"
#include "store/listing.h"

namespace callout::store {
namespace {

constexpr std::string_view kInsertRequest =
    "INSERT INTO session_requests (team_id, session_id, at_ms, kind, method, scheme, port, path, query, status, "
    "from_device, bytes_up, bytes_down, took_ms, requests) VALUES (:team, :session, :at, :kind, :method, :scheme, "
    ":port, :path, :query, :status, :from_device, :up, :down, :took, :requests)";

constexpr std::string_view kRequestColumns =
    "SELECT id, session_id, at_ms, kind, method, scheme, port, path, query, status, from_device, bytes_up, bytes_down, "
    "took_ms, requests FROM session_requests";

struct RequestRow {
  std::string session, kind, method, scheme, path;
  std::int64_t id = 0, at = 0, port = 0, query = 0, status = 0, from_device = 0, up = 0, down = 0, took = 0, count = 0;

  void bind(Query& statement) {
    statement.into(id).into(session).into(at).into(kind).into(method).into(scheme).into(port).into(path).into(query);
    statement.into(status).into(from_device).into(up).into(down).into(took).into(count);
  }
  PageKey key() const { return {std::to_string(id), session}; }
  model::RequestLogEntry value() const {
    return {.session = model::SessionId(session),
            .at = time_of(at),
            .kind = model::parse<model::RequestKind>(kind).value_or(model::RequestKind::kHttp),
            .method = method,
            .scheme = model::parse<model::Scheme>(scheme).value_or(model::Scheme::kHttp),
            .port = static_cast<std::uint16_t>(port),
            .path = path,
            .query = query != 0,
            .status = static_cast<int>(status),
            .from_device = from_device != 0,
            .bytes_up = static_cast<std::uint64_t>(up),
            .bytes_down = static_cast<std::uint64_t>(down),
            .took = std::chrono::milliseconds(took),
            .count = static_cast<std::uint64_t>(count)};
  }
};

}  // namespace

Result<> RequestLogs::add(const model::RequestLogEntry& entry) {
  return guarded("add to the access log", [&]() -> Result<> {
    auto& query = scope_.connection().reuse(kInsertRequest);
    query.use(scope_.team()).use(entry.session.str()).use(ms_of(entry.at)).use(model::to_string(entry.kind));
    query.use(entry.method).use(model::to_string(entry.scheme)).use(std::int64_t{entry.port}).use(entry.path);
    query.use(std::int64_t{entry.query}).use(std::int64_t{entry.status}).use(std::int64_t{entry.from_device});
    query.use(static_cast<std::int64_t>(entry.bytes_up)).use(static_cast<std::int64_t>(entry.bytes_down));
    query.use(std::int64_t{entry.took.count()}).use(static_cast<std::int64_t>(entry.count)).run();
    return {};
  });
}

Result<Page<model::RequestLogEntry>> RequestLogs::list(const model::SessionId& session, const PageRequest& page,
                                                       bool changing) {
  return guarded("list the access log", [&]() -> Result<Page<model::RequestLogEntry>> {
    Listing listing("team_id = :team", scope_.team());
    listing.where("session_id = :session", session.str());
    if (!page.cursor.empty()) {
      const auto after = parse_time_cursor(page.cursor);
      if (!after) return fail(after);
      listing.where("id > :after", after->first);
    }
    if (changing)
      listing.where("(kind IN ('websocket', 'raw') OR (kind = 'http' AND method NOT IN ('GET', 'HEAD', 'OPTIONS')))");
    return listing.page<model::RequestLogEntry, RequestRow>(scope_.connection(), kRequestColumns, " ORDER BY id",
                                                            page.limit);
  });
}

Result<std::size_t> remove_requests_before(Transaction& transaction, WallMs before, std::size_t most) {
  return guarded("remove old access logs", [&]() -> Result<std::size_t> {
    Query query(transaction.connection(),
                "DELETE FROM session_requests WHERE id IN (SELECT id FROM session_requests WHERE at_ms < :before ORDER "
                "BY at_ms LIMIT :most)");
    query.use(ms_of(before)).use(static_cast<std::int64_t>(most));
    return static_cast<std::size_t>(query.run());
  });
}

}  // namespace callout::store
