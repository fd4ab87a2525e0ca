// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

#include "base/config_toml.h"
#include "base/near_match.h"

namespace callout {
namespace {

using std::chrono::milliseconds;

std::string upper_with_underscores(std::string_view key) {
  std::string out;
  for (const char c : key) out += c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<milliseconds> duration_of(std::string_view text) {
  const auto unit_at = text.find_first_not_of("0123456789");
  if (unit_at == 0 || unit_at == std::string_view::npos || unit_at > 12) return std::nullopt;
  const auto count = number_of<std::int64_t>(text.substr(0, unit_at));
  const std::string_view unit = text.substr(unit_at);
  if (!count) return std::nullopt;
  if (unit == "ms") return milliseconds(*count);
  if (unit == "s") return milliseconds(*count * 1000);
  if (unit == "m") return milliseconds(*count * 60'000);
  if (unit == "h") return milliseconds(*count * 3'600'000);
  return std::nullopt;
}

std::string text_of(milliseconds time) {
  const auto ms = time.count();
  if (ms % 3'600'000 == 0 && ms != 0) return fmt::format("{}h", ms / 3'600'000);
  if (ms % 60'000 == 0 && ms != 0) return fmt::format("{}m", ms / 60'000);
  return ms % 1000 == 0 ? fmt::format("{}s", ms / 1000) : fmt::format("{}ms", ms);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) out.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

// The environment knows only text: it becomes the type that the key wants.
template <class T>
std::optional<T> from_environment(const std::string& text) {
  if constexpr (std::is_same_v<T, std::string>) return text;
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return split_list(text);
  if constexpr (std::is_same_v<T, std::int64_t>) return number_of<std::int64_t>(text);
  if constexpr (std::is_same_v<T, bool>)
    return text == "true" ? std::optional(true) : text == "false" ? std::optional(false) : std::nullopt;
}

}  // namespace

std::string to_string(const ConfigProblem& problem) {
  std::string out = problem.place.source;
  if (problem.place.line > 0) out += fmt::format(":{}:{}", problem.place.line, problem.place.column);
  if (!problem.key.empty()) out += ": " + problem.key;
  return out + ": " + problem.message;
}

ConfigReader::ConfigReader(std::string file, std::string_view text, std::string prefix,
                           const std::vector<std::string>& environment)
    : file_(std::move(file)), prefix_(std::move(prefix)) {
  if (text.size() > kConfigFileMost) {
    problems_.push_back(
        {{file_, 0, 0},
         "",
         fmt::format("The file is larger than {} KiB; is this the right file?", kConfigFileMost / 1024)});
  } else {
    read_toml(file_, text, entries_, problems_);
  }
  take_environment(environment);
}

void ConfigReader::take_environment(const std::vector<std::string>& environment) {
  for (const std::string& line : environment) {
    const auto equals = line.find('=');
    if (equals == std::string::npos || !line.starts_with(prefix_ + '_') || equals <= prefix_.size()) continue;
    environment_[line.substr(prefix_.size() + 1, equals - prefix_.size() - 1)] = line.substr(equals + 1);
  }
}

const ConfigEntry* ConfigReader::ask(std::string_view key) {
  asked_.emplace(key);
  const auto variable = environment_.find(upper_with_underscores(key));
  if (variable != environment_.end()) {
    entries_.insert_or_assign(std::string(key), ConfigEntry{variable->second, {prefix_ + '_' + variable->first, 0, 0}});
    environment_.erase(variable);
  }
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? nullptr : &entry->second;
}

template <class T>
std::optional<T> ConfigReader::take(std::string_view key, std::string_view what) {
  const ConfigEntry* entry = ask(key);
  if (!entry) return std::nullopt;
  if (const T* value = std::get_if<T>(&entry->value)) return *value;
  if (entry->place.line == 0) {
    if (const auto* text = std::get_if<std::string>(&entry->value)) {
      if (auto value = from_environment<T>(*text)) return value;
    }
  }
  problem(key, fmt::format("Give {}.", what));
  return std::nullopt;
}

std::string ConfigReader::text(std::string_view key, std::string_view fallback) {
  return take<std::string>(key, "a text in quotes").value_or(std::string(fallback));
}

std::int64_t ConfigReader::integer(std::string_view key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
  const auto value = take<std::int64_t>(key, fmt::format("a whole number from {} to {}", least, most));
  if (value && (*value < least || *value > most)) {
    problem(key, fmt::format("{} is out of bounds; give a whole number from {} to {}.", *value, least, most));
    return fallback;
  }
  return value.value_or(fallback);
}

bool ConfigReader::boolean(std::string_view key, bool fallback) {
  return take<bool>(key, "true or false").value_or(fallback);
}

milliseconds ConfigReader::duration(std::string_view key, milliseconds fallback, milliseconds least,
                                    milliseconds most) {
  const std::string wanted =
      fmt::format("a time from \"{}\" to \"{}\" (units ms, s, m, h)", text_of(least), text_of(most));
  const auto value = take<std::string>(key, wanted);
  if (!value) return fallback;
  const auto time = duration_of(*value);
  if (!time || *time < least || *time > most) {
    problem(key, fmt::format("\"{}\" does not do; give {}.", *value, wanted));
    return fallback;
  }
  return *time;
}

std::size_t ConfigReader::choice(std::string_view key, std::initializer_list<std::string_view> names,
                                 std::size_t fallback) {
  std::string wanted;
  for (const std::string_view name : names) wanted += fmt::format("{}\"{}\"", wanted.empty() ? "one of " : ", ", name);
  const auto value = take<std::string>(key, wanted);
  if (!value) return fallback;
  const auto found = std::find(names.begin(), names.end(), *value);
  if (found == names.end()) {
    problem(key, fmt::format("\"{}\" does not do; give {}.", *value, wanted));
    return fallback;
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::vector<std::string> ConfigReader::list(std::string_view key, std::vector<std::string> fallback, std::size_t most) {
  auto value = take<std::vector<std::string>>(key, "a list of texts, such as [\"one\", \"two\"]");
  if (value && value->size() > most) {
    problem(key, fmt::format("{} items are too many; give at most {}.", value->size(), most));
    return fallback;
  }
  return value ? std::move(*value) : std::move(fallback);
}

void ConfigReader::problem(std::string_view key, std::string message) {
  const auto entry = entries_.find(key);
  const ConfigPlace place = entry == entries_.end() ? ConfigPlace{file_, 0, 0} : entry->second.place;
  problems_.push_back({place, std::string(key), std::move(message)});
}

std::vector<ConfigProblem> ConfigReader::finish() {
  const auto no_such = [](std::string_view near) {
    return near.empty() ? std::string("There is no such key; remove it.")
                        : fmt::format("There is no such key; did you mean {}?", near);
  };
  for (const auto& [key, entry] : entries_) {
    if (!asked_.contains(key)) problems_.push_back({entry.place, key, no_such(nearest(key, asked_))});
  }
  std::set<std::string, std::less<>> variables;
  for (const std::string& key : asked_) variables.insert(prefix_ + '_' + upper_with_underscores(key));
  for (const auto& [name, value] : environment_) {
    const std::string variable = prefix_ + '_' + name;
    problems_.push_back({{variable, 0, 0}, "", no_such(nearest(variable, variables))});
  }
  std::ranges::sort(problems_, {},
                    [](const ConfigProblem& p) { return std::tie(p.place.line, p.place.column, p.key, p.message); });
  return std::move(problems_);
}

}  // namespace callout
