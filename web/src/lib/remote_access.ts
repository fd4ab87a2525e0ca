// SPDX-License-Identifier: Apache-2.0
// The switch Remote Technician of entities, as it works: the nearest one that is set, from an entity up to the root. The server decides by its own
// look; this only says beforehand what it will say.
import type { Entity } from "@/api/types";

/** The entity whose switch is off for `id` and what is below it; nothing when it is on, or when what is above may not be seen. */
export function offBy(entities: readonly Entity[], id: string): Entity | undefined {
  const by_id = new Map(entities.map((entity) => [entity.id, entity]));
  // A tree has no way round, whatever an answer says: no more steps than there are entities.
  let entity = by_id.get(id);
  for (let step = 0; entity && step < entities.length; step += 1) {
    if (entity.remote_access !== "inherited") return entity.remote_access === "off" ? entity : undefined;
    entity = entity.parent === undefined ? undefined : by_id.get(entity.parent);
  }
  return undefined;
}
