// SPDX-License-Identifier: Apache-2.0
#include "api/may.h"

namespace callout::api {

using access::Action;
using access::Target;

namespace {

Answer<Target> seen(const Context& context, const Call& call, Action action, Target target) {
  if (!may(context, call.subject(), action, target)) return refuse(not_found());
  return target;
}

}  // namespace

std::optional<Problem> forbidden(const Context& context, const Call& call, Action action, const Target& target) {
  const auto decision = context.authority.decide(call.subject(), action, target);
  if (decision.allowed) return std::nullopt;
  return denied(std::string(decision.sentence()) + " Ask an administrator of your team.");
}

Answer<Target> seen_device(const Context& context, const Call& call, const model::DeviceId& device) {
  auto facts = context.authority.facts(call.team(), device);
  if (!facts) return refuse(facts);
  return seen(context, call, Action::kDevicesView, Target::of_device(call.team(), std::move(*facts)));
}

Answer<Target> seen_install(const Context& context, const Call& call, const model::InstallId& install) {
  return seen(context, call, Action::kInstallsView, Target::of_install(call.team(), install));
}

Answer<Target> seen_entity(const Context& context, const Call& call, const model::EntityId& entity) {
  return seen(context, call, Action::kEntitiesView, Target::of_entity(call.team(), entity));
}

Target target_of(const Context& context, const model::Session& session) {
  auto facts = context.authority.facts(session.team, session.device);
  auto target = facts ? Target::of_device(session.team, std::move(*facts)) : Target::of_team(session.team);
  return std::move(target).owned_by(session.technician);
}

Target target_of(const Context& context, const model::Job& job) {
  const bool there = context.authority.of(job.team)->install(job.install) != nullptr;
  auto target = there ? Target::of_install(job.team, job.install) : Target::of_team(job.team);
  return std::move(target).owned_by(job.technician);
}

Target target_of(const model::Technician& technician) {
  return Target::of_entity(technician.team, technician.home).owned_by(technician.id);
}

}  // namespace callout::api
