// SPDX-License-Identifier: Apache-2.0
// kill -9: of the server in the middle of writes, and of the agent in the middle of a visit.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, picture, signIn, told } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

test("kill -9 of the server during writes loses nothing that it acknowledged", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const root = stack.api.me.team.root_entity;
  for (let round = 0; round < 5; round += 1) {
    const acknowledged = new Set();
    let writing = true;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; writing; i += 1) {
        const name = `round ${round} writer ${writer} entity ${i}`;
        const answer = await stack.api.ask("POST", "/entities", { parent: root, name }).catch(() => null);
        if (answer?.status === 201) acknowledged.add(name);
        else if (!answer) return;
      }
    });
    await until("some writes", () => acknowledged.size >= 20 + 15 * round);
    await stack.server.kill();
    writing = false;
    await Promise.all(writers);
    const ready = await stack.server.start();
    assert.ok(ready < 2000, `ready after ${Math.round(ready)} ms`);
    await stack.online(stack.install, true, 20_000);
    const names = new Set();
    for (let cursor = ""; cursor !== undefined;) {
      const page = await stack.api.get(`/entities?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const entity of page.items) names.add(entity.name);
      cursor = page.next_cursor;
    }
    const lost = [...acknowledged].filter((name) => !names.has(name));
    assert.deepEqual(lost, [], `${lost.length} of ${acknowledged.size} acknowledged writes are gone`);
    t.diagnostic(`round ${round}: ${acknowledged.size} acknowledged writes, ready after ${Math.round(ready)} ms`);
  }
  // The sign-in and the device are as before, and the main job works.
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  assert.match((await visit.fetch("/")).text, /Test device/);
});

test("an agent is back within seconds of the server's return", async (t) => {
  const stack = await Stack.start(t, {});
  await stack.server.kill();
  await stack.server.start();
  const began = performance.now();
  await stack.online(stack.install, true, 20_000);
  t.diagnostic(`back after ${Math.round(performance.now() - began)} ms`);
});

test("kill -9 of the agent: the tab says so within seconds and works again after", async (t) => {
  const device = await site.start({ pages: { "/": '<!doctype html><title>Live</title><p id="state">what the device says</p>' } });
  const stack = await Stack.start(t, { devices: [device] });
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  await onSessionHost(tab, stack.server.url);
  await tab.getByText("what the device says").waitFor();
  await stack.agent.kill();
  const began = performance.now();
  await until("the tab says that the install is away", async () => /install|connection/i.test((await told(tab)).replace("what the device says", "")), { ms: 8000, every: 100 });
  t.diagnostic(`the open page said so after ${Math.round(performance.now() - began)} ms`);
  await picture(tab, "install-away");
  // A new page is refused with the hop that failed.
  await tab.reload();
  await tab.getByText("could not be reached").waitFor();
  assert.ok(!(await tab.locator("body").innerText()).includes("what the device says"));
  await stack.online(stack.install, false);
  stack.agent.start();
  await stack.online(stack.install, true);
  await until("the page again", async () => {
    await tab.reload();
    return (await tab.locator("body").innerText()).includes("what the device says");
  }, { ms: 20_000, every: 300 });
});

test("SIGTERM drains: the server stops by itself with exit code 0", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  const stream = await visit.open("/stream");
  stream.on("error", () => {});
  stream.resume();
  const began = performance.now();
  const { code, signal } = await stack.server.program.stop({ grace: 15_000 });
  t.diagnostic(`stopped after ${Math.round(performance.now() - began)} ms`);
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, stack.server.program.output.slice(-2000));
  const agent = await stack.agent.stop();
  assert.equal(agent.code, 0, stack.agent.program.output.slice(-2000));
});
