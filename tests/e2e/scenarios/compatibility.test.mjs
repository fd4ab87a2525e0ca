// SPDX-License-Identifier: Apache-2.0
// Every device behaviour that we know of, as Chromium shows it at the device and as the same Chromium shows it through Callout. The result is
// docs/compatibility.md, which must be what is committed; COMPATIBILITY_WRITE=1 writes it anew, COMPATIBILITY_ONLY=pattern runs rows whose name it matches.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { groups } from "../../devices/quirks/all.mjs";
import { folderOf } from "../../devices/quirk.mjs";
import { BothWays } from "../harness/both_ways.mjs";
import { launch } from "../harness/browser.mjs";
import { root } from "../harness/server.mjs";
import { table } from "../harness/compatibility_table.mjs";

const only = process.env.COMPATIBILITY_ONLY && new RegExp(process.env.COMPATIBILITY_ONLY, "i");
const slow = process.env.COMPATIBILITY_SLOW !== undefined;
const chosen = groups.map((group) => ({ ...group, rows: group.rows.filter((row) => (slow || !row.slow) && (!only || only.test(row.name))) }));
const rows = chosen.flatMap((group) => group.rows);

test("each row has a name of its own", () => {
  const folders = groups.flatMap((group) => group.rows.map(folderOf));
  assert.equal(new Set(folders).size, folders.length);
});

test("each device behaviour, at the device and through Callout", { concurrency: 6 }, async (t) => {
  const browser = await launch(t);
  const began = performance.now();
  const ways = await BothWays.start(t, rows, browser);
  t.diagnostic(`${rows.length} rows; set up in ${Math.round(performance.now() - began)} ms`);
  const cells = new Map();
  // The longest first, so that they run beside the others.
  const order = [...rows].sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0));
  await Promise.all(order.map((row) => t.test(row.name, { skip: !ways.has(row) && row.elsewhere ? "this machine can't run the device" : false }, async () => { cells.set(row, await ways.judge(row)); })));

  await t.test("no device met what it can't explain", () => {
    for (const mode of ["direct", "callout"]) for (const { device } of ways.places[mode].values()) assert.deepEqual(device.faults.map((fault) => fault.stack), []);
  });
  await t.test("docs/compatibility.md says what came out", { skip: only ? "only some rows ran" : false }, () => {
    const file = `${root}/docs/compatibility.md`;
    const written = table(groups, cells);
    if (process.env.COMPATIBILITY_WRITE) writeFileSync(file, written);
    assert.equal(readFileSync(file, "utf8"), written, "COMPATIBILITY_WRITE=1 ./run test e2e compatibility writes it anew");
  });
});
