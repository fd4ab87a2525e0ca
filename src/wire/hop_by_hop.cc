// SPDX-License-Identifier: Apache-2.0
#include "wire/hop_by_hop.h"

#include <algorithm>
#include <array>
#include <span>

#include "wire/ascii.h"

namespace callout::wire {
namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [name](std::string_view known) { return equal_ignoring_case(name, known); });
}

constexpr std::array<std::string_view, 9> kHopByHop = {
    "connection", "keep-alive",        "proxy-connection", "proxy-authenticate", "proxy-authorization", "te",
    "trailer",    "transfer-encoding", "upgrade"};
constexpr std::array<std::string_view, 5> kNeverNamed = {"content-length", "host", "cookie", "set-cookie",
                                                         "authorization"};

}  // namespace

void remove_hop_by_hop(Headers& headers) {
  std::string named;
  for (const std::string_view value : headers.all("connection")) named.append(value).append(",");
  std::erase_if(headers.lines(), [&named](const Header& line) {
    if (is_one_of(line.name, kHopByHop)) return true;
    return !named.empty() && list_has_token(named, line.name) && !is_one_of(line.name, kNeverNamed);
  });
}

}  // namespace callout::wire
