// SPDX-License-Identifier: Apache-2.0
#include "base/config_toml.h"

#include <toml++/toml.h>

namespace callout {
namespace {

ConfigPlace place_of(const std::string& file, const toml::source_region& region) {
  return {file, static_cast<unsigned>(region.begin.line), static_cast<unsigned>(region.begin.column)};
}

ConfigEntry::Value list_of(const toml::array& array) {
  std::vector<std::string> out;
  for (const toml::node& item : array) {
    const auto text = item.value_exact<std::string>();
    if (!text) return std::monostate{};
    out.push_back(*text);
  }
  return out;
}

ConfigEntry::Value value_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* array = node.as_array()) return list_of(*array);
  return std::monostate{};
}

// Bounded by the depth that toml++ accepts (TOML_MAX_NESTED_VALUES).
void flatten(const std::string& file, const toml::table& table, const std::string& path,
             std::map<std::string, ConfigEntry, std::less<>>& entries) {
  for (const auto& [key, node] : table) {
    const std::string name = path.empty() ? std::string(key.str()) : path + '.' + std::string(key.str());
    if (const toml::table* inner = node.as_table(); inner && !inner->empty()) {
      flatten(file, *inner, name, entries);
    } else if (!inner) {
      entries[name] = {value_of(node), place_of(file, key.source())};
    }
  }
}

}  // namespace

void read_toml(const std::string& file, std::string_view text, std::map<std::string, ConfigEntry, std::less<>>& entries,
               std::vector<ConfigProblem>& problems) {
  try {
    flatten(file, toml::parse(text), "", entries);
  } catch (const toml::parse_error& error) {
    problems.push_back({place_of(file, error.source()), "", std::string(error.description())});
  }
}

}  // namespace callout
