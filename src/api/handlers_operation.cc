// SPDX-License-Identifier: Apache-2.0
#include "api/handlers.h"
#include "api/openapi.h"

namespace callout::api {

Answer<Response> get_openapi(Context&, const Call&) {
  return text_response(200, "application/yaml", std::string(openapi_yaml()));
}

}  // namespace callout::api
