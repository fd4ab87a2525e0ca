// SPDX-License-Identifier: Apache-2.0
#include "rights/places.h"

#include "rights/recording.h"
#include "store/access_rights.h"
#include "store/entities.h"

namespace callout::rights {

using access::Action;
using access::Target;

namespace {

Result<> record_entity(Change& change, model::AuditKind kind, const model::Entity& before, const model::Entity& after) {
  model::AuditRecord record{.kind = kind};
  record.entity = after.id.empty() ? model::AuditThing<model::EntityId>{before.id, before.path}
                                   : model::AuditThing<model::EntityId>{after.id, after.path};
  note(record, "path", before.path, after.path);
  return change.record(std::move(record));
}

}  // namespace

Result<> may_move(const Change& change, const Actor& by, Action manage, const Target& thing,
                  const model::EntityId& from, const model::EntityId& to) {
  if (change.snapshot.entity(to) == nullptr) return fail(Code::kInvalid, "The entity is not one of this team.");
  if (auto may = change.require(by, manage, Target::of_entity(by.team, to)); !may) return may;
  if (access::gains_by_move(change.snapshot, by, from, to, change.now))
    return fail(Code::kDenied,
                "You would get rights by this move that you do not have now: ask another administrator.");
  if (access::remote_access_on(change.snapshot, from) || !access::remote_access_on(change.snapshot, to)) return {};
  if (auto may = change.require(by, Action::kRemoteAccessConfigure, thing); !may)
    return fail(Code::kDenied, "Remote Technician is off where it is and on where it would go; you may not switch it.");
  return {};
}

Result<> forget_scope(Change& change, const model::Scope& scope) {
  store::AccessRights rights(change.scope);
  const auto lost = rights.all({.scope = scope});
  if (!lost) return fail(lost);
  for (const auto& right : *lost) {
    change.holders.push_back(right.holder);
    if (auto kept = record_right(change, model::AuditKind::kRightRemoved, right); !kept) return kept;
  }
  return rights.remove_all({.scope = scope});
}

Result<model::Entity> add_entity(Authority& authority, const Actor& by, const model::EntityId& parent,
                                 std::string_view name) {
  return authority.change(by, [&](Change& change) -> Result<model::Entity> {
    if (change.snapshot.entity(parent) == nullptr)
      return fail(Code::kInvalid, "The parent is not an entity of this team.");
    if (auto may = change.require(by, Action::kEntitiesManage, Target::of_entity(by.team, parent)); !may)
      return fail(may);
    change.entities = true;
    auto entity = store::Entities(change.scope).create(parent, name);
    if (!entity) return entity;
    if (auto kept = record_entity(change, model::AuditKind::kEntityCreated, {}, *entity); !kept) return fail(kept);
    return entity;
  });
}

Result<model::Entity> change_entity(Authority& authority, const Actor& by, const model::EntityId& id,
                                    const std::optional<std::string>& name,
                                    const std::optional<model::EntityId>& parent) {
  return authority.change(by, [&](Change& change) -> Result<model::Entity> {
    store::Entities entities(change.scope);
    const auto before = entities.get(id);
    if (!before) return before;
    const auto target = Target::of_entity(by.team, id);
    if (auto may = change.require(by, Action::kEntitiesManage, target); !may) return fail(may);
    if (name) {
      if (auto renamed = entities.rename(id, *name); !renamed) return fail(renamed);
    }
    if (parent) {
      const auto from = before->parent.value_or(id);
      if (auto may = may_move(change, by, Action::kEntitiesManage, target, from, *parent); !may) return fail(may);
      if (auto moved = entities.move(id, *parent); !moved) return fail(moved);
      change.entities = true;
    }
    const auto after = entities.get(id);
    if (!after) return after;
    const auto kind = parent ? model::AuditKind::kEntityMoved : model::AuditKind::kEntityChanged;
    if (auto kept = record_entity(change, kind, *before, *after); !kept) return fail(kept);
    return after;
  });
}

Result<> remove_entity(Authority& authority, const Actor& by, const model::EntityId& id) {
  return authority.change(by, [&](Change& change) -> Result<> {
    store::Entities entities(change.scope);
    const auto entity = entities.get(id);
    if (!entity) return fail(entity);
    if (auto may = change.require(by, Action::kEntitiesManage, Target::of_entity(by.team, id)); !may) return may;
    if (auto forgotten = forget_scope(change, model::Scope::of(id)); !forgotten) return forgotten;
    change.entities = true;
    if (auto removed = entities.remove(id); !removed) return removed;
    return record_entity(change, model::AuditKind::kEntityRemoved, *entity, {});
  });
}

}  // namespace callout::rights
