// SPDX-License-Identifier: Apache-2.0
// What a browser asks of one of the device's web servers, once it is clear which one, for whose page, and with whose
// credentials (ADR 0062). Most requests go to the host of the server that they are meant for. Those of WebSockets,
// EventSources and beacons can't wait until the browser has our cookie there, and follow no redirect or must not be
// seen to. They come by way of the page's own host, which has the cookie:
//
//   abc        /.callout/other/abc-8081/live        as if it had gone to abc-8081 /live, for a page at abc
//   abc        /.callout/anonymous/abc-8081/events  the same, without the device's cookies
//
// What comes so must not be a document, a script or anything else that the browser would then take for the page's own;
// and since the browser does not ask by CORS here, the relay does. Made by Relay for each request; used by forward.cc.
#pragma once

#include <optional>
#include <string_view>

#include "http/exchange.h"
#include "relay/session_traffic.h"
#include "wire/crossing.h"

namespace callout::relay {

struct Asked {
  wire::RequestHead head;  ///< As the browser would have sent it to the server's own host.
  SessionHost server;
  SessionHost sent_to;  ///< The host that the browser has sent it to, and whose cookies came along.
  wire::Credentials credentials = wire::Credentials::kAll;
  bool by_way = false;
};

/// Whether the target asks for another host's web server by way of this one.
bool is_by_way(std::string_view target);
/// nullopt: what comes by way may not be asked so.
std::optional<Asked> read_asked(const http::Exchange& exchange, const SessionTraffic& traffic, const SessionHost& here);

/// Takes what the page must not get out of the device's own answer, and brings cookies to the session's other hosts.
/// False: the device does not let the page read it at all.
bool admit_answer(wire::ResponseHead& head, const Asked& asked, SessionTraffic& traffic, std::chrono::sys_seconds now);

}  // namespace callout::relay
