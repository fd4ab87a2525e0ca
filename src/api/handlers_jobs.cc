// SPDX-License-Identifier: Apache-2.0
#include "api/handlers.h"
#include "api/may.h"
#include "api/parameters.h"
#include "api/present.h"

namespace callout::api {

Answer<Response> list_jobs(Context& context, const Call& call) {
  Parameters in(call.query);
  const auto page = in.page();
  const store::JobFilter filter{
      .reach = call.reach, .install = in.id<model::InstallId>("install"), .device = in.id<model::DeviceId>("device")};
  if (auto problem = in.finish()) return refuse(std::move(*problem));
  const auto found = context.jobs.list(call.team(), page, filter);
  if (!found) return refuse(found);
  return json_response(200, present_page(*found, [](const model::Job& job) { return present(job); }));
}

Answer<Response> get_job(Context& context, const Call& call) {
  const auto job = context.jobs.get(call.team(), model::JobId{std::string(call.id)});
  if (!job) return refuse(job);
  if (!may(context, call.subject(), access::Action::kJobsView, target_of(context, *job))) return refuse(not_found());
  return json_response(200, present(*job));
}

Answer<Response> cancel_job(Context& context, const Call& call) {
  const model::JobId id{std::string(call.id)};
  const auto found = context.jobs.get(call.team(), id);
  if (!found) return refuse(found);
  if (!may(context, call.subject(), access::Action::kJobsCancel, target_of(context, *found)))
    return refuse(not_found());
  const auto job = context.jobs.cancel(call.team(), id, call.actor().audited());
  if (!job) return refuse(job);
  return json_response(200, present(*job));
}

}  // namespace callout::api
