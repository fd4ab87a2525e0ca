// SPDX-License-Identifier: Apache-2.0
// Raw ports of a device through the shipped programs: bytes exact both ways with the end of each, cut with the session, and out of reach of pages.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import test from "node:test";
import { until, within } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { connectRaw } from "../harness/raw_client.mjs";
import { owner, Stack } from "../harness/stack.mjs";

/** Sends back what comes; after the other side's end says "goodbye" and ends its own. `speaks`: says that first, ends, and only listens. */
async function tcpDevice(t, { speaks } = {}) {
  const device = { connections: 0, ends: [], closed: [] };
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    device.connections += 1;
    const parts = [];
    if (speaks) socket.end(speaks);
    socket.on("data", (data) => { parts.push(data); if (!speaks) socket.write(data); });
    socket.on("end", () => { device.ends.push(Buffer.concat(parts)); if (!speaks) socket.end("goodbye"); });
    socket.on("error", () => {});
    socket.on("close", () => device.closed.push(performance.now()));
    t.after(() => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return Object.assign(device, { port: server.address().port });
}

async function start(t, devices = []) {
  const page = await site.start({ pages: { "/": "<!doctype html><title>Device</title><p>the device's page</p>" } });
  const echo = await tcpDevice(t);
  const loud = await tcpDevice(t, { speaks: "hello" });
  const ports = [...page.endpoints.map((e) => e.port), echo.port, loud.port];
  const stack = await Stack.start(t, { devices: [page, ...devices], agent: { policy: { allow_loopback: ports.map((port) => `127.0.0.1:${port}`) } } });
  const [device] = stack.devices;
  await stack.api.patch(`/devices/${device.id}`, { raw_ports: [echo.port, loud.port] });
  return { stack, device, page, echo, loud };
}

async function openPort(stack, device, port) {
  const session = await stack.active((await stack.api.post(`/devices/${device.id}/port-sessions`, { port })).id);
  return { session, ...(await stack.api.post(`/sessions/${session.id}/client-key`)) };
}

test("bytes go both ways exactly, and so does the end of each way", async (t) => {
  const { stack, device, page, echo, loud } = await start(t);
  const { session, url, key } = await openPort(stack, device, echo.port);
  assert.equal(session.kind, "ports");
  assert.equal(session.start_url, undefined);
  assert.equal(new URL(url).pathname, "/");

  await t.test("the client ends first", async () => {
    const raw = await connectRaw(url, echo.port, key);
    assert.equal(raw.status, 101, raw.body);
    assert.match(raw.head, /sec-websocket-protocol: callout-tcp\.1/i);
    const bytes = randomBytes(5_000_000);
    for (let at = 0; at < bytes.length; at += 700_000) await raw.send(bytes.subarray(at, at + 700_000));
    raw.finish();
    assert.equal(await within(20_000, "the device's end", raw.over), "end");
    assert.ok(raw.received.equals(Buffer.concat([bytes, Buffer.from("goodbye")])));
    assert.ok(echo.ends.at(-1).equals(bytes));
  });

  await t.test("the device ends first, on another port of the same session", async () => {
    const raw = await connectRaw(url, loud.port, key);
    assert.equal(raw.status, 101, raw.body);
    assert.equal(await within(5000, "the device's end", raw.over), "end");
    assert.equal(raw.received.toString(), "hello");
    const bytes = randomBytes(2_000_000);
    await raw.send(bytes);
    raw.finish();
    await until("the last bytes at the device", () => loud.ends.length > 0);
    assert.ok(loud.ends.at(-1).equals(bytes));
  });

  await t.test("the bytes are counted", async () => {
    const counted = await stack.api.get(`/sessions/${session.id}`);
    assert.ok(counted.bytes_up >= 7_000_000 && counted.bytes_down >= 5_000_000, JSON.stringify(counted));
  });

  await t.test("a webpage session carries them to the device's web server", async () => {
    const visit = await stack.openSession(device);
    const own = await stack.api.post(`/sessions/${visit.id}/client-key`);
    const port = page.endpoints[0].port;
    const raw = await connectRaw(own.url, port, own.key);
    assert.equal(raw.status, 101, raw.body);
    await raw.send(`GET / HTTP/1.1\r\nHost: device\r\nConnection: close\r\n\r\n`);
    assert.equal(await within(5000, "the answer", raw.over), "end");
    assert.match(raw.received.toString(), /^HTTP\/1\.1 200 OK[^]*the device's page/);
    raw.destroy();
    assert.equal((await connectRaw(own.url, port, key)).status, 401, "a key of another session");
  });
});

test("what is not allowed is refused, and says why", async (t) => {
  const { stack, device, page, echo } = await start(t);
  const { session, url, key } = await openPort(stack, device, echo.port);
  const before = echo.connections;
  const refused = async (port, expected, at = key, headers = {}) => {
    const answer = await connectRaw(url, port, at, headers);
    assert.equal(answer.status, expected, answer.body);
    return answer.body;
  };
  for (const port of [22, page.endpoints[0].port, 0, "x"]) assert.equal(JSON.parse(await refused(port, 404)).code, "port_refused");
  await refused(echo.port, 404, null);
  await refused(echo.port, 401, "not-the-key");
  await refused(echo.port, 400, key, { "Sec-WebSocket-Protocol": "chat" });
  for (const headers of [{ Origin: url }, { Cookie: "a=b" }, { "Sec-Fetch-Mode": "websocket" }]) await refused(echo.port, 404, key, headers);
  assert.equal(echo.connections, before, "nothing of it reached the device");
  assert.equal((await stack.api.ask("POST", `/devices/${device.id}/port-sessions`, { port: 22 })).status, 422);
  for (const path of ["/", "/.callout/start"]) assert.equal((await stack.api.fetch(url + path)).status, 404, path);

  // The list on site is asked as well: a port that left it ends the session.
  const raw = await connectRaw(url, echo.port, key);
  assert.equal(raw.status, 101, raw.body);
  await stack.api.patch(`/devices/${device.id}`, { raw_ports: [] });
  assert.equal(await within(1000, "the connection's end", raw.over), "lost");
  assert.equal((await stack.closed(session.id)).closed_reason, "device_changed");
});

test("the end of the session cuts both legs within a second", async (t) => {
  const { stack, device, echo } = await start(t);
  const { session, url, key } = await openPort(stack, device, echo.port);
  const raw = await connectRaw(url, echo.port, key);
  await raw.send("x");
  await until("an echo", () => raw.size > 0);
  const began = performance.now();
  const closed = echo.closed.length;
  await stack.api.post(`/sessions/${session.id}/end`);
  assert.equal(await within(1000, "the client's leg cut", raw.over), "lost");
  await until("the device's leg cut", () => echo.closed.length > closed, { ms: 1000, every: 5 });
  t.diagnostic(`both legs cut after ${Math.round(performance.now() - began)} ms`);
  assert.ok(performance.now() - began < 1000);
  assert.equal((await connectRaw(url, echo.port, key)).status, 410);
});

test("keys and sessions outlive a restart of the server", async (t) => {
  const { stack, device, echo } = await start(t);
  const { url, key } = await openPort(stack, device, echo.port);
  await stack.server.stop();
  await stack.server.start();
  await stack.online(stack.install, true, 30_000);
  const raw = await until("a raw connection", async () => {
    const answer = await connectRaw(url, echo.port, key);
    if (answer.status !== 101) throw new Error(`${answer.status} ${answer.body}`);
    return answer;
  }, { ms: 15_000, every: 200 });
  await raw.send("again");
  await until("an echo", () => raw.size === 5);
  raw.destroy();
});

test("a page of the device reaches no raw bytes", async (t) => {
  const { stack, device, page } = await start(t);
  const port = page.endpoints[0].port;
  const browser = await launch(t);
  const console_tab = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(console_tab, stack.server.url, device);
  await onSessionHost(tab, stack.server.url);
  await tab.getByText("the device's page").waitFor();
  const [session] = (await stack.api.get("/sessions?live=true")).items;
  // A page that has somehow got hold of a key, which is more than it can.
  const { key, url } = await stack.api.post(`/sessions/${session.id}/client-key`);
  assert.equal(new URL(tab.url()).origin, url);
  const tried = await tab.evaluate(async ({ path, secret }) => {
    const results = {};
    const socket = (protocols) => new Promise((resolve) => {
      try {
        const opened = new WebSocket(location.origin.replace("http", "ws") + path, protocols);
        opened.onopen = () => resolve("open");
        opened.onerror = () => resolve("refused");
      } catch (error) { resolve(String(error)); }
    });
    results.socket = await socket(["callout-tcp.1"]);
    results.socketWithKey = await socket(["callout-tcp.1", secret]);
    const headers = { Authorization: `Bearer ${secret}` };
    results.fetch = (await fetch(path, { headers })).status;
    results.fetchWithoutCookies = (await fetch(path, { headers, credentials: "omit", referrerPolicy: "no-referrer" })).status;
    results.post = (await fetch(path, { method: "POST", headers, body: "x" })).status;
    results.frame = await new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.onload = () => resolve(frame.contentDocument?.body?.innerText ?? "");
      frame.src = path;
      document.body.append(frame);
    });
    return results;
  }, { path: `/.callout/tcp/${port}`, secret: key });
  assert.equal(tried.socket, "refused");
  assert.equal(tried.socketWithKey, "refused");
  assert.equal(tried.fetch, 404);
  assert.equal(tried.fetchWithoutCookies, 404);
  assert.equal(tried.post, 404);
  assert.match(tried.frame, /nothing at this address/i);
  const raw = await connectRaw(url, port, key);
  assert.equal(raw.status, 101, "and the client does");
  raw.destroy();
});
