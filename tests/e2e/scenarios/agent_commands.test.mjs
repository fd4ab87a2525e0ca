// SPDX-License-Identifier: Apache-2.0
// What someone at the site types: status, doctor, rotate-key; and one key live from two machines.
import assert from "node:assert/strict";
import { chmodSync, cpSync } from "node:fs";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { Agent } from "../harness/server.mjs";
import { Stack } from "../harness/stack.mjs";

/** A state folder on another machine: as private as the first, or the agent refuses it. */
function copyState(from, to) {
  cpSync(from, to, { recursive: true });
  chmodSync(to, 0o700);
}

test("status and doctor say how it stands and what to do", async (t) => {
  const stack = await Stack.start(t, {});
  const status = await stack.agent.command("status");
  assert.equal(status.code, 0, status.stdout + status.stderr);
  assert.match(status.stdout, /Main street/);
  const good = await stack.agent.command("doctor");
  assert.equal(good.code, 0, good.stdout + good.stderr);
  assert.ok((good.stdout.match(/pass/gi) ?? []).length >= 3, good.stdout);
  await stack.server.stop();
  const bad = await stack.agent.command("doctor");
  assert.notEqual(bad.code, 0);
  assert.match(bad.stdout, /fail/i);
  assert.ok(bad.stdout.split("\n").some((line) => /check|start|firewall|server/i.test(line)), bad.stdout);
});

test("a rotated key works and the old one does not", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const before = `${stack.dir}/old-key`;
  copyState(stack.agent.state, before);
  const rotated = await stack.agent.command("rotate-key");
  assert.equal(rotated.code, 0, rotated.stdout + rotated.stderr);
  await stack.agent.stop();
  await stack.online(stack.install, false);
  stack.agent.start();
  await stack.online(stack.install, true);
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  assert.match((await visit.fetch("/")).text, /Test device/);
  await stack.agent.stop();
  await stack.online(stack.install, false);
  const old = new Agent(`${stack.dir}/old`);
  copyState(before, old.state);
  old.start();
  t.after(() => old.stop());
  await old.program.line("a refusal", (line) => /refus|key|denied|403/i.test(line), 10_000);
  assert.equal((await stack.api.get(`/installs/${stack.install}`)).online, false);
});

test("one key live from two machines: the second is refused and shown", async (t) => {
  const stack = await Stack.start(t, {});
  const copy = new Agent(`${stack.dir}/copy`);
  copyState(stack.agent.state, copy.state);
  copy.start();
  t.after(() => copy.stop());
  await until("the install marked", async () => (await stack.api.get(`/installs/${stack.install}`)).duplicate_key === true, { ms: 10_000 });
  assert.equal((await stack.api.get(`/installs/${stack.install}`)).online, true);
});

test("an install that is removed is told so and does not come back", async (t) => {
  const stack = await Stack.start(t, {});
  await stack.api.delete(`/installs/${stack.install}`);
  await stack.agent.program.line("that it was removed", (line) => /remov|revok|unknown|refus|enroll/i.test(line), 10_000);
  assert.equal((await stack.api.ask("GET", `/installs/${stack.install}`)).status, 404);
});
