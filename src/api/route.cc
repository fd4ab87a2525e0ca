// SPDX-License-Identifier: Apache-2.0
#include "api/route.h"

#include <algorithm>

#include <fmt/format.h>

namespace callout::api {
namespace {

constexpr std::size_t kLongestId = 64;

// Ids are random, but for those of shipped profiles: `canon-ir-adv`.
bool looks_like_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// The id that stands where the pattern says {id} (empty without one); nullopt if the path does not fit.
std::optional<std::string_view> fit(std::string_view pattern, std::string_view path) {
  constexpr std::string_view kHole = "{id}";
  const auto hole = pattern.find(kHole);
  if (hole == std::string_view::npos) return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  const std::string_view before = pattern.substr(0, hole);
  const std::string_view after = pattern.substr(hole + kHole.size());
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after))
    return std::nullopt;
  const std::string_view id = path.substr(before.size(), path.size() - before.size() - after.size());
  return looks_like_id(id) ? std::optional(id) : std::nullopt;
}

template <class R>
void match_in(std::span<const R> table, std::optional<Method> method, std::string_view path, Match& out,
              const R* Match::* found) {
  for (const R& route : table) {
    const auto id = fit(route.pattern, path);
    if (!id) continue;
    out.allow.push_back(route.method);
    if (method == route.method) {
      out.*found = &route;
      out.id = *id;
    }
  }
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::kGet: return "GET";
    case Method::kPost: return "POST";
    case Method::kPatch: return "PATCH";
    case Method::kPut: return "PUT";
    case Method::kDelete: return "DELETE";
  }
  return "GET";
}

Match match(std::optional<Method> method, std::string_view path) {
  Match out;
  match_in(routes(), method, path, out, &Match::route);
  match_in(open_routes(), method, path, out, &Match::open);
  return out;
}

std::vector<std::string> route_lines() {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const Route& route : routes()) {
    lines.emplace_back(route.pattern,
                       fmt::format("{}\t{}\t{}", name_of(route.method), route.pattern, model::to_string(route.action)));
  }
  for (const OpenRoute& route : open_routes()) {
    const std::string_view whom = route.whom == OpenRoute::For::kAgents ? "agent" : "public";
    lines.emplace_back(route.pattern, fmt::format("{}\t{}\t{}", name_of(route.method), route.pattern, whom));
  }
  std::ranges::sort(lines);
  std::vector<std::string> out;
  for (auto& line : lines) out.push_back(std::move(line.second));
  return out;
}

}  // namespace callout::api
