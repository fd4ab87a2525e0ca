// SPDX-License-Identifier: Apache-2.0
#include "api/fields.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/near_match.h"

namespace callout::api {
namespace {

namespace json = boost::json;

// Continuation bytes of UTF-8 are not counted; the parser has checked the encoding.
std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string bounds_of(Length length, std::string_view what) {
  if (length.least == 0) return fmt::format("at most {} {}", length.most, what);
  return fmt::format("{} to {} {}", length.least, length.most, what);
}

}  // namespace

const json::value* Fields::ask(std::string_view name) {
  asked_.emplace(name);
  return object_.if_contains(json::string_view(name.data(), name.size()));
}

void Fields::need(std::string_view name) {
  if (!object_.contains(json::string_view(name.data(), name.size()))) {
    mistake(name, fmt::format("The field \"{}\" is missing; give it.", name));
  }
}

std::string Fields::pointer_to(std::string_view name) const {
  std::string out = pointer_ + '/';
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<std::string> Fields::maybe_text(std::string_view name, Length length) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (!value->is_string()) {
    mistake(name, fmt::format("\"{}\" is not a text; give {}.", name, bounds_of(length, "characters")));
    return std::nullopt;
  }
  const std::string text(value->get_string().begin(), value->get_string().end());
  const std::size_t size = code_points(text);
  if (size < length.least || size > length.most) {
    mistake(name, fmt::format("\"{}\" has {} characters; give {}.", name, size, bounds_of(length, "characters")));
    return std::nullopt;
  }
  if (has_control_character(text)) {
    mistake(name, fmt::format("\"{}\" holds a control character; give plain text on one line.", name));
    return std::nullopt;
  }
  return text;
}

std::string Fields::text(std::string_view name, Length length) {
  need(name);
  return maybe_text(name, length).value_or("");
}

std::optional<std::int64_t> Fields::maybe_integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most) {
    mistake(name, fmt::format("\"{}\" does not do; give a whole number from {} to {}.", name, least, most));
    return std::nullopt;
  }
  return value->get_int64();
}

std::int64_t Fields::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  need(name);
  return maybe_integer(name, least, most).value_or(least);
}

std::optional<std::vector<std::int64_t>> Fields::maybe_integers(std::string_view name, Length items, std::int64_t least,
                                                                std::int64_t most) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (!value->is_array() || value->get_array().size() < items.least || value->get_array().size() > items.most) {
    mistake(name, fmt::format("\"{}\" does not do; give a list of {}.", name, bounds_of(items, "numbers")));
    return std::nullopt;
  }
  std::vector<std::int64_t> out;
  for (const json::value& item : value->get_array()) {
    if (!item.is_int64() || item.get_int64() < least || item.get_int64() > most) {
      adopt(invalid(fmt::format("Item {} of \"{}\" does not do; give whole numbers from {} to {}.", out.size(), name,
                                least, most),
                    fmt::format("{}/{}", pointer_to(name), out.size())));
      return std::nullopt;
    }
    out.push_back(item.get_int64());
  }
  return out;
}

std::optional<std::size_t> Fields::maybe_choice(std::string_view name, std::initializer_list<std::string_view> names) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (value->is_string()) {
    const std::string_view text(value->get_string().data(), value->get_string().size());
    const auto found = std::ranges::find(names, text);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  mistake(name, fmt::format("\"{}\" does not do; give one of {}.", name, fmt::join(names, ", ")));
  return std::nullopt;
}

std::size_t Fields::choice(std::string_view name, std::initializer_list<std::string_view> names) {
  need(name);
  return maybe_choice(name, names).value_or(0);
}

std::optional<bool> Fields::maybe_bool(std::string_view name) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  mistake(name, fmt::format("\"{}\" does not do; give true or false.", name));
  return std::nullopt;
}

std::optional<std::vector<std::string>> Fields::maybe_texts(std::string_view name, Length items, Length length) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (!value->is_array() || value->get_array().size() < items.least || value->get_array().size() > items.most) {
    mistake(name, fmt::format("\"{}\" does not do; give a list of {}.", name, bounds_of(items, "texts")));
    return std::nullopt;
  }
  std::vector<std::string> out;
  for (const json::value& item : value->get_array()) {
    std::string text = item.is_string() ? std::string(item.get_string()) : std::string();
    const std::size_t size = code_points(text);
    if (!item.is_string() || size < length.least || size > length.most || has_control_character(text) ||
        std::ranges::find(out, text) != out.end()) {
      adopt(invalid(fmt::format("Item {} of \"{}\" does not do; give texts of {}, none twice.", out.size(), name,
                                bounds_of(length, "characters")),
                    fmt::format("{}/{}", pointer_to(name), out.size())));
      return std::nullopt;
    }
    out.push_back(std::move(text));
  }
  return out;
}

std::optional<WallMs> Fields::maybe_time(std::string_view name) {
  const auto text = maybe_text(name, {1, 40});
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (!time) mistake(name, fmt::format("\"{}\" is not a time; give one like 2026-01-31T12:00:00Z.", name));
  return time;
}

bool Fields::maybe_true(std::string_view name) {
  const json::value* value = ask(name);
  if (!value) return false;
  if (value->is_bool() && value->get_bool()) return true;
  mistake(name, fmt::format("\"{}\" can only be true; leave it out otherwise.", name));
  return false;
}

std::optional<std::vector<Fields>> Fields::maybe_objects(std::string_view name, Length items) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (!value->is_array() || value->get_array().size() < items.least || value->get_array().size() > items.most) {
    mistake(name, fmt::format("\"{}\" does not do; give a list of {}.", name, bounds_of(items, "objects")));
    return std::nullopt;
  }
  std::vector<Fields> out;
  for (std::size_t i = 0; i < value->get_array().size(); ++i) {
    const json::value& item = value->get_array()[i];
    const std::string pointer = fmt::format("{}/{}", pointer_to(name), i);
    if (!item.is_object()) {
      adopt(invalid(fmt::format("Item {} of \"{}\" is not an object; give a list of objects.", i, name), pointer));
      return std::nullopt;
    }
    out.emplace_back(item.get_object(), pointer);
  }
  return out;
}

std::optional<Fields> Fields::maybe_object(std::string_view name) {
  const json::value* value = ask(name);
  if (!value) return std::nullopt;
  if (!value->is_object()) {
    mistake(name, fmt::format("\"{}\" does not do; give an object.", name));
    return std::nullopt;
  }
  return Fields(value->get_object(), pointer_to(name));
}

std::vector<Fields> Fields::objects(std::string_view name, Length items) {
  need(name);
  auto value = maybe_objects(name, items);
  return value ? std::move(*value) : std::vector<Fields>();
}

void Fields::adopt(std::optional<Problem> problem) {
  if (problem && !first_) first_ = std::move(problem);
}

void Fields::mistake(std::string_view name, std::string detail) {
  adopt(invalid(std::move(detail), pointer_to(name)));
}

void Fields::need_any() {
  if (object_.empty()) adopt(invalid("The body changes nothing; give at least one field."));
}

std::optional<Problem> Fields::finish() {
  for (const auto& field : object_) {
    const std::string_view name(field.key().data(), field.key().size());
    if (asked_.contains(name)) continue;
    const std::string_view near = nearest(name, asked_);
    mistake(name, near.empty() ? fmt::format("There is no field \"{}\" here; remove it.", name.substr(0, 64))
                               : fmt::format("There is no field \"{}\" here; did you mean \"{}\"?", name, near));
  }
  return std::move(first_);
}

}  // namespace callout::api
