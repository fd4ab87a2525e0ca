// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "api/fields.h"
#include "api/handlers.h"
#include "api/me.h"
#include "api/parameters.h"
#include "api/person_fields.h"
#include "api/sign_in_cookie.h"
#include "base/encoding.h"

namespace callout::api {
namespace {

// The label of a session host, which is given with or without the session domain behind it.
std::optional<std::string_view> label_of(std::string_view host, std::string_view session_authority) {
  const auto dot = host.find('.');
  if (dot != std::string_view::npos && host.substr(dot + 1) != session_authority) return std::nullopt;
  const std::string_view label = host.substr(0, dot);
  const bool plain =
      std::ranges::all_of(label, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  return plain && !label.empty() ? std::optional(label) : std::nullopt;
}

Answer<Response> signed_in(Context& context, const Call& call, const identity::NewSignIn& made) {
  // The browser's earlier sign-in is over: it is about to lose the cookie, and nobody else shall keep it.
  if (!call.secret.empty()) {
    const auto earlier = context.sign_ins.find(call.secret);
    if (const auto ended = context.sign_ins.sign_out(call.secret, call.remote_ip, "another one in the same browser");
        !ended)
      return refuse(ended);
    if (earlier) end_all_of(context, earlier->id);
  }
  for (const auto& displaced : made.displaced) end_all_of(context, displaced);
  const auto me = me_of(context, made.signed_in);
  if (!me) return refuse(me.error());
  Response response = json_response(200, *me);
  response.headers.add("Set-Cookie", sign_in_cookie(made.secret));
  return response;
}

}  // namespace

Answer<Response> sign_in(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string email = in.text("email", {1, 254});
  const std::string password = in.text("password", {1, 1024});
  if (auto problem = in.finish()) return refuse(std::move(*problem));

  auto begun = context.account_services.half_open.begin(email, password, call.remote_ip);
  if (!begun && begun.error().code == Code::kDenied) return refuse(Problem{401, "denied", begun.error().message});
  if (!begun) return refuse(with_wait(begun.error(), context.sign_ins.retry_after(email, call.remote_ip)));
  if (begun->made) return signed_in(context, call, *begun->made);
  Response response = json_response(200, {{"second_factor", true}, {"challenge", begun->challenge}});
  response.headers.add("Set-Cookie", half_open_cookie(begun->cookie));
  return response;
}

Answer<Response> give_second_factor(Context& context, const Call& call) {
  Fields in(call.body);
  const std::string challenge = in.text("challenge", {1, 128});
  const std::string code = in.text("code", {1, 64});
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  auto& half_open = context.account_services.half_open;
  const auto made = half_open.finish(challenge, call.half_open, code, call.remote_ip);
  if (!made && made.error().code == Code::kDenied) return refuse(Problem{401, "denied", made.error().message});
  if (!made && made.error().code == Code::kClosed) return refuse(Problem{401, "signed_out", made.error().message});
  if (!made) return refuse(with_wait(made.error(), half_open.retry_after(challenge)));
  auto response = signed_in(context, call, *made);
  if (response) response->headers.add("Set-Cookie", cleared_half_open_cookie());
  return response;
}

Answer<Response> sign_out(Context& context, const Call& call) {
  if (const auto done = context.sign_ins.sign_out(call.secret, call.remote_ip); !done) return refuse(done);
  end_all_of(context, call.signed_in->id);
  Response response = empty_response(204);
  response.headers.add("Set-Cookie", cleared_sign_in_cookie());
  return response;
}

Answer<Response> get_me(Context& context, const Call& call) {
  const auto me = me_of(context, *call.signed_in);
  if (!me) return refuse(me.error());
  return json_response(200, *me);
}

Answer<Response> authorize(Context& context, const Call& call) {
  Parameters in(call.query);
  const std::string host = in.needed("host", 300);
  const std::string state = in.needed("state", 128);
  const std::string challenge = in.needed("challenge", 64);
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto label = label_of(host, context.addresses.session_authority);
  if (!label || !is_base64url(state) || !is_base64url(challenge)) {
    return refuse(malformed("This is no address of a session; open the device's page from the console."));
  }
  const auto code = context.tickets.authorize(call.signed_in->technician.id, call.signed_in->id, *label, challenge);
  if (!code) {
    return refuse(denied("This session is not yours or has ended; open the device's page from the console."));
  }
  return redirect_response(fmt::format("{}://{}.{}/.callout/callback?code={}&state={}", context.addresses.scheme,
                                       *label, context.addresses.session_authority, *code, state));
}

}  // namespace callout::api
