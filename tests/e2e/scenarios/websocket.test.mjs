// SPDX-License-Identifier: Apache-2.0
// WebSockets of a device's page through the tunnel: text, binary, big and many messages, and their end with the session.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { owner, Stack } from "../harness/stack.mjs";

test("a device's WebSocket echoes in a real browser and ends with the session", async (t) => {
  const device = await site.start({ pages: { "/": "<!doctype html><title>Socket</title><p>socket page</p>" } });
  const stack = await Stack.start(t, { devices: [device] });
  const browser = await launch(t);
  const page = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  await onSessionHost(tab, stack.server.url);
  await tab.getByText("socket page").waitFor();

  const lengths = await tab.evaluate(async () => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/socket`);
    window.socket = socket;
    socket.binaryType = "arraybuffer";
    await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error("no socket")); });
    const echoed = (message) => new Promise((resolve) => { socket.onmessage = (event) => resolve(event.data); socket.send(message); });
    const same = [];
    same.push((await echoed("hello")) === "hello");
    for (const size of [0, 1, 125, 126, 65535, 65536, 3_000_000]) {
      const sent = new Uint8Array(size).map((_, i) => (i * 31) & 255);
      const got = new Uint8Array(await echoed(sent));
      same.push(got.length === size && got.every((byte, i) => byte === sent[i]));
    }
    let count = 0;
    const many = new Promise((resolve) => { socket.onmessage = () => { count += 1; if (count === 1000) resolve(); }; });
    for (let i = 0; i < 1000; i += 1) socket.send(`message ${i}`);
    await many;
    return same;
  });
  assert.deepEqual(lengths, Array(8).fill(true));

  const seen = device.requests.find((r) => r.url === "/socket");
  assert.equal(seen.headers.origin, `http://127.0.0.1:${device.endpoints[0].port}`);
  assert.equal(seen.headers.host, `127.0.0.1:${device.endpoints[0].port}`);

  const [session] = (await stack.api.get("/sessions?live=true")).items;
  await tab.evaluate(() => { window.socket.onclose = () => console.log("socket closed"); });
  const closed = tab.waitForEvent("console", { predicate: (message) => message.text() === "socket closed", timeout: 5000 });
  const began = performance.now();
  await stack.api.post(`/sessions/${session.id}/end`);
  await closed;
  await until("the device's socket closed", () => device.cut.some((c) => c.url === "/socket"), { ms: 1000 });
  assert.ok(performance.now() - began < 1000);
});

test("a WebSocket needs the session host's own Origin", async (t) => {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  const handshake = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
  for (const origin of [undefined, "null", stack.server.url, "http://example.com", `${visit.origin}.example.com`, `${visit.origin}1`]) {
    const answer = await visit.fetch("/socket", { headers: { ...handshake, ...(origin && { Origin: origin }) } });
    assert.equal(answer.status, 403, `Origin ${origin}`);
  }
  assert.equal(device.upgrades, 0);
});
