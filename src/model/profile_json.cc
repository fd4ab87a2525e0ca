// SPDX-License-Identifier: Apache-2.0
#include "model/profile_json.h"

#include <algorithm>
#include <set>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "model/text.h"

namespace callout::model {
namespace {

namespace json = boost::json;

constexpr std::size_t kTextMost = 200;  ///< Characters of a name or pattern.
constexpr std::size_t kNotesMost = 2000;
constexpr std::size_t kPathsMost = 4 * kProfileListMost;

/// Code points of UTF-8, as JSON Schema counts.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_clean(std::string_view text) {
  return clean_text(text, text.size()) == text;
}

/// Reads the members of one object and keeps the first mistake.
class Reader {
 public:
  Reader(const json::object& object, std::string pointer) : object_(object), pointer_(std::move(pointer)) {}

  std::string text(std::string_view name, std::size_t most, bool lines = false) {
    const json::value* value = ask(name);
    if (value == nullptr) return {};
    if (!value->is_string()) {
      mistake(name, "This must be text.");
      return {};
    }
    const std::string_view given = value->get_string();
    const std::size_t control = lines ? given.find_first_of(std::string_view("\0\r\x7f", 3)) : std::string_view::npos;
    if (characters(given) > most || control != std::string_view::npos || (!lines && !is_clean(given))) {
      mistake(name, fmt::format("This must be text of at most {} characters without control characters.", most));
      return {};
    }
    return std::string(given);
  }
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most) {
    const json::value* value = ask(name);
    if (value == nullptr) return std::nullopt;
    boost::system::error_code error;  // Of a number with a fraction, too.
    const auto number = value->to_number<std::int64_t>(error);
    if (!error && number >= least && number <= most) return number;
    mistake(name, fmt::format("This must be a whole number from {} to {}.", least, most));
    return std::nullopt;
  }
  bool flag(std::string_view name, bool otherwise) {
    const json::value* value = ask(name);
    if (value == nullptr) return otherwise;
    if (value->is_bool()) return value->get_bool();
    mistake(name, "This must be true or false.");
    return otherwise;
  }
  template <class E>
  E choice(std::string_view name, E otherwise) {
    const json::value* value = ask(name);
    if (value == nullptr) return otherwise;
    const auto chosen = value->is_string() ? parse<E>(std::string_view(value->get_string())) : std::nullopt;
    if (!chosen) {
      std::string names;
      for (const auto& entry : Names<E>::kTable) names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.second);
      mistake(name, fmt::format("This must be one of: {}.", names));
    }
    return chosen.value_or(otherwise);
  }
  /// Calls `each(item, pointer)` for the items of a list.
  template <class F>
  void list(std::string_view name, std::size_t most, F each) {
    const json::value* value = ask(name);
    if (value == nullptr) return;
    if (!value->is_array() || value->get_array().size() > most) {
      mistake(name, fmt::format("This must be a list of at most {}.", most));
      return;
    }
    std::size_t index = 0;
    for (const json::value& item : value->get_array()) each(item, fmt::format("{}/{}/{}", pointer_, name, index++));
  }
  void mistake(std::string_view name, std::string detail) {
    keep(ProfileMistake{fmt::format("{}/{}", pointer_, name), std::move(detail)});
  }
  void keep(std::optional<ProfileMistake> mistake) {
    if (!first_) first_ = std::move(mistake);
  }
  std::optional<ProfileMistake> finish() {
    for (const auto& member : object_) {
      if (!asked_.contains(std::string_view(member.key()))) mistake(member.key(), "There is no such field here.");
    }
    return first_;
  }

 private:
  const json::value* ask(std::string_view name) {
    asked_.emplace(name);
    return object_.if_contains(name);
  }
  const json::object& object_;
  const std::string pointer_;
  std::set<std::string, std::less<>> asked_;
  std::optional<ProfileMistake> first_;
};

std::optional<ProfileMistake> no_object(const std::string& pointer) {
  return ProfileMistake{pointer, "This must be an object."};
}

Treatment treatment_of(Reader& in) {
  Treatment out;
  if (const auto most = in.integer("connections", 1, kProfileConnectionsMost))
    out.connections = static_cast<std::uint8_t>(*most);
  out.tls = in.choice("tls", out.tls);
  out.translate_bodies = in.flag("translate_bodies", out.translate_bodies);
  in.list("endpoints", kProfileListMost, [&](const json::value& item, std::string pointer) {
    if (!item.is_object()) return in.keep(no_object(pointer));
    Reader endpoint(item.get_object(), pointer);
    WebServer server{endpoint.choice("scheme", Scheme::kHttp), 0};
    server.port = static_cast<std::uint16_t>(endpoint.integer("port", 1, 65535).value_or(0));
    if (server.port == 0) endpoint.mistake("port", "A port is 1 to 65535.");
    if (std::ranges::find(out.endpoints, server) != out.endpoints.end())
      endpoint.mistake("port", "This endpoint is given twice.");
    out.endpoints.push_back(server);
    in.keep(endpoint.finish());
  });
  in.list("allowed_paths", kPathsMost, [&](const json::value& item, std::string pointer) {
    const std::string_view path = item.is_string() ? std::string_view(item.get_string()) : std::string_view();
    const bool plain = characters(path) <= kTextMost && is_clean(path) && path.find('?') == std::string_view::npos;
    if (!plain || (!path.starts_with('/') && !path.starts_with('*'))) {
      in.keep(ProfileMistake{std::move(pointer), "A path begins with / or *, and has no query."});
      return;
    }
    out.allowed_paths.emplace_back(path);
  });
  return out;
}

Result<json::object> object_of(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object()) return fail(Code::kInvalid, "This is no object of JSON.");
  return std::move(value.get_object());
}

}  // namespace

std::expected<DeviceProfile, ProfileMistake> profile_from(const json::object& document) {
  Reader in(document, "");
  DeviceProfile out;
  out.name = in.text("name", kTextMost);
  if (auto name = name_from(out.name, "The profile's name")) {
    out.name = std::move(*name);
  } else {
    in.mistake("name", name.error().message);
  }
  out.maker = in.text("maker", kTextMost);
  out.models = in.text("models", kTextMost);
  out.notes = in.text("notes", kNotesMost, true);
  in.list("match", kProfileListMost, [&](const json::value& item, std::string pointer) {
    if (!item.is_object()) return in.keep(no_object(pointer));
    Reader reader(item.get_object(), pointer);
    Fingerprint fingerprint{reader.text("title", kTextMost), reader.text("server", kTextMost)};
    if (fingerprint.title.empty() && fingerprint.server.empty())
      reader.mistake("title", "Give a title or a server: a match of neither would fit every device.");
    out.match.push_back(std::move(fingerprint));
    in.keep(reader.finish());
  });
  out.treatment = treatment_of(in);
  if (auto mistake = in.finish()) return std::unexpected(std::move(*mistake));
  return out;
}

json::object to_json(const Treatment& treatment) {
  json::object out;
  if (treatment.connections) out["connections"] = *treatment.connections;
  out["tls"] = to_string(treatment.tls);
  out["translate_bodies"] = treatment.translate_bodies;
  json::array endpoints;
  for (const auto& [scheme, port] : treatment.endpoints)
    endpoints.push_back(json::object{{"scheme", to_string(scheme)}, {"port", port}});
  out["endpoints"] = std::move(endpoints);
  out["allowed_paths"] = json::array(treatment.allowed_paths.begin(), treatment.allowed_paths.end());
  return out;
}

json::object to_json(const DeviceProfile& profile) {
  json::object out{{"name", profile.name}};
  for (const auto& [key, text] :
       {std::pair("maker", &profile.maker), std::pair("models", &profile.models), std::pair("notes", &profile.notes)}) {
    if (!text->empty()) out[key] = *text;
  }
  json::array match;
  for (const auto& [title, server] : profile.match) {
    json::object item;
    if (!title.empty()) item["title"] = title;
    if (!server.empty()) item["server"] = server;
    match.push_back(std::move(item));
  }
  out["match"] = std::move(match);
  for (auto& member : to_json(profile.treatment)) out[member.key()] = member.value();
  return out;
}

std::string to_text(const Treatment& treatment) {
  return json::serialize(to_json(treatment));
}

Result<Treatment> treatment_from_text(std::string_view text) {
  const auto object = object_of(text);
  if (!object) return fail(object);
  Reader in(*object, "");
  auto out = treatment_of(in);
  if (const auto mistake = in.finish()) return fail(Code::kInvalid, "{}: {}", mistake->pointer, mistake->detail);
  return out;
}

Result<DeviceProfile> profile_from_text(std::string_view text) {
  const auto object = object_of(text);
  if (!object) return fail(object);
  auto out = profile_from(*object);
  if (!out) return fail(Code::kInvalid, "{}: {}", out.error().pointer, out.error().detail);
  return std::move(*out);
}

}  // namespace callout::model
