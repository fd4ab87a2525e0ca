// SPDX-License-Identifier: Apache-2.0
#include "agent/registration.h"

#include <boost/json/serialize.hpp>

#include "agent/json_text.h"

namespace callout::agent {

std::string to_json(const Registration& registration) {
  const boost::json::object object{{"version", 1},
                                   {"install", registration.install},
                                   {"name", registration.name},
                                   {"server", registration.server.to_string()},
                                   {"anchor_pem", registration.anchor_pem}};
  return boost::json::serialize(object) + "\n";
}

Result<Registration> parse_registration(std::string_view json) {
  const auto object = parse_json_object(json);
  if (!object) return fail(object);
  const auto* version = object->if_contains("version");
  if (version == nullptr || *version != 1)
    return fail(Code::kInvalid, "It was written by another version of callout-agent.");
  const auto* install = text_member(*object, "install", 64);
  const auto* name = text_member(*object, "name");
  const auto* server = text_member(*object, "server");
  const auto* anchor = text_member(*object, "anchor_pem", 64 * 1024);
  if (install == nullptr || install->empty() || name == nullptr || server == nullptr || anchor == nullptr) {
    return fail(Code::kInvalid, "A member is missing.");
  }
  const auto url = wire::parse_server_url(*server);
  if (!url) return fail(url);
  if (url->tls == anchor->empty()) return fail(Code::kInvalid, "The server's certificate is missing.");
  return Registration{std::string(*install), std::string(*name), *url, std::string(*anchor)};
}

Result<Registration> load_registration(const StateFolder& folder) {
  const auto content = folder.read(kRegistrationFile);
  if (!content) return fail(content);
  if (!*content) {
    return fail(Code::kNotFound, "This machine is not enrolled. Enrol first: callout-agent enroll TOKEN --server URL.");
  }
  auto registration = parse_registration(**content);
  if (!registration) {
    return fail(Code::kInvalid, "{} can't be used: {} Enrol again with a new token.", folder.file(kRegistrationFile),
                registration.error().message);
  }
  return registration;
}

Result<void> save_registration(const StateFolder& folder, const Registration& registration) {
  return folder.write(kRegistrationFile, to_json(registration));
}

}  // namespace callout::agent
