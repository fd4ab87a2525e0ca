// SPDX-License-Identifier: Apache-2.0
// Somebody sets the server's date while sessions and sign-ins run: neither ends early, neither lives longer, also over a restart.
// libfaketime moves what calloutd, and nobody else, sees as wall time; its monotonic and boot clocks stay true.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { folder, Stack } from "../harness/stack.mjs";

const library = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`).find(existsSync);
const kHour = 3600;

async function withDate(t) {
  assert.ok(library, "libfaketime is not installed (package faketime)");
  const device = await site.start();
  const file = `${folder(t)}/date`;
  const setDate = (hours) => writeFileSync(file, `${hours < 0 ? "" : "+"}${hours * kHour}\n`);
  setDate(0);
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  const stack = await Stack.start(t, { devices: [device], server: { env } });
  let made = 0;
  /** How many hours calloutd's date is off, by what it writes on a new install. */
  const hoursOff = async () => {
    const { install } = await stack.api.post("/installs", { name: `at ${made += 1}`, entity: stack.api.me.team.root_entity });
    return Math.round((Date.parse(install.created_at) - Date.now()) / 1000 / kHour) || 0;  // Never -0.
  };
  return { stack, setDate, hoursOff };
}

test("a date that jumps while a session runs neither ends it early nor lets it live longer", async (t) => {
  const { stack, setDate, hoursOff } = await withDate(t);
  await stack.api.patch("/team", { session_minutes: 1 });
  const session = await stack.openSession(stack.devices[0]);
  const visit = await stack.visit(session);
  const began = performance.now();
  const left = async () => (await stack.api.get(`/sessions/${session.id}`)).remaining_s;
  // Two hours ahead, two hours back, and as far as no sign-in reaches (7 days) each way.
  for (const hours of [2, -2, 200, -200, 0]) {
    setDate(hours);
    assert.equal(await hoursOff(), hours, "the date that calloutd sees");
    const gone = (performance.now() - began) / 1000;
    const now = await left();
    assert.ok(Math.abs(60 - gone - now) < 3, `${now} s left after ${gone.toFixed(1)} s with the date ${hours} h off`);
    assert.match((await visit.fetch("/")).text, /Test device/);
    assert.equal((await stack.api.get(`/installs/${stack.install}`)).online, true);
  }
  setDate(2);
  const closed = await stack.closed(session.id, 70_000);
  const lasted = (performance.now() - began) / 1000;
  t.diagnostic(`ended after ${lasted.toFixed(1)} s of 60 s`);
  assert.equal(closed.closed_reason, "expired");
  assert.ok(lasted > 57 && lasted < 63, `${lasted} s`);
  assert.notEqual((await visit.fetch("/")).status, 200);
});

test("a date that jumps while the server is down changes neither session nor sign-in", async (t) => {
  const { stack, setDate, hoursOff } = await withDate(t);
  const session = await stack.openSession(stack.devices[0]);
  const visit = await stack.visit(session);
  for (const hours of [200, -2]) {
    await stack.server.stop();
    setDate(hours);
    await stack.server.start();
    await stack.online(stack.install);
    assert.equal(await hoursOff(), hours, "signed in as before");
    const now = await stack.api.get(`/sessions/${session.id}`);
    assert.equal(now.state, "active", `${now.closed_reason}`);
    assert.ok(now.remaining_s > 29 * 60 && now.remaining_s <= 30 * 60, `${now.remaining_s} s left`);
    await until("the page", async () => /Test device/.test((await visit.fetch("/")).text), { ms: 10_000, every: 100 });
  }
});
