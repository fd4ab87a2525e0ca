// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/fields.h"
#include "api/handlers.h"

namespace callout::api {
namespace {

constexpr Length kProof{1, 128};     // An Ed25519 signature has 86 characters of base64url.
constexpr Length kPublicKey{1, 64};  // 43 characters.
constexpr Length kAgentText{0, 200};

}  // namespace

Answer<Response> agent_enroll(Context& context, const Call& call) {
  Fields in(call.body);
  identity::EnrolRequest request{.token = in.text("token", {1, 256}),
                                 .public_key = in.text("public_key", kPublicKey),
                                 .proof = in.text("proof", kProof),
                                 .agent = {}};
  request.agent.agent_version = in.maybe_text("agent_version", kAgentText).value_or("");
  request.agent.hostname = in.maybe_text("hostname", kAgentText).value_or("");
  request.agent.os = in.maybe_text("os", kAgentText).value_or("");
  request.agent.remote_address = std::string(call.remote_ip);
  if (auto problem = in.finish()) return refuse(std::move(*problem));

  const auto enrolled = context.enrolments.enroll(request);
  if (!enrolled && enrolled.error().code == Code::kExhausted) {
    const long wait = std::max(1L, static_cast<long>(context.enrolments.retry_after(call.remote_ip).count()));
    return refuse(Problem{429, "rate_limited", enrolled.error().message, "", wait});
  }
  if (!enrolled) return refuse(enrolled);
  // An agent that still holds the key from before is cut off.
  context.jobs.disconnect(enrolled->install);
  return json_response(200, boost::json::object{{"install", enrolled->install.str()}, {"name", enrolled->name}});
}

Answer<Response> agent_rotate_key(Context& context, const Call& call) {
  Fields in(call.body);
  const identity::KeyRotation rotation{.install = model::InstallId(in.text("install", {1, 64})),
                                       .public_key = in.text("public_key", kPublicKey),
                                       .time = in.integer("time", 0, 1LL << 40),
                                       .proof_old = in.text("proof_old", kProof),
                                       .proof_new = in.text("proof_new", kProof)};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto agent = context.agent_keys.rotate(rotation);
  if (!agent) return refuse(agent);
  // Whoever is connected proved the old key: it dials again with the new one.
  context.jobs.disconnect(agent->install);
  return empty_response(204);
}

}  // namespace callout::api
