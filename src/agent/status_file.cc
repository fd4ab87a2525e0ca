// SPDX-License-Identifier: Apache-2.0
#include "agent/status_file.h"

#include <array>

#include <boost/json/serialize.hpp>

#include "agent/json_text.h"

namespace callout::agent {
namespace {

constexpr std::array<std::string_view, 4> kStates{"connecting", "connected", "waiting", "stopped"};

std::int64_t number(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::string text(const boost::json::object& object, std::string_view key) {
  const auto* value = text_member(object, key);
  return value == nullptr ? "" : std::string(*value);
}

}  // namespace

std::string_view name_of(AgentStatus::State state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::string to_json(const AgentStatus& status) {
  const boost::json::object object{{"state", name_of(status.state)},
                                   {"pid", status.pid},
                                   {"since", status.since},
                                   {"last_error", status.last_error},
                                   {"next_try", status.next_try},
                                   {"devices", status.devices},
                                   {"refused_devices", status.refused_devices},
                                   {"sessions", status.sessions}};
  return boost::json::serialize(object) + "\n";
}

Result<AgentStatus> parse_status(std::string_view json) {
  const auto object = parse_json_object(json);
  if (!object) return fail(object);
  AgentStatus status;
  const std::string state = text(*object, "state");
  std::size_t index = 0;
  while (index < kStates.size() && kStates[index] != state) ++index;
  if (index == kStates.size()) return fail(Code::kInvalid, "The status file names no state.");
  status.state = static_cast<AgentStatus::State>(index);
  status.pid = number(*object, "pid");
  status.since = text(*object, "since");
  status.last_error = text(*object, "last_error");
  status.next_try = text(*object, "next_try");
  status.devices = number(*object, "devices");
  status.refused_devices = number(*object, "refused_devices");
  status.sessions = number(*object, "sessions");
  return status;
}

}  // namespace callout::agent
