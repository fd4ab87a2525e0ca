// SPDX-License-Identifier: Apache-2.0
// Model values as the API prints them (openapi.yaml, schemas). Called by handlers and by the live event stream, so that
// an event's data is what a GET answers. Texts of agents and devices are JSON strings here and text nodes in the
// console: data, never markup. Any thread.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "access/decide.h"
#include "api/context.h"
#include "model/device.h"
#include "model/install.h"
#include "model/job.h"
#include "model/profile.h"
#include "model/request_log.h"
#include "model/session.h"
#include "model/team.h"
#include "store/page.h"

namespace callout::api {

boost::json::object present(const model::Team& team);
boost::json::object present(const model::Technician& technician);
boost::json::object present(const model::Entity& entity);
boost::json::object present(const model::Install& install, bool online);
boost::json::object present(const model::Device& device, bool install_online);
/// Its document, with id and shipped.
boost::json::object present(const model::DeviceProfile& profile);
boost::json::object present(const model::Job& job);
/// With the start address only for the session's own technician while it is active.
boost::json::object present(const model::RequestLogEntry& entry);
boost::json::object present(const model::Session& session, const access::Subject& reader, const Addresses& addresses);

/// The origin of the session's own host.
std::string session_url(const model::Session& session, const Addresses& addresses);

/// {"items": [...], "next_cursor": ...} of a page, each item by `each`.
template <class T, class F>
boost::json::object present_page(const store::Page<T>& page, F each) {
  boost::json::array items;
  items.reserve(page.items.size());
  for (const T& item : page.items) items.push_back(each(item));
  boost::json::object out{{"items", std::move(items)}};
  if (page.next_cursor) out["next_cursor"] = *page.next_cursor;
  return out;
}

}  // namespace callout::api
