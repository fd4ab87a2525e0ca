// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";
import type { Entity } from "@/api/types";
import { offBy } from "./remote_access";

const entity = (id: string, parent: string | undefined, remote_access: Entity["remote_access"]): Entity => ({ id, parent, name: id, path: id, remote_access });
const tree = [
  entity("root", undefined, "off"),
  entity("dealer", "root", "inherited"),
  entity("clinic", "dealer", "on"),
  entity("ward", "clinic", "inherited"),
  entity("lab", "clinic", "off"),
];

test.each([
  ["root", "root"],
  ["dealer", "root"],
  ["clinic", undefined],
  ["ward", undefined],
  ["lab", "lab"],
  ["unknown", undefined],
])("the nearest switch that is set holds for %s", (id, off) => expect(offBy(tree, id)?.id).toBe(off));

test("a circle in an answer ends the search", () => {
  expect(offBy([entity("a", "b", "inherited"), entity("b", "a", "inherited")], "a")).toBeUndefined();
});
