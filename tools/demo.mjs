// SPDX-License-Identifier: Apache-2.0
// The demo: calloutd, a really enrolled callout-agent and real device web servers on this machine, with their state in .demo/. Called by ./run demo,
// which has installed and built everything. With --check it walks the main job in a headless Chromium and leaves screenshots.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { Hopeless, until } from "../tests/lib/process.mjs";
import { Agent, root, Server } from "../tests/e2e/harness/server.mjs";

const dir = process.env.DEMO_DIR ?? path.join(root, ".demo");
const notes = path.join(dir, "demo.json");
const check = process.argv.includes("--check");
const stops = [];

function say(text = "") { console.log(text); }

function isFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer().once("error", () => resolve(false)).listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

async function freeFrom(port, taken = new Set()) {
  for (let next = port; ; next += 1) if (!taken.has(next) && await isFree(next)) return next;
}

function readNotes() {
  const fresh = { email: "admin@example.com", password: randomBytes(12).toString("base64url"), ports: {}, devices: {}, logins: { camera: randomBytes(6).toString("base64url"), controller: randomBytes(6).toString("base64url") } };
  return existsSync(notes) ? { ...fresh, ...JSON.parse(readFileSync(notes, "utf8")) } : fresh;
}

async function stopAll() {
  for (const stop of stops.splice(0).reverse()) await stop().catch((error) => say(`while stopping: ${error.message}`));
}

/** Starts the devices, each on its port of the last time where that is still free. */
async function startDevices(state) {
  const devices = {};
  const taken = new Set([state.ports.server]);
  for (const name of ["camera", "controller", "sensors", "printer"]) {
    const { start } = await import(`../tests/devices/${name}.mjs`);
    const port = name === "printer" ? undefined : await freeFrom(state.ports[name] ?? 8451, taken);
    taken.add(port);
    const device = await start({ dir, port, password: state.logins[name], say }).catch((error) => { say(`${name}: left out (${error.message.split("\n")[0]})`); return null; });
    if (!device) continue;
    stops.push(() => device.stop());
    state.ports[name] = port;
    devices[name] = device;
  }
  return devices;
}

/** Adds what is missing and corrects addresses that changed, then waits until the agent has seen every device. */
async function registerDevices(api, state, devices, install) {
  for (const [name, device] of Object.entries(devices)) {
    const body = { name: device.name, install, address: device.address, endpoints: device.endpoints };
    const known = state.devices[name] && await api.ask("GET", `/devices/${state.devices[name]}`);
    if (known?.status !== 200) {
      state.devices[name] = (await api.post("/devices", body)).id;
    } else if (known.json.address !== device.address || known.json.endpoints[0].port !== device.endpoints[0].port || known.json.install !== install) {
      await api.patch(`/devices/${state.devices[name]}`, { install, address: body.address, endpoints: body.endpoints });
    } else {
      await api.post(`/devices/${state.devices[name]}/check`);
    }
  }
  for (const [name, device] of Object.entries(devices)) {
    await until(`${device.name} seen by the agent`, async () => {
      const { status, status_detail } = await api.get(`/devices/${state.devices[name]}`);
      // A new network of its own brings a new MAC; the administrator of the demo accepts it, as one would after a swap of the device.
      if (status === "identity_changed") await api.patch(`/devices/${state.devices[name]}`, { accept_identity: true });
      if (status === "reachable") return true;
      throw new Error(`${status}: ${status_detail ?? ""}`);
    }, { ms: 20_000, every: 50 });
  }
}

async function start() {
  if (process.argv.includes("--reset")) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const state = readNotes();
  const port = await freeFrom(state.ports.server ?? 8440);
  const moved = port !== state.ports.server;
  state.ports.server = port;

  say("Starting the devices ...");
  const devices = await startDevices(state);
  if (Object.keys(devices).length < 3) throw new Error("fewer than three devices could be started");

  say("Starting calloutd ...");
  const server = await Server.make(dir, { port });
  if (!existsSync(`${dir}/callout.db`)) await server.admin(state.email, "Demo administrator", state.password);
  stops.push(() => server.stop());
  await server.start();
  const api = await server.signedIn(state.email, state.password);
  stops.push(async () => api.close());

  say("Starting callout-agent ...");
  const loopback = Object.values(devices).filter((d) => d.address.startsWith("127.")).map((d) => `${d.address}:${d.endpoints[0].port}`);
  const agent = new Agent(`${dir}/agent`, { policy: { allow_loopback: loopback } });
  const entity = api.me.team.root_entity;
  if (!state.install || moved || !existsSync(agent.state)) {
    rmSync(agent.state, { recursive: true, force: true });
    const made = state.install ? { enrolment: await api.post(`/installs/${state.install}/enrolment-token`) } : await api.post("/installs", { name: "Demo site", entity });
    if (made.install) state.install = made.install.id;
    await agent.enroll(made.enrolment);
  }
  agent.start();
  stops.push(() => agent.stop());
  await until("the agent online", async () => {
    if (!agent.program.running) throw new Hopeless(agent.program.output);
    return (await api.get(`/installs/${state.install}`)).online;
  }, { ms: 15_000 });
  await registerDevices(api, state, devices, state.install);
  writeFileSync(notes, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  return { state, devices, server, agent };
}

function explain({ state, devices, server }) {
  say(`
Callout is running.

  Console    ${server.url}
  E-mail     ${state.email}
  Password   ${state.password}

  Devices behind the install "Demo site":`);
  for (const device of Object.values(devices)) {
    say(`    ${device.name.padEnd(22)} ${device.software.padEnd(14)} ${device.user ? `${device.auth} login: ${device.user} / ${device.password}` : "no login"}`);
  }
  say(`
  1. Open the console in a browser on this machine and sign in.
  2. Click a device, then "Open Device Webpage". Its own page opens in a new tab; log in there where it asks.`);
  for (const device of Object.values(devices)) say(`     ${device.name}: ${device.look}.`);
  say(`  3. Sessions shows the time left; extend or end one there.

  Logs and state are in .demo/ (./run demo --reset forgets them). Ctrl-C stops everything.`);
}

async function walk({ state, devices, server }) {
  const { launch, onSessionHost, openDevice, signIn } = await import("../tests/e2e/harness/browser.mjs");
  const shots = path.join(dir, "screenshots");
  rmSync(shots, { recursive: true, force: true });
  mkdirSync(shots, { recursive: true });
  const picture = (page, name) => page.screenshot({ path: path.join(shots, `${name}.png`) });
  for (const [name, device] of Object.entries(devices)) {
    const context = await launch(null, device.user ? { httpCredentials: { username: device.user, password: device.password } } : {});
    try {
      const page = await signIn(context, server.url, state);
      if (name === "camera") await picture(page, "1-devices");
      const began = performance.now();
      const tab = await openDevice(page, server.url, { id: state.devices[name] });
      await onSessionHost(tab, server.url);
      await tab.locator("body").filter({ hasText: device.sees }).waitFor();
      say(`  ${device.name}: its page is there ${Math.round(performance.now() - began)} ms after the click`);
      await picture(page, `2-device-${name}`);
      await picture(tab, `3-page-${name}`);
      if (name === "camera") {
        await tab.goto(`${new URL(tab.url()).origin}/snapshot`);
        if (await tab.locator("img").evaluate((image) => image.naturalWidth) < 100) throw new Error("the camera's picture did not arrive");
        await picture(tab, "3-page-camera-picture");
      }
    } catch (error) {
      for (const [index, page] of context.pages().entries()) await picture(page, `failed-${name}-${index}`).catch(() => {});
      throw error;
    } finally {
      await context.wholeBrowser.close();
    }
  }
  say(`The main job works for ${Object.keys(devices).length} devices. Screenshots: .demo/screenshots/`);
}

let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  await stopAll();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => { say("\nStopping ..."); end(check ? 130 : 0); });

try {
  const demo = await start();
  if (check) {
    await walk(demo);
    await end(0);
  } else {
    explain(demo);
    for (const program of [demo.server.program, demo.agent.program, ...Object.values(demo.devices).map((d) => d.program)]) {
      program.ended.then(() => { if (!ending) { say(`${program.name} ended by itself (${program.code ?? program.signal}); its log is in .demo/. Stopping.`); end(1); } });
    }
  }
} catch (error) {
  if (!ending) {
    console.error(`The demo failed: ${error.message}`);
    await end(1);
  }
}
