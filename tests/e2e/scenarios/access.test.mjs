// SPDX-License-Identifier: Apache-2.0
// Who may open what: each change that takes the right to an open page cuts that page within a second, in a real browser and at the device; who may only
// look changes nothing; and the server says why.
import assert from "node:assert/strict";
import test from "node:test";
import { until, within } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, picture, signIn } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

const words = "what the device says";
const page = `<!doctype html><title>Device</title><p>${words}</p><form method="post" action="/upload"><button>Save</button></form>`;
const told = {
  access_lost: "You may no longer open this device.",
  access_expired: "Your right to open this device has ended.",
  restricted: "Remote Technician was switched off for this device.",
};

/** A team with a device in the entity Clinic, and a technician without any right who is signed in by a browser and by the API. */
async function start(t) {
  const device = await site.start({ pages: { "/": page } });
  const stack = await Stack.start(t, { devices: [device] });
  const parent = stack.api.me.team.root_entity;
  const clinic = await stack.api.post("/entities", { parent, name: "Clinic" });
  const elsewhere = await stack.api.post("/entities", { parent, name: "Elsewhere" });
  const [{ id }] = stack.devices;
  await stack.api.patch(`/devices/${id}`, { entity: clinic.id });
  const member = await stack.member("Max Member", { role: null });
  t.after(() => member.close());
  const browser = await launch(t);
  const console_page = await signIn(browser, stack.server.url, member);
  return { stack, device, clinic, elsewhere, id, member, console_page, at: { kind: "entity", id: clinic.id } };
}

/** Opens the page by the console's button and leaves a stream running in it. */
async function openPage({ stack, device, console_page, member, id }) {
  const tab = await openDevice(console_page, stack.server.url, { id });
  await onSessionHost(tab, stack.server.url);
  await tab.getByText(words).waitFor();
  const [session] = (await member.get("/sessions?live=true")).items;
  const before = device.open;
  await tab.evaluate(() => {
    window.ended = (async () => {
      const reader = (await fetch("/stream")).body.getReader();
      while (!(await reader.read()).done);
    })().catch(() => {});
  });
  await until("the stream at the device", () => device.open > before);
  return { tab, session };
}

/** Makes the change and answers when both legs of the open page were cut, in ms after it began, or after the moment that `change` answers (performance.now()). */
async function cutBy(world, change) {
  const { tab, session } = await openPage(world);
  const { device } = world;
  const cuts = device.cut.length;
  const browser_leg = tab.evaluate(() => window.ended).catch(() => {}).then(() => performance.now());
  const device_leg = until("the device's leg cut", () => device.cut.length > cuts && device.cut.at(-1).at, { ms: 20_000, every: 5 });
  const began = performance.now();
  const from = (await change()) ?? began;
  const [browser_at, device_at] = await within(20_000, "both legs cut", Promise.all([browser_leg, device_leg]));
  return { tab, session, browser: browser_at - from, device: device_at - from };
}

/** One change: gives what `give` gives, opens the page, and holds that `change` cuts it in time, with the reason in the API and in the tab; `back` undoes it. */
async function cuts(t, world, name, { reason, give = () => undefined, change, back = () => undefined }) {
  await t.test(name, async (s) => {
    const given = await give();
    try {
      const cut = await cutBy(world, () => change(given));
      s.diagnostic(`browser leg cut after ${Math.round(cut.browser)} ms, device leg after ${Math.round(cut.device)} ms`);
      for (const leg of ["browser", "device"]) assert.ok(cut[leg] > -20 && cut[leg] < 1000, `the ${leg} leg after ${cut[leg]} ms`);
      assert.equal((await world.stack.closed(cut.session.id)).closed_reason, reason);
      await cut.tab.getByText(told[reason]).waitFor({ timeout: 8000 });
      const asked = world.device.requests.length;
      const again = await world.member.ask("POST", `/devices/${world.id}/sessions`, {});
      assert.ok([401, 403, 404].includes(again.status), `opened again: ${again.status} ${again.text}`);
      await cut.tab.close();
      assert.equal(world.device.requests.length, asked, "the device was asked after the end");
    } finally {
      await back(given);
    }
  });
}

test("whatever takes the right to an open page cuts it within a second", async (t) => {
  const world = await start(t);
  const { stack, id, clinic, elsewhere, member, console_page, at } = world;
  const { api } = stack;
  const { technician } = member;
  const take = (right) => api.ask("DELETE", `/access-rights/${right.id}`);
  const give = (role = "remote-technician-user", more = {}) => stack.give(technician, role, { scope: at, ...more });

  await t.test("a new technician has no right, and the console says so instead of an error", async () => {
    await console_page.getByRole("heading", { name: "You have no right for any device yet" }).waitFor();
    await picture(console_page, "access-no-right");
    assert.equal((await member.ask("GET", "/devices")).status, 403);
    assert.equal((await member.ask("POST", `/devices/${id}/sessions`, {})).status, 403);
    // With the first right the devices come by themselves.
    const right = await give();
    await console_page.getByRole("link", { name: stack.devices[0].name }).waitFor({ timeout: 25_000 });
    await take(right);
  });

  await cuts(t, world, "the right is deleted", { reason: "access_lost", give, change: async (right) => { await api.delete(`/access-rights/${right.id}`); } });

  await cuts(t, world, "the right's end time is reached", {
    reason: "access_expired", give, back: take,
    change: async (right) => {
      const end = (Math.ceil(Date.now() / 1000) + 3) * 1000;
      await api.put(`/access-rights/${right.id}`, { version: right.version, role: right.role, to: new Date(end).toISOString() });
      return performance.now() + (end - Date.now());
    },
  });

  const role = await api.post("/roles", { name: "Opens pages", purpose: "devices", permissions: ["device_webpage.open"] });
  await cuts(t, world, "the role is changed and no longer holds it", {
    reason: "access_lost", give: () => give(role.id), back: take,
    change: async () => { await api.put(`/roles/${role.id}`, { version: role.version, name: role.name, permissions: ["screen.view"] }); },
  });

  const department = await api.post("/departments", { name: "Field service" });
  await stack.give(department, "remote-technician-user", { kind: "department", scope: at });
  await cuts(t, world, "the technician leaves the department that has it", {
    reason: "access_lost",
    give: () => api.call("POST", `/departments/${department.id}/technicians`, { add: [technician.id] }, 204),
    change: () => api.call("POST", `/departments/${department.id}/technicians`, { remove: [technician.id] }, 204),
  });

  await cuts(t, world, "Remote Technician is switched off for the entity", {
    reason: "restricted", give,
    change: async () => { await api.put(`/entities/${clinic.id}/remote-access`, { setting: "off" }); },
    back: async (right) => { await api.call("PUT", `/entities/${clinic.id}/remote-access`, { setting: "inherited" }); await take(right); },
  });

  await cuts(t, world, "Remote Technician is switched off for the install", {
    reason: "restricted", give,
    change: () => api.put(`/installs/${stack.install}/remote-access`, { setting: "off" }),
    back: async (right) => { await api.put(`/installs/${stack.install}/remote-access`, { setting: "on" }); await take(right); },
  });

  await cuts(t, world, "Remote Technician is switched off for the device", {
    reason: "restricted", give,
    change: () => api.put(`/devices/${id}/remote-access`, { setting: "off" }),
    back: async (right) => { await api.put(`/devices/${id}/remote-access`, { setting: "on" }); await take(right); },
  });

  await cuts(t, world, "the device is moved to an entity without a right", {
    reason: "access_lost", give,
    change: async () => { await api.patch(`/devices/${id}`, { entity: elsewhere.id }); },
    back: async (right) => { await api.patch(`/devices/${id}`, { entity: clinic.id }); await take(right); },
  });

  await cuts(t, world, "the technician is disabled", {
    reason: "access_lost", give,
    change: async () => { await api.patch(`/technicians/${technician.id}`, { status: "disabled" }); },
  });
});

test("who may only look gets the page, and no change reaches the device", async (t) => {
  const world = await start(t);
  const { stack, device, id, member, console_page, at } = world;
  const role = await stack.api.post("/roles", { name: "Looks", purpose: "devices", permissions: ["device_webpage.read_only"] });
  await stack.give(member.technician, role.id, { scope: at });
  const { tab, session } = await openPage(world);
  assert.equal(session.read_only, true);

  await console_page.goto(`${stack.server.url}/sessions`);
  await console_page.getByText("Read only").waitFor();
  await picture(console_page, "access-read-only-sessions");

  assert.deepEqual(await tab.evaluate(async () => [(await fetch("/echo")).status, (await fetch("/upload", { method: "PUT", body: "x" })).status]), [200, 403]);
  await tab.getByRole("button", { name: "Save" }).click();
  await tab.getByRole("heading", { name: "Read only" }).waitFor();
  await tab.getByText("You may look at this device's page and change nothing").waitFor();
  await picture(tab, "access-read-only-refused");
  await tab.goBack();
  await tab.getByText(words).waitFor();
  assert.ok(device.requests.every(({ method }) => method === "GET"), device.requests.map(({ method, url }) => `${method} ${url}`).join(", "));

  // The same technician with a right to change opens it anew, and the device gets the change.
  await stack.give(member.technician, "remote-technician-user", { scope: { kind: "device", id } });
  const full = await stack.openSession(id, { api: member });
  assert.equal(full.read_only, false);
  const visit = await stack.visit(full, { api: member });
  assert.equal((await visit.fetch("/upload", { method: "POST", body: "x" })).status, 200);
});

test("why somebody may or may not open a device names the right, the switch and the install", async (t) => {
  const { stack, id, clinic, member, at } = await start(t);
  const { api } = stack;
  const why = (by, more = "") => by.get(`/access/explain?device=${id}&permission=device_webpage.open${more}`);
  const about = `&technician=${member.technician.id}`;

  const none = await why(api, about);
  assert.deepEqual([none.allowed, none.reason, none.rights], [false, "no_right", []]);
  assert.match(none.remedies.join(" "), /access right/);

  const right = await stack.give(member.technician, "remote-technician-user", { scope: at });
  for (const answer of [await why(api, about), await why(member)]) {
    assert.deepEqual([answer.allowed, answer.ground, answer.right], [true, "access_right", right.id]);
    assert.deepEqual(answer.rights.map(({ role_name, scope, inherited }) => [role_name, scope.name, inherited]), [["Remote Technician User", clinic.path, true]]);
    assert.deepEqual(answer.installs.map(({ name, enabled }) => [name, enabled]), [["Main street", true]]);
    assert.deepEqual(answer.through, [stack.install]);
    assert.equal(answer.path[0].id, clinic.id);
  }

  await api.put(`/entities/${clinic.id}/remote-access`, { setting: "off" });
  const off = await why(api, about);
  assert.deepEqual([off.allowed, off.reason, off.restricted], [false, "entity_restricted", clinic.id]);
  assert.deepEqual([off.path[0].setting, off.path[0].enabled], ["off", false]);
  assert.match(off.remedies.join(" "), /Clinic/);
  assert.equal(off.rights.length, 1, "the right is named all the same");
  await api.put(`/entities/${clinic.id}/remote-access`, { setting: "on" });

  await api.put(`/installs/${stack.install}/remote-access`, { setting: "off" });
  const install = await why(api, about);
  assert.deepEqual([install.allowed, install.reason, install.restricted], [false, "install_restricted", stack.install]);
  assert.match(install.remedies.join(" "), /Main street/);
});

test("a technician is added with access to all sites in the console, which lists and takes the right", async (t) => {
  const device = await site.start({ pages: { "/": page } });
  const stack = await Stack.start(t, { devices: [device] });
  const browser = await launch(t);
  const console_page = await signIn(browser, stack.server.url, owner);
  await console_page.goto(`${stack.server.url}/technicians`);
  await console_page.getByRole("button", { name: "Add technician" }).first().click();
  const dialog = console_page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Nora New");
  await dialog.getByLabel("E-mail").fill("nora@example.com");
  await dialog.getByLabel("Password").fill("password of nora");
  await dialog.getByRole("combobox", { name: "Access to all sites" }).click();
  for (const [scheme, name] of [["light", "access-add-light"], ["dark", "access-add-dark"]]) {
    await console_page.emulateMedia({ colorScheme: scheme });
    await picture(console_page, name);
  }
  await dialog.getByRole("option", { name: "Only device connection" }).click();
  await dialog.getByRole("button", { name: "Add technician" }).click();
  await dialog.waitFor({ state: "detached" });
  const nora = await stack.server.signedIn("nora@example.com", "password of nora");
  t.after(() => nora.close());
  assert.equal((await nora.get("/devices")).items.length, 1);

  await console_page.getByRole("button", { name: "Actions for Nora New" }).click();
  await console_page.getByRole("menuitem", { name: "Access" }).click();
  await dialog.getByRole("list", { name: "Access rights" }).getByText("Only device connection").waitFor();
  await picture(console_page, "access-rights");
  await dialog.getByRole("button", { name: "Remove Only device connection, All sites" }).click();
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await dialog.getByText("No access right yet").waitFor();
  assert.equal((await nora.ask("GET", "/devices")).status, 403);
});
