// SPDX-License-Identifier: Apache-2.0
#include "client/credentials.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <unistd.h>

#include "base/private_file.h"
#include "tunnel/json_fields.h"

namespace callout::client {
namespace {

constexpr std::size_t kFileMost = 16 * 1024;
constexpr std::size_t kFieldMost = 4096;

}  // namespace

std::string credentials_path() {
  // The XDG specification: a relative path is to be ignored.
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config == '/') return std::string(config) + "/callout/credentials.json";
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? std::string(home) + "/.config/callout/credentials.json" : "";
}

std::string to_json(const Credentials& credentials) {
  return boost::json::serialize(boost::json::object{{"server", credentials.server.to_string()},
                                                    {"email", credentials.email},
                                                    {"token", credentials.token},
                                                    {"ca", credentials.authorities_file}}) +
         '\n';
}

Outcome<Credentials> parse_credentials(std::string_view json) {
  const auto object = tunnel::parse_object(json, kFileMost);
  if (!object) return failed(object);
  tunnel::JsonFields fields(*object);
  const std::string server = fields.text("server", kFieldMost);
  Credentials credentials{.server = {},
                          .token = fields.text("token", kFieldMost),
                          .email = fields.text("email", kFieldMost),
                          .authorities_file = fields.optional_text("ca", kFieldMost).value_or("")};
  if (!fields.good()) return failed(Result<>(fields.error()));
  const auto url = wire::parse_server_url(server);
  if (!url) return failed(url);
  credentials.server = *url;
  return credentials;
}

Outcome<Credentials> load_credentials(const std::string& path) {
  const auto text = read_private_file(path, Readers::kOwnerOnly, kFileMost);
  if (!text) return failed(text);
  if (!*text) return fail_with(Exit::kSignedOut, "You are not signed in: run callout login https://your.server");
  auto credentials = parse_credentials(**text);
  if (!credentials) {
    return fail_with(Exit::kSignedOut, "{} is broken ({}): run callout login https://your.server", path,
                     credentials.error().message);
  }
  return credentials;
}

Outcome<> save_credentials(const std::string& path, const Credentials& credentials) {
  if (path.empty()) return fail_with(Exit::kFailed, "Neither HOME nor XDG_CONFIG_HOME says where to keep the sign-in.");
  if (auto made = make_private_folders(path.substr(0, path.find_last_of('/'))); !made) return failed(made);
  if (auto written = write_private_file(path, to_json(credentials)); !written) return failed(written);
  return {};
}

Outcome<> remove_credentials(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return fail_with(Exit::kFailed, "{} can't be removed: {}.", path, std::strerror(errno));
  }
  return {};
}

}  // namespace callout::client
