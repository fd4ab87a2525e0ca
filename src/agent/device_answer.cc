// SPDX-License-Identifier: Apache-2.0
#include "agent/device_answer.h"

#include "wire/hop_by_hop.h"

namespace callout::agent {
namespace {

bool begins_with(std::string_view text, std::string_view lower_start) {
  return wire::equal_ignoring_case(text.substr(0, lower_start.size()), lower_start);
}

/// An answer to HEAD or a 304 may say how long a GET's would be; only a plain number can stand.
bool is_plain_number(std::string_view text) {
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void clean_answer(wire::ParsedResponse& answer) {
  wire::Headers& headers = answer.head.headers;
  wire::remove_hop_by_hop(headers);
  if (answer.body.kind == wire::Framing::kLength) {
    headers.set("content-length", std::to_string(answer.body.length));
    return;
  }
  const auto lengths = headers.all("content-length");
  const bool informs = answer.body.kind == wire::Framing::kNone && answer.head.status != 204 &&
                       answer.head.status != 101 && lengths.size() == 1 && is_plain_number(lengths.front());
  if (!informs) headers.remove("content-length");
}

bool is_endless(const wire::ResponseHead& head) {
  const std::string* type = head.headers.find("content-type");
  return type != nullptr &&
         (begins_with(*type, "multipart/x-mixed-replace") || begins_with(*type, "text/event-stream"));
}

bool signs_in_connection(const wire::ResponseHead& head) {
  if (head.status != 401) return false;
  for (const std::string_view challenge : head.headers.all("www-authenticate")) {
    if (begins_with(challenge, "ntlm") || begins_with(challenge, "negotiate")) return true;
  }
  return false;
}

}  // namespace callout::agent
