// SPDX-License-Identifier: Apache-2.0
// How a visit ends: by time, by people, by what was removed. Each end cuts both legs within a second, and the tab says why and offers to start again.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import test, { describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { until, within } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, picture, signIn } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

const page = '<!doctype html><title>Device</title><p>what the device says</p><img src="/stream">';

/** Opens a stream through the session, runs `end`, and answers when both legs were cut, in ms after `end` began, or after it was `answered`. */
async function cutBy(stack, device, session, end, { api = stack.api, answered = false } = {}) {
  const visit = await stack.visit(session, { api });
  const stream = await visit.open("/stream");
  const browserLeg = new Promise((resolve) => { stream.on("close", () => resolve(performance.now())); stream.on("error", () => {}); });
  stream.resume();
  await until("the stream at the device", () => device.open >= 1);
  const cuts = device.cut.length;
  const began = performance.now();
  await end(visit);
  const from = answered ? performance.now() : began;
  const deviceLeg = until("the device's leg cut", () => device.cut.length > cuts && device.cut.at(-1).at, { ms: 5000, every: 5 });
  const [browserAt, deviceAt] = await within(6000, "both legs cut", Promise.all([browserLeg, deviceLeg]));
  return { visit, browser: browserAt - from, device: deviceAt - from };
}

const inTime = (t, cut) => {
  t.diagnostic(`browser leg cut after ${Math.round(cut.browser)} ms, device leg after ${Math.round(cut.device)} ms`);
  assert.ok(cut.browser < 1000, `browser leg after ${cut.browser} ms`);
  assert.ok(cut.device < 1000, `device leg after ${cut.device} ms`);
};

test("ends by people and by removal cut both legs within a second", async (t) => {
  const device = await site.start({ pages: { "/": page } });
  const stack = await Stack.start(t, { devices: [device] });
  const member = await stack.member();
  t.after(() => member.close());
  const [target] = stack.devices;

  await t.test("by its technician", async (s) => {
    const session = await stack.openSession(target);
    const cut = await cutBy(stack, device, session, () => stack.api.post(`/sessions/${session.id}/end`));
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "ended_by_technician");
    const answer = await cut.visit.fetch("/");
    assert.notEqual(answer.status, 200);
  });

  await t.test("by an administrator", async (s) => {
    const session = await stack.openSession(target, { api: member });
    const visit = await stack.visit(session, { api: member });
    const stream = await visit.open("/stream");
    const closed = new Promise((resolve) => { stream.on("close", resolve); stream.on("error", () => {}); });
    stream.resume();
    const began = performance.now();
    await stack.api.post(`/sessions/${session.id}/end`);
    await within(1000, "the member's stream cut", closed);
    s.diagnostic(`cut after ${Math.round(performance.now() - began)} ms`);
    assert.equal((await member.get(`/sessions/${session.id}`)).closed_reason, "ended_by_administrator");
  });

  await t.test("by signing out where it was opened, and no other sign-in's", async (s) => {
    const shared = await stack.server.signedIn(owner.email, owner.password);
    const elsewhere = await stack.openSession(target);
    const session = await stack.openSession(target, { api: shared });
    const cut = await cutBy(stack, device, session, () => shared.signOut(), { api: shared });
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "signed_out");
    // The next person at that computer has the browser with all its cookies.
    const answer = await cut.visit.fetch("/");
    assert.equal(answer.status, 410);
    assert.match(answer.text, /You were signed out of Callout/);
    assert.equal((await stack.api.get(`/sessions/${elsewhere.id}`)).state, "active");
    await stack.api.post(`/sessions/${elsewhere.id}/end`);
    shared.close();
  });

  await t.test("by signing out where another sign-in's session was entered", async (s) => {
    const shared = await stack.server.signedIn(owner.email, owner.password);
    const session = await stack.openSession(target);
    const cut = await cutBy(stack, device, session, () => shared.signOut(), { api: shared });
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "signed_out");
    shared.close();
  });

  await t.test("by a new password of its technician", async (s) => {
    const session = await stack.openSession(target, { api: member });
    // There is no new password before it is hashed, which is slow on purpose: half a second and more on a small machine that does other things.
    const cut = await cutBy(stack, device, session, () => stack.api.patch(`/technicians/${member.technician.id}`, { password: "member password 2" }), { api: member, answered: true });
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "signed_out");
  });

  await t.test("when the device is removed", async (s) => {
    const extra = await stack.addDevice(device, { name: "to be removed" });
    const session = await stack.openSession(extra);
    const cut = await cutBy(stack, device, session, () => stack.api.delete(`/devices/${extra.id}`));
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "device_removed");
  });

  await t.test("when the device's endpoints change", async (s) => {
    const extra = await stack.addDevice(device, { name: "to be changed" });
    const session = await stack.openSession(extra);
    const cut = await cutBy(stack, device, session, () => stack.api.patch(`/devices/${extra.id}`, { endpoints: [...device.endpoints, { scheme: "http", port: 8 }] }));
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "device_changed");
  });

  await t.test("when the install is removed", async (s) => {
    const session = await stack.openSession(target);
    const cut = await cutBy(stack, device, session, () => stack.api.delete(`/installs/${stack.install}`));
    inTime(s, cut);
    assert.equal((await stack.closed(session.id)).closed_reason, "install_removed");
  });
});

// These wait for clocks, so they wait together.
describe("by time", { concurrency: true }, () => {
test("a session ends after the team's minutes, can be extended, and the tab says why and starts again", async (t) => {
  const device = await site.start({ pages: { "/": page } });
  const stack = await Stack.start(t, { devices: [device] });
  await stack.api.patch("/team", { session_minutes: 1 });
  const browser = await launch(t);
  const consolePage = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(consolePage, stack.server.url, stack.devices[0]);
  const origin = await onSessionHost(tab, stack.server.url);
  await tab.getByText("what the device says").waitFor();
  const live = async () => (await stack.api.get("/sessions?live=true")).items;
  const [session] = await live();
  assert.ok(session.remaining_s > 50 && session.remaining_s <= 60, `${session.remaining_s} s left`);

  // Times hold over a restart of the server: the session goes on with the time that was left.
  await until("some seconds gone", async () => (await stack.api.get(`/sessions/${session.id}`)).remaining_s <= 55, { ms: 10_000, every: 200 });
  await stack.server.stop();
  await stack.server.start();
  await stack.online(stack.install);
  const after = await stack.api.get(`/sessions/${session.id}`);
  assert.equal(after.state, "active", `after the restart it is ${after.state} (${after.closed_reason})`);
  assert.ok(after.remaining_s <= 55, `${after.remaining_s} s left after the restart`);
  await until("the page after the restart", async () => { await tab.reload(); return (await tab.locator("body").innerText()).includes("what the device says"); }, { ms: 10_000, every: 200 });

  // Extended without losing the page.
  await tab.evaluate(() => { window.marker = "not reloaded"; });
  await until("less time left", async () => (await stack.api.get(`/sessions/${session.id}`)).remaining_s <= 50, { ms: 15_000, every: 200 });
  const extended = await stack.api.post(`/sessions/${session.id}/extend`);
  assert.ok(extended.remaining_s > 55, `${extended.remaining_s} s after extending`);
  assert.equal(await tab.evaluate(() => window.marker), "not reloaded");
  const began = performance.now();

  const closed = await stack.closed(session.id, 70_000);
  const lasted = (performance.now() - began) / 1000;
  t.diagnostic(`ended ${lasted.toFixed(1)} s after it was extended to 60 s`);
  assert.equal(closed.closed_reason, "expired");
  assert.ok(lasted > 58 && lasted < 62, `${lasted} s`);
  await until("the device's leg cut", () => device.open === 0, { ms: 1000 });

  // The tab says why by itself, and offers to start again by way of the console.
  await tab.getByText("The time of this session is over").waitFor({ timeout: 8000 });
  await picture(tab, "session-expired");
  await tab.getByRole("link", { name: "Start again" }).click();
  await tab.getByRole("button", { name: "Start again" }).click();
  await until("a new session in the tab", async () => (await live()).length === 1 && new URL(tab.url()).origin !== origin && tab.url().includes(".localhost"), { ms: 15_000, every: 100 });
  await tab.getByText("what the device says").waitFor();
});

test("a session whose time ran out while the server was down is over when it is back", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  await stack.api.patch("/team", { session_minutes: 1 });
  const session = await stack.openSession(stack.devices[0]);
  const visit = await stack.visit(session);
  await stack.server.stop();
  const end = performance.now() + 61_000;
  await until("a minute gone", () => performance.now() > end, { ms: 70_000, every: 500 });
  await stack.server.start();
  const now = await stack.api.get(`/sessions/${session.id}`);
  assert.equal(now.state, "closed");
  assert.equal(now.closed_reason, "expired");
  assert.notEqual((await visit.fetch("/")).status, 200);
});

test("an agent that is gone longer than its lease ends the session", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const session = await stack.openSession(stack.devices[0]);
  await stack.visit(session);
  await stack.agent.kill();
  const closed = await stack.closed(session.id, 45_000);
  assert.equal(closed.closed_reason, "install_lost");
});

test("an agent that loses the server cuts the device's leg at the lease's end", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  const stream = await visit.open("/stream");
  stream.on("error", () => {});
  stream.resume();
  await until("the stream at the device", () => device.open === 1);
  // Stopped, not ended: the connection stays up and silent, as when a network drops everything.
  stack.server.program.signal_group("SIGSTOP");
  t.after(() => stack.server.program.signal_group("SIGCONT"));
  const began = performance.now();
  await until("the device's leg cut", () => device.open === 0, { ms: 40_000, every: 100 });
  t.diagnostic(`cut ${((performance.now() - began) / 1000).toFixed(1)} s after the server fell silent`);
  stack.server.program.signal_group("SIGCONT");
});

test("an upload that is under way when the time ends arrives whole, and nothing else goes on", async (t) => {
  const device = await site.start({ pages: { "/": page } });
  const stack = await Stack.start(t, { devices: [device] });
  await stack.api.patch("/team", { session_minutes: 1 });
  const session = await stack.openSession(stack.devices[0]);
  const visit = await stack.visit(session);
  const stream = await visit.open("/stream");
  const cut = new Promise((resolve) => { stream.on("close", resolve); stream.on("error", () => {}); });
  stream.resume();
  // A firmware image at 100 kB/s, which takes longer than the session has.
  const image = Buffer.alloc(7_500_000, "firmware ");
  const body = Readable.from((async function* slowly() { for (let at = 0; at < image.length; at += 100_000) { yield image.subarray(at, at + 100_000); await pause(1000); } })());
  const sent = visit.fetch("/upload", { method: "POST", headers: { "Content-Length": image.length }, body, ms: 120_000 });
  await within(65_000, "the stream cut at the session's end", cut);
  assert.equal((await visit.fetch("/")).status, 410);
  assert.equal((await stack.api.get(`/sessions/${session.id}`)).state, "active");
  const answer = await sent;
  assert.equal(answer.status, 200);
  assert.equal(answer.json.sha256, createHash("sha256").update(image).digest("hex"));
  assert.equal((await stack.closed(session.id)).closed_reason, "expired");
});

});
