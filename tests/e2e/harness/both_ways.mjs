// SPDX-License-Identifier: Apache-2.0
// Drives rows of tests/devices/quirks twice: by Chromium at the device, and by the same Chromium through calloutd and callout-agent. Each way has
// quirk devices of its own, so what they received can be told apart and compared byte for byte.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { folderOf, QuirkDevice } from "../../devices/quirk.mjs";
import { until, within } from "../../lib/process.mjs";
import { told } from "./browser.mjs";
import { Stack } from "./stack.mjs";

/** Fields that are of the way, not of the device: offered codings (ADR 0002, and br only on loopback), and what browsers send to loopback only. */
const ofTheWay = /^(accept-encoding|sec-(?!websocket-protocol|websocket-version)[a-z-]+|cache-control|pragma|dnt):/i;

/** What the device got, one text a request, in terms that are the same on both ways. */
export function asReceived(request) {
  const { authority, secondAuthority } = request.device;
  const spelt = (own) => [own, encodeURIComponent(own), encodeURIComponent(encodeURIComponent(own))];
  const name = (text, own, word) => spelt(own).reduce((named, each) => named.replaceAll(each, word), text);
  const named = (line) => name(secondAuthority ? name(line, secondAuthority, "SECOND PORT") : line, authority, "DEVICE");
  return [request.line, ...request.lines.filter((line) => !ofTheWay.test(line))].map(named).join("\n");
}

/** Groups rows by their device: rows without `on` share one. */
function kindsOf(rows) {
  const kinds = new Map();
  for (const row of rows) {
    const kind = row.on ?? kindsOf.common;
    if (!kinds.has(kind)) kinds.set(kind, []);
    kinds.get(kind).push(row);
  }
  return kinds;
}
kindsOf.common = { name: "Quirks" };

/** Tabs that are not where their row left them, or may not stay there. */
const failed = new WeakSet();

export class BothWays {
  static async start(t, rows, browser) {
    const ways = Object.assign(new BothWays(), { rows, browser: browser.wholeBrowser, most: 4, lanes: {}, signedIn: { cookies: [], origins: [] }, places: { direct: new Map(), callout: new Map() } });
    const kinds = kindsOf(rows);
    const startAll = (name) => Promise.all([...kinds].map(async ([kind, its]) => [kind, await QuirkDevice.start(its, kind, { name: `${kind.name} ${name}` })]));
    const [direct, behind] = await Promise.all([startAll("direct"), startAll("behind Callout")]);
    for (const [kind, device] of direct) if (device) { t.after(() => device.stop()); ways.places.direct.set(kind, { device, origin: device.origin }); }
    const there = behind.filter(([, device]) => device);
    ways.stack = await Stack.start(t, { devices: there.map(([, device]) => device), adding: "together" });
    // One technician can't have as many sessions open as there are devices.
    const technicians = [ways.stack.api, await ways.stack.member()];
    t.after(() => technicians[1].close());
    await Promise.all(there.map(async ([kind, device], index) => {
      const api = technicians[index % technicians.length];
      // A device whose MAC address was learnt just now is on its way to the agent again, which refuses what was asked of it meanwhile.
      const open = () => ways.stack.openSession(ways.stack.devices[index], { api });
      const session = await open().catch(open);
      // So many at once come too fast for /authorize.
      const { origin, jar } = await until("the session's page", () => ways.stack.visit(session, { api }), { ms: 30_000, every: 500 });
      const { hostname } = new URL(origin);
      // The way from the console to here is main_job.test.mjs's matter: the rows' browsers get the session's cookie, and nothing that the device set.
      const ours = [...jar].filter(([cookie]) => /callout$/i.test(cookie)).map(([cookie, value]) => ({ name: cookie, value, domain: hostname, path: "/", secure: cookie.startsWith("__"), httpOnly: true, sameSite: "Lax" }));
      assert.equal(ours.length, 1, `${device.name}: one cookie of the session`);
      ways.signedIn.cookies.push(...ours);
      ways.places.callout.set(kind, { device, origin, session });
    }));
    for (const mode of ["direct", "callout"]) ways.lanes[mode] = { free: [], waiting: [], made: 0 };
    return ways;
  }

  /** Whether this machine can run the row's device; only for programs it may be false. */
  has(row) { return ["direct", "callout"].every((mode) => this.place(row, mode)); }

  place(row, mode) { return this.places[mode].get(row.on ?? kindsOf.common); }

  /** Lends the row a tab that no other row uses meanwhile: one of a few, each in a context of its own whose cookies go when the row had any. */
  async withTab(row, mode, use) {
    if (row.browser) {
      const context = await this.context(mode, row.browser);
      try { return await use(await context.newPage(), context); } finally { await context.close(); }
    }
    const lanes = this.lanes[mode];
    while (lanes.free.length === 0 && lanes.made >= this.most) await new Promise((resolve) => { lanes.waiting.push(resolve); });
    let tab = lanes.free.pop();
    if (!tab) { lanes.made += 1; tab = await (await this.context(mode)).newPage(); }
    const context = tab.context();
    try {
      return await use(tab, context);
    } finally {
      if (row.cookies) { await context.clearCookies(); if (mode === "callout") await context.addCookies(this.signedIn.cookies); }
      // What a failed navigation or a script of the page still does must not disturb the next row.
      if (failed.has(tab)) { await tab.close(); tab = await context.newPage(); }
      lanes.free.push(tab);
      lanes.waiting.shift()?.();
    }
  }

  async context(mode, options) {
    const context = await this.browser.newContext({ viewport: { width: 1000, height: 700 }, ...(mode === "direct" ? { ignoreHTTPSErrors: true } : { storageState: this.signedIn }), ...options });
    // The slowest start all at once; patience costs only a run that fails.
    context.setDefaultTimeout(90_000);
    return context;
  }

  /** Runs the row one way and answers { shown, requests }. */
  async drive(row, mode) {
    const { device, origin, session } = this.place(row, mode);
    return this.withTab(row, mode, async (tab, context) => {
      const at = { row, mode, device, origin, session, tab, context, url: origin + folderOf(row), folder: folderOf(row), state: device.state(row), stack: this.stack, told: () => told(tab),
        ask: (below, options) => this.ask(context, origin + folderOf(row) + below, options) };
      failed.add(tab);
      const shown = await within(row.ms ?? 40_000, row.name, row.drives ? row.drives(at) : see(at));
      if (matches(String(shown), row[mode]?.sees ?? row.sees) && !row.leaves && !String(shown).startsWith("net::")) failed.delete(tab);
      return { shown: String(shown), requests: device.of(row) };
    });
  }

  /** A request of a program that has the browser's cookies: answers its status and text. write(request) sends the body and ends it. */
  async ask(context, url, { method = "GET", headers = {}, write = (request) => request.end() } = {}) {
    const target = new URL(url);
    const cookies = await context.cookies(target.origin);
    const request = http.request({ host: "127.0.0.1", port: target.port, method, path: target.pathname, agent: false,
      headers: { Host: target.host, ...(cookies.length ? { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") } : {}), ...headers } });
    const [response] = await Promise.all([once(request, "response").then(([first]) => first), write(request)]);
    let text = "";
    for await (const part of response) text += part;
    return `${response.statusCode} ${text}`;
  }

  /** Drives the row both ways, asserts what must hold, and answers the table's two cells. */
  async judge(row) {
    const cells = {};
    const got = {};
    await Promise.all(["direct", "callout"].map(async (mode) => { got[mode] = await this.attempt(row, mode); }));
    if (got.direct.error) throw new Error(`direct: ${got.direct.error.message}`, { cause: got.direct.error });
    cells.direct = row.direct?.shows ?? "works";
    if (!got.callout.error && row.alike !== false && got.direct.requests.length > 0) {
      // Requests that a page sends at once come in any order, also from a browser beside the device.
      const received = ({ requests }) => requests.map(asReceived).sort();
      try { assert.deepEqual(received(got.callout), received(got.direct), "the device got something else than a browser beside it sends"); }
      catch (error) { got.callout.error = error; }
    }
    if (row.pending) {
      if (!got.callout.error) throw new Error(`It works now: take the mark \`pending\` from the row (${row.pending}).`);
      return { ...cells, callout: `not yet: ${row.pending}` };
    }
    if (got.callout.error) throw new Error(`through Callout: ${got.callout.error.message}`, { cause: got.callout.error });
    return { ...cells, callout: row.callout?.shows ?? "works" };
  }

  async attempt(row, mode) {
    try {
      const result = await this.drive(row, mode);
      const sees = row[mode]?.sees ?? row.sees;
      assert.ok(matches(result.shown, sees), `the page must show ${sees}, and showed: ${result.shown.slice(0, 600)}`);
      const { device } = this.place(row, mode);
      const received = row[mode]?.received ?? row.received;
      await received?.(result.requests, { state: device.state(row), mode, device });
      return result;
    } catch (error) {
      return { error };
    }
  }
}

const matches = (shown, sees) => (sees instanceof RegExp ? sees.test(shown) : shown.includes(sees));

/** Opens an address; answers the browser's own error, or nothing. */
export async function visit(tab, url, ms = 30_000) {
  try { await tab.goto(url, { waitUntil: "load", timeout: ms }); return undefined; }
  catch (error) { return /net::\w+/.exec(error.message)?.[0] ?? error.message; }
}

/** The page's text once it is what the row wants to see, or as it is after some time. */
async function see({ row, mode, tab, url, origin, state, device, folder }) {
  const failed = await visit(tab, url + (row.opens ?? ""), mode === "callout" && row.pending ? 10_000 : 30_000);
  if (failed) return failed;
  if (row.does) {
    const gives = row.gives?.({ state, device, folder }) ?? {};
    return tab.evaluate(row.does, gives);
  }
  const end = performance.now() + (row.patience ?? 5000);
  for (;;) {
    const left = mode === "callout" && !tab.url().startsWith(origin) && !new URL(tab.url()).hostname.endsWith(".localhost");
    // On this machine the device's own address works without Callout, which is no proof of anything.
    const text = left ? `left the session for ${tab.url()}` : await tab.evaluate(() => document.body?.innerText ?? "").catch(() => "");
    if (matches(text, row[mode]?.sees ?? row.sees) || performance.now() > end) return text;
    await pause(30);
  }
}
