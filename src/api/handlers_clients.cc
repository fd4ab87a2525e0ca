// SPDX-License-Identifier: Apache-2.0
#include "api/client_token.h"
#include "api/fields.h"
#include "api/handlers.h"
#include "api/me.h"

namespace callout::api {

Answer<Response> create_client_code(Context& context, const Call& call) {
  // Or a token that leaked would live on in those that it made.
  if (!call.signed_in->browser()) {
    return refuse(denied("A command line or an API token can't sign another one in; allow it in the console."));
  }
  Fields in(call.body);
  const std::string challenge = in.text("challenge", {43, 43});
  const std::string name = in.text("name", {1, 100});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto code = context.client_sign_ins.authorize(*call.signed_in, challenge, name);
  if (!code && code.error().code == Code::kInvalid) return refuse(invalid(code.error().message, "/challenge"));
  if (!code) return refuse(code);
  return json_response(201, boost::json::object{{"code", *code}});
}

Answer<Response> sign_in_client(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string code = in.text("code", {1, 128});
  const std::string verifier = in.text("verifier", {43, 128});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto redeemed = context.client_sign_ins.redeem(code, verifier, call.remote_ip);
  if (!redeemed) return refuse(redeemed);
  for (const auto& ended : redeemed->ended) end_all_of(context, ended);
  if (!redeemed->made) {
    return refuse(Problem{401, "denied", "This code does not sign anyone in any more: run callout login again."});
  }
  auto answer = me_of(context, redeemed->made->signed_in);
  if (!answer) return refuse(answer.error());
  answer->erase("csrf_token");
  answer->emplace("token", redeemed->made->secret);
  return json_response(201, *answer);
}

}  // namespace callout::api
