// SPDX-License-Identifier: Apache-2.0
#include "store/texts.h"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/text.h"

namespace callout::store {

namespace {

/// The text before the first separator, which is removed with it.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

bool number(std::string_view text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string text_of_deadline(const model::Deadline& deadline) {
  return fmt::format("{}:{}:{}:{}", deadline.boot_id, deadline.boot_ms, deadline.written_ms, deadline.remaining_ms);
}

model::Deadline deadline_of_text(std::string_view text) {
  model::Deadline deadline;
  deadline.boot_id = take(text, ':');
  if (number(take(text, ':'), deadline.boot_ms) && number(take(text, ':'), deadline.written_ms) &&
      number(text, deadline.remaining_ms))
    return deadline;
  return {};
}

std::string text_of_steps(const std::vector<model::Step>& steps) {
  std::string text;
  for (const auto& step : steps)
    text += fmt::format("{}\t{}\t{}\n", model::to_string(step.name), step.at.count(), model::clean_text(step.detail));
  return text;
}

std::vector<model::Step> steps_of_text(std::string_view text) {
  std::vector<model::Step> steps;
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    const auto name = model::parse<model::StepName>(take(line, '\t'));
    std::int64_t at = 0;
    if (name && number(take(line, '\t'), at))
      steps.push_back({*name, std::chrono::milliseconds(at), std::string(line)});
  }
  return steps;
}

std::string text_of_hashes(const std::vector<std::string>& hashes) {
  return fmt::format("{}", fmt::join(hashes, ","));
}

std::vector<std::string> hashes_of_text(std::string_view text) {
  std::vector<std::string> hashes;
  while (!text.empty()) hashes.emplace_back(take(text, ','));
  return hashes;
}

std::string text_of_ports(const std::vector<std::uint16_t>& ports) {
  return fmt::format("{}", fmt::join(ports, ","));
}

std::vector<std::uint16_t> ports_of_text(std::string_view text) {
  std::vector<std::uint16_t> ports;
  while (!text.empty()) {
    std::int64_t port = 0;
    if (number(take(text, ','), port) && port > 0 && port <= 65535) ports.push_back(static_cast<std::uint16_t>(port));
  }
  return ports;
}

std::string text_of_permissions(model::Permissions permissions) {
  std::string text;
  for (const auto permission : permissions.list()) {
    if (!text.empty()) text += ',';
    text += model::to_string(permission);
  }
  return text;
}

model::Permissions permissions_of_text(std::string_view text) {
  model::Permissions permissions;
  while (!text.empty()) {
    if (const auto permission = model::parse<model::Permission>(take(text, ','))) permissions.add(*permission);
  }
  return permissions;
}

std::string text_of_hours(const std::optional<model::WeeklyHours>& hours) {
  if (!hours) return {};
  return fmt::format("{}:{}:{}:{}", hours->days.to_ulong(), hours->from, hours->to, hours->zone);
}

std::optional<model::WeeklyHours> hours_of_text(std::string_view text) {
  std::int64_t days = 0, from = 0, to = 0;
  if (!number(take(text, ':'), days) || !number(take(text, ':'), from) || !number(take(text, ':'), to) || days < 0)
    return std::nullopt;
  return model::WeeklyHours{.days = static_cast<unsigned long long>(days),
                            .from = static_cast<int>(from),
                            .to = static_cast<int>(to),
                            .zone = std::string(text)};
}

}  // namespace callout::store
