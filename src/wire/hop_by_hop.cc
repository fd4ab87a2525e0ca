// SPDX-License-Identifier: Apache-2.0
#include "wire/hop_by_hop.h"

#include "wire/ascii.h"
#include "wire/name_set.h"

namespace callout::wire {
namespace {

constexpr NameSet kFixed("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
                         "te", "trailer", "transfer-encoding", "upgrade");
constexpr NameSet kNeverNamed("content-length", "host", "cookie", "set-cookie", "authorization");

}  // namespace

HopByHop::HopByHop(const Headers& headers) {
  for (const Header& line : headers) {
    if (!same_name(line.name, "connection")) continue;
    for (std::string_view rest = line.value; !rest.empty();) {
      const std::string_view name = next_in_list(rest);
      if (same_name(name, "close") || kFixed.contains(name) || kNeverNamed.contains(name)) continue;
      named_.append(name).append(",");
    }
  }
}

bool HopByHop::operator()(const Header& line) const {
  return kFixed.contains(line.name) || (!named_.empty() && list_has_token(named_, line.name));
}

void remove_hop_by_hop(Headers& headers) {
  const HopByHop is_hop_by_hop(headers);
  std::erase_if(headers.lines(), [&is_hop_by_hop](const Header& line) { return is_hop_by_hop(line); });
}

}  // namespace callout::wire
