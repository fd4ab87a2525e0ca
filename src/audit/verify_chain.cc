// SPDX-License-Identifier: Apache-2.0
#include "audit/verify_chain.h"

#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "audit/chain.h"
#include "base/random.h"

namespace callout::audit {

namespace {

/// Where in the chain a row fits as it is; nullopt when nowhere. Before the row stands what the chain has there now.
struct Place {
  std::int64_t seq = 0;
};

Result<std::optional<Place>> find_place(store::Audit& audit, const model::TeamId& team, const store::AuditRow& row,
                                        const store::AuditHead& head) {
  const auto fits = [&](std::int64_t seq, std::string_view previous) {
    auto moved = row;
    moved.seq = seq;
    return hash_of(team, moved, previous) == row.hash;
  };
  if (fits(head.kept_from, head.kept_hash)) return Place{head.kept_from};
  for (std::int64_t at = std::numeric_limits<std::int64_t>::min();;) {
    auto rows = audit.after(at, kRowsAtOnce);
    if (!rows) return fail(rows);
    for (const auto& each : *rows) {
      if (each.seq >= std::numeric_limits<std::int64_t>::max() - 1) continue;
      // Behind this one; or behind it as it stood one place further on or back, before a neighbour changed places.
      for (const std::int64_t seq : {each.seq + 1, each.seq, each.seq + 2}) {
        if (seq != row.seq && fits(seq, each.hash)) return Place{seq};
      }
    }
    if (rows->size() < kRowsAtOnce) return std::nullopt;
    at = rows->back().seq;
  }
}

Finding finding(const model::TeamId& team, std::int64_t seq, Flaw flaw, std::string text) {
  return {.team = team.str(), .seq = seq, .flaw = flaw, .text = std::move(text)};
}

/// The row has the seq that was expected, but its hash is not that of what it says behind the record before it.
Result<Finding> misfit(store::Audit& audit, const model::TeamId& team, const store::AuditRow& row,
                       const store::AuditHead& head) {
  auto place = find_place(audit, team, row, head);
  if (!place) return fail(place);
  if (!*place) {
    return finding(team, row.seq, Flaw::kEdited,
                   fmt::format("Record {} was edited: its hash is not that of what it says.", row.seq));
  }
  const std::int64_t was = (*place)->seq;
  if (was < row.seq) {
    return finding(team, row.seq, Flaw::kInserted,
                   fmt::format("Record {} is the signed record {}: records were inserted before it, or changed places.",
                               row.seq, was));
  }
  return finding(
      team, row.seq, Flaw::kReordered,
      fmt::format("Record {} is the signed record {}: records changed places, or some before it were removed.", row.seq,
                  was));
}

Result<std::optional<Finding>> check_row(store::Audit& audit, const model::TeamId& team, const store::AuditRow& row,
                                         const store::AuditHead& head, const Walk& walk) {
  const std::int64_t expected = walk.last + 1;
  if (row.seq < expected) {
    return finding(team, row.seq, Flaw::kInserted,
                   fmt::format("Record {} was inserted: what is kept begins at record {}.", row.seq, head.kept_from));
  }
  if (row.seq > expected) {
    const auto text = row.seq - expected == 1 ? fmt::format("Record {} was removed.", expected)
                                              : fmt::format("Records {} to {} were removed.", expected, row.seq - 1);
    return finding(team, expected, Flaw::kRemoved, text);
  }
  if (row.hash != hash_of(team, row, walk.last_hash)) {
    auto found = misfit(audit, team, row, head);
    if (!found) return fail(found);
    return std::move(*found);
  }
  if (row.seq > head.seq) {
    return finding(
        team, row.seq, Flaw::kInserted,
        fmt::format("Record {} was added from outside: the newest that was signed is {}.", row.seq, head.seq));
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t key_mark(const store::AuditKey& key) {
  const auto hash = sha256(fmt::format("{}\n{}\n{}", key.key, key.at_ms, key.seq));
  std::uint64_t mark = 0;
  std::memcpy(&mark, hash.data(), sizeof mark);
  return mark;
}

Result<Walk> walk_chain(store::Audit& audit, const model::TeamId& team, const store::AuditHead& head) {
  Walk walk{.last = head.kept_from - 1, .last_hash = head.kept_hash};
  for (std::int64_t at = std::numeric_limits<std::int64_t>::min();;) {
    auto rows = audit.after(at, kRowsAtOnce);
    if (!rows) return fail(rows);
    for (const auto& row : *rows) {
      auto found = check_row(audit, team, row, head, walk);
      if (!found) return fail(found);
      if (*found) {
        walk.finding = std::move(*found);
        return walk;
      }
      ++walk.records;
      walk.last = row.seq;
      walk.last_hash = row.hash;
      for (const auto& key : store::audit_keys_of(row)) walk.keys += key_mark(key);
    }
    if (rows->size() < kRowsAtOnce) break;
    at = rows->back().seq;
  }
  if (walk.last < head.seq) {
    walk.finding = finding(team, walk.last + 1, Flaw::kTailCut,
                           walk.last + 1 == head.seq
                               ? fmt::format("The newest record, {}, was cut off.", head.seq)
                               : fmt::format("The newest records, {} to {}, were cut off.", walk.last + 1, head.seq));
  }
  return walk;
}

}  // namespace callout::audit
