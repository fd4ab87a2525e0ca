// SPDX-License-Identifier: Apache-2.0
// Names of enumerators, as the API and the database spell them: to_string() and parse<E>() over one table an enum. Any
// thread.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace callout::model {

/// Specialised beside each enum: `static constexpr std::pair<E, std::string_view> kTable[]`.
template <class E>
struct Names;

template <class E>
  requires requires { Names<E>::kTable; }
constexpr std::string_view to_string(E value) {
  for (const auto& [candidate, name] : Names<E>::kTable) {
    if (candidate == value) return name;
  }
  check(false);
  return {};
}

/// nullopt for a name that the enum does not have.
template <class E>
  requires requires { Names<E>::kTable; }
constexpr std::optional<E> parse(std::string_view name) {
  for (const auto& [value, candidate] : Names<E>::kTable) {
    if (candidate == name) return value;
  }
  return std::nullopt;
}

}  // namespace callout::model
