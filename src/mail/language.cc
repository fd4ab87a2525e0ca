// SPDX-License-Identifier: Apache-2.0
#include "mail/language.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/check.h"
#include "mail/content.h"
#include "mail/pattern.h"
#include "model/text.h"
#include "model/time_zone.h"

namespace callout::mail {
namespace {

namespace json = boost::json;
using Names = std::set<std::string, std::less<>>;

/// Reads members and keeps the first mistake.
class FileReader {
 public:
  explicit FileReader(std::string_view tag) : tag_(tag) {}

  const json::object* object(const json::object& in, const std::string& where, std::string_view name) {
    const json::value* value = in.if_contains(name);
    if (value != nullptr && value->is_object()) return &value->get_object();
    mistake(where, name, "an object");
    return nullptr;
  }
  std::string text(const json::object& in, const std::string& where, std::string_view name) {
    const json::value* value = in.if_contains(name);
    return checked(value, where, name);
  }
  std::vector<std::string> texts(const json::object& in, const std::string& where, std::string_view name) {
    std::vector<std::string> out;
    const json::value* value = in.if_contains(name);
    if (value == nullptr || !value->is_array()) {
      mistake(where, name, "a list of texts");
      return out;
    }
    for (const json::value& each : value->get_array()) out.push_back(checked(&each, where, name));
    return out;
  }
  std::vector<std::pair<std::string, std::string>> pairs(const json::object& in, const std::string& where,
                                                         std::string_view name) {
    std::vector<std::pair<std::string, std::string>> out;
    const json::value* value = in.if_contains(name);
    if (value == nullptr || !value->is_array()) {
      mistake(where, name, "a list of pairs");
      return out;
    }
    for (const json::value& each : value->get_array()) {
      if (!each.is_array() || each.get_array().size() != 2) {
        mistake(where, name, "a list of pairs");
        return out;
      }
      out.emplace_back(checked(&each.get_array()[0], where, name), checked(&each.get_array()[1], where, name));
    }
    return out;
  }
  void only(const json::object& in, const std::string& where, std::initializer_list<std::string_view> known) {
    for (const auto& member : in) {
      const std::string_view key = member.key();
      if (std::ranges::find(known, key) == known.end()) problem(where + std::string(key) + " is unknown");
    }
  }
  /// The texts hold all of these places and no others.
  void places(const std::string& where, std::initializer_list<std::string_view> patterns, const Names& wanted) {
    Names found;
    for (const std::string_view pattern : patterns) {
      if (const auto read = collect_places(pattern, found); !read) problem(where + ": " + read.error().message);
    }
    for (const std::string& name : wanted) {
      if (!found.contains(name)) problem(fmt::format("{} lacks {{{}}}", where, name));
    }
    for (const std::string& name : found) {
      if (!wanted.contains(name)) problem(fmt::format("{} has {{{}}}, which nothing fills", where, name));
    }
  }
  void problem(const std::string& what) {
    if (problem_.empty()) problem_ = fmt::format("The mail language {} is not whole: {}.", tag_, what);
  }
  const std::string& problem() const { return problem_; }

 private:
  std::string checked(const json::value* value, const std::string& where, std::string_view name) {
    if (value != nullptr && value->is_string()) {
      const std::string_view given = value->get_string();
      if (!given.empty() && model::clean_text(given, given.size()) == given) return std::string(given);
    }
    mistake(where, name, "text of one line");
    return {};
  }
  void mistake(const std::string& where, std::string_view name, std::string_view wanted) {
    problem(fmt::format("{}{} must be {}", where, name, wanted));
  }
  std::string tag_;
  std::string problem_;
};

MessageTexts read_message(FileReader& reader, const json::object& in, const KindRule& rule) {
  const std::string where = fmt::format("messages.{}.", rule.kind);
  MessageTexts out;
  out.subject = reader.text(in, where, "subject");
  out.heading = reader.text(in, where, "heading");
  out.before = reader.texts(in, where, "before");
  out.facts = reader.pairs(in, where, "facts");
  out.after = reader.texts(in, where, "after");
  out.reason = reader.text(in, where, "reason");
  if (rule.link == LinkRule::kNone) {
    reader.only(in, where, {"subject", "heading", "before", "facts", "after", "reason"});
  } else {
    out.action = reader.text(in, where, "action");
    reader.only(in, where, {"subject", "heading", "before", "facts", "action", "after", "reason"});
  }
  std::string all = out.subject + out.heading + out.action + out.reason;
  for (const auto* part : {&out.before, &out.after}) {
    for (const std::string& text : *part) all += text;
  }
  for (const auto& [label, value] : out.facts) all += label + value;
  reader.places(fmt::format("messages.{}", rule.kind), {all},
                Names(rule.placeholders.begin(), rule.placeholders.end()));
  return out;
}

void read_messages(FileReader& reader, const json::object& file, Language& language) {
  const json::object* messages = reader.object(file, "", "messages");
  if (messages == nullptr) return;
  for (const KindRule& rule : kind_rules()) {
    if (const json::object* message = reader.object(*messages, "messages.", rule.kind))
      language.messages.emplace(rule.kind, read_message(reader, *message, rule));
  }
  for (const auto& member : *messages) {
    const std::string_view kind = member.key();
    if (!language.messages.contains(kind)) reader.problem(fmt::format("messages.{} is no message", kind));
  }
}

void read_words(FileReader& reader, const json::object& file, Language& language) {
  const json::object* in = reader.object(file, "", "words");
  if (in == nullptr) return;
  for (const std::string_view word : words()) language.words.emplace(word, reader.text(*in, "words.", word));
  for (const auto& member : *in) {
    const std::string_view key = member.key();
    if (!language.words.contains(key)) reader.problem(fmt::format("words.{} is no word", key));
  }
}

void read_times(FileReader& reader, const json::object& file, Language& language) {
  const auto months = reader.texts(file, "", "months");
  if (months.size() == language.months.size()) {
    std::ranges::copy(months, language.months.begin());
  } else {
    reader.problem("months must be 12 texts");
  }
  language.date = reader.text(file, "", "date");
  reader.places("date", {language.date}, {"day", "month", "year", "time", "zone"});
  if (const json::object* duration = reader.object(file, "", "duration")) {
    language.shortest = reader.text(*duration, "duration.", "shortest");
    language.minutes = reader.text(*duration, "duration.", "minutes");
    language.hours = reader.text(*duration, "duration.", "hours");
    reader.only(*duration, "duration.", {"shortest", "minutes", "hours"});
    reader.places("duration.minutes", {language.minutes}, {"minutes"});
    reader.places("duration.hours", {language.hours}, {"hours", "minutes"});
  }
}

std::vector<Language> read_all() {
  std::vector<Language> all;
  for (const LanguageFile& file : language_files()) {
    auto language = language_from(file);
    check(language.has_value());  // MailLanguages.EveryShippedFileIsWhole reads them all.
    all.push_back(std::move(*language));
  }
  return all;
}

/// How far the clocks of the zone are ahead of UTC then.
std::chrono::milliseconds offset_at(const model::TimeZone& zone, WallMs at) {
  const auto local = zone.local(at);
  return local.day.time_since_epoch() + local.time - at.time_since_epoch();
}

/// "UTC", "UTC-03:00"
std::string zone_text(std::chrono::milliseconds offset) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset).count();
  if (minutes == 0) return "UTC";
  const auto all = std::abs(minutes);
  return fmt::format("UTC{}{:02}:{:02}", minutes < 0 ? '-' : '+', all / 60, all % 60);
}

std::string_view primary(std::string_view tag) {
  return tag.substr(0, tag.find_first_of("-_"));
}

}  // namespace

std::string Language::written(WallMs time) const {
  return written(ZonedTime{time, {}});
}

std::string Language::written(const Word& word) const {
  const auto found = words.find(word.key);
  return found == words.end() ? std::string() : found->second;
}

std::string Language::written(const ZonedTime& time) const {
  const auto* zone = model::TimeZone::find(time.zone);
  const auto offset = zone == nullptr ? std::chrono::milliseconds(0) : offset_at(*zone, time.at);
  const auto when = fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time.at + offset).time_since_epoch().count());
  return fill(date, {{"day", std::to_string(when.tm_mday)},
                     {"month", months.at(static_cast<std::size_t>(when.tm_mon))},
                     {"year", std::to_string(when.tm_year + 1900)},
                     {"time", fmt::format("{:02}:{:02}", when.tm_hour, when.tm_min)},
                     {"zone", zone_text(offset)}});
}

std::string Language::written(std::chrono::seconds duration) const {
  const auto whole = std::chrono::duration_cast<std::chrono::minutes>(duration).count();
  if (whole < 1) return shortest;
  if (whole < 60) return fill(minutes, {{"minutes", std::to_string(whole)}});
  return fill(hours, {{"hours", std::to_string(whole / 60)}, {"minutes", fmt::format("{:02}", whole % 60)}});
}

Result<Language> language_from(const LanguageFile& file) {
  FileReader reader(file.tag);
  boost::system::error_code error;
  const json::value document = json::parse(file.json, error);
  if (error || !document.is_object())
    return fail(Code::kInvalid, "The mail language {} is not a JSON object.", file.tag);
  const json::object& root = document.get_object();
  Language language;
  language.tag = file.tag;
  language.name = reader.text(root, "", "name");
  language.link_hint = reader.text(root, "", "link_hint");
  language.automatic = reader.text(root, "", "automatic");
  language.unsubscribe = reader.text(root, "", "unsubscribe");
  reader.only(root, "",
              {"name", "months", "date", "duration", "link_hint", "automatic", "unsubscribe", "words", "messages"});
  reader.places("link_hint, automatic and unsubscribe", {language.link_hint, language.automatic, language.unsubscribe},
                {});
  read_words(reader, root, language);
  read_times(reader, root, language);
  read_messages(reader, root, language);
  if (!reader.problem().empty()) return fail(Code::kInvalid, "{}", reader.problem());
  return language;
}

std::span<const Language> languages() {
  static const std::vector<Language> kAll = read_all();
  return kAll;
}

const Language& language_for(std::string_view tag) {
  const auto same = [](std::string_view a, std::string_view b) {
    return model::lower_ascii(a) == model::lower_ascii(b);
  };
  for (const Language& language : languages()) {
    if (same(language.tag, tag)) return language;
  }
  for (const std::string_view wanted : {tag, std::string_view("en")}) {
    for (const Language& language : languages()) {
      if (same(primary(language.tag), primary(wanted))) return language;
    }
  }
  check(false);
  return languages().front();
}

}  // namespace callout::mail
