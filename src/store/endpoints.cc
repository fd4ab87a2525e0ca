// SPDX-License-Identifier: Apache-2.0
#include "store/endpoints.h"

#include <algorithm>

#include "model/text.h"

namespace callout::store {
namespace {

std::optional<std::string> device_text(const std::optional<std::string>& text) {
  return text ? std::optional(model::clean_text(*text)) : std::nullopt;
}

bool contains(const std::vector<model::Endpoint>& endpoints, const model::EndpointId& id) {
  return std::ranges::find(endpoints, id, &model::Endpoint::id) != endpoints.end();
}

struct CheckRow {
  std::optional<std::int64_t> reachable, status;
  std::optional<std::string> title, server, auth, detail;

  void bind(Query& query) { query.into(reachable).into(status).into(title).into(server).into(auth).into(detail); }
  std::optional<model::EndpointCheck> value() const {
    if (!reachable) return std::nullopt;
    return model::EndpointCheck{.reachable = *reachable != 0,
                                .status = status ? std::optional(static_cast<int>(*status)) : std::nullopt,
                                .title = title,
                                .server = server,
                                .auth = auth ? model::parse<model::AuthKind>(*auth) : std::nullopt,
                                .tls = {},
                                .detail = detail};
  }
};

struct TlsRow {
  std::string version, cipher, key, key_sha256, accepted_by;
  std::int64_t weak = 0, known_ms = 0;
  std::optional<std::string> known_key;

  void bind(Query& query) {
    query.into(version).into(cipher).into(key).into(key_sha256).into(weak);
    query.into(known_key).into(known_ms).into(accepted_by);
  }
  std::optional<model::EndpointTls> value() const {
    if (!known_key) return std::nullopt;
    return model::EndpointTls{.last = {version, cipher, key, key_sha256, weak != 0},
                              .known_key = *known_key,
                              .known_since = time_of(known_ms),
                              .accepted_by = accepted_by};
  }
};

}  // namespace

std::vector<model::Endpoint> read_endpoints(Connection& connection, const model::DeviceId& device) {
  Query query(connection,
              "SELECT id, scheme, port, reachable, http_status, title, server, auth, detail, tls_version, tls_cipher, "
              "tls_key, tls_key_sha256, tls_weak, known_key_sha256, known_ms, known_accepted_by FROM endpoints "
              "WHERE device_id = :device ORDER BY position");
  std::string id, scheme;
  std::int64_t port = 0;
  CheckRow check;
  TlsRow tls;
  query.use(device.str()).into(id).into(scheme).into(port);
  check.bind(query);
  tls.bind(query);
  std::vector<model::Endpoint> endpoints;
  while (query.next()) {
    endpoints.push_back({model::EndpointId(id), model::parse<model::Scheme>(scheme).value_or(model::Scheme::kHttp),
                         static_cast<std::uint16_t>(port), check.value(), tls.value()});
  }
  return endpoints;
}

void write_endpoints(Connection& connection, const model::DeviceId& device,
                     const std::vector<model::Endpoint>& endpoints) {
  const auto before = read_endpoints(connection, device);
  for (const auto& endpoint : before) {
    if (contains(endpoints, endpoint.id)) continue;
    Query(connection, "DELETE FROM endpoints WHERE id = :id").use(endpoint.id.str()).run();
  }
  std::int64_t position = 0;
  for (const auto& endpoint : endpoints) {
    if (contains(before, endpoint.id)) {
      Query(connection, "UPDATE endpoints SET position = :position WHERE id = :id")
          .use(position++)
          .use(endpoint.id.str())
          .run();
    } else {
      Query(connection,
            "INSERT INTO endpoints (id, device_id, position, scheme, port) VALUES (:id, :device, :position, :scheme, "
            ":port)")
          .use(endpoint.id.str())
          .use(device.str())
          .use(position++)
          .use(model::to_string(endpoint.scheme))
          .use(std::int64_t{endpoint.port})
          .run();
    }
  }
}

void write_check(Connection& connection, const model::DeviceId& device, const model::EndpointId& endpoint,
                 const model::EndpointCheck& check) {
  Query(connection,
        "UPDATE endpoints SET reachable = :reachable, http_status = :status, title = :title, server = :server, "
        "auth = :auth, detail = :detail WHERE device_id = :device AND id = :id")
      .use(std::int64_t{check.reachable})
      .use(check.status ? std::optional<std::int64_t>(*check.status) : std::nullopt)
      .use(device_text(check.title))
      .use(device_text(check.server))
      .use(check.auth ? std::optional(std::string(model::to_string(*check.auth))) : std::nullopt)
      .use(device_text(check.detail))
      .use(device.str())
      .use(endpoint.str())
      .run();
}

void write_tls(Connection& connection, const model::DeviceId& device, const model::EndpointId& endpoint,
               const model::TlsFacts& tls, bool known_identity, WallMs now) {
  Query(connection,
        "UPDATE endpoints SET tls_version = :version, tls_cipher = :cipher, tls_key = :key, tls_key_sha256 = :sha, "
        "tls_weak = :weak WHERE device_id = :device AND id = :id")
      .use(tls.version)
      .use(tls.cipher)
      .use(tls.key)
      .use(tls.key_sha256)
      .use(std::int64_t{tls.weak})
      .use(device.str())
      .use(endpoint.str())
      .run();
  if (!known_identity) return;
  Query(connection,
        "UPDATE endpoints SET known_key_sha256 = tls_key_sha256, known_ms = :now WHERE device_id = :device AND id = "
        ":id AND known_key_sha256 IS NULL")
      .use(ms_of(now))
      .use(device.str())
      .use(endpoint.str())
      .run();
}

bool accept_key(Connection& connection, const model::DeviceId& device, const model::EndpointId& endpoint,
                std::string_view key, std::string_view by, WallMs now) {
  return Query(connection,
               "UPDATE endpoints SET known_key_sha256 = tls_key_sha256, known_ms = :now, known_accepted_by = :by "
               "WHERE device_id = :device AND id = :id AND tls_key_sha256 = :key AND known_key_sha256 <> :key2")
             .use(ms_of(now))
             .use(by)
             .use(device.str())
             .use(endpoint.str())
             .use(key)
             .use(key)
             .run() != 0;
}

void forget_keys(Connection& connection, const model::DeviceId& device) {
  Query(connection,
        "UPDATE endpoints SET known_key_sha256 = NULL, known_ms = NULL, known_accepted_by = NULL WHERE device_id = "
        ":device")
      .use(device.str())
      .run();
}

}  // namespace callout::store
