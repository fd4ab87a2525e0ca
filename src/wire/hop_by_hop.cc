// SPDX-License-Identifier: Apache-2.0
#include "wire/hop_by_hop.h"

#include <algorithm>
#include <array>
#include <span>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [name](std::string_view known) { return same_name(name, known); });
}

constexpr std::array<std::string_view, 9> kFixed = {
    "connection", "keep-alive",        "proxy-connection", "proxy-authenticate", "proxy-authorization", "te",
    "trailer",    "transfer-encoding", "upgrade"};
constexpr std::array<std::string_view, 5> kNeverNamed = {"content-length", "host", "cookie", "set-cookie",
                                                         "authorization"};

}  // namespace

HopByHop::HopByHop(const Headers& headers) {
  for (const Header& line : headers) {
    if (!same_name(line.name, "connection")) continue;
    for (std::string_view rest = line.value; !rest.empty();) {
      const std::string_view name = next_in_list(rest);
      if (same_name(name, "close") || is_one_of(name, kFixed) || is_one_of(name, kNeverNamed)) continue;
      named_.append(name).append(",");
    }
  }
}

bool HopByHop::operator()(const Header& line) const {
  return is_one_of(line.name, kFixed) || (!named_.empty() && list_has_token(named_, line.name));
}

void remove_hop_by_hop(Headers& headers) {
  std::erase_if(headers.lines(), HopByHop(headers));
}

}  // namespace callout::wire
