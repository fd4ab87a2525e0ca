// SPDX-License-Identifier: Apache-2.0
// Whole big bodies both ways, and what they and a slow reader cost the server in memory.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { Readable } from "node:stream";
import test from "node:test";
import { until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { Stack } from "../harness/stack.mjs";

const MiB = 1 << 20;

/** Samples a program's memory until stop(), which answers the peak. */
function watchMemory(program) {
  let peak = program.memory();
  const timer = setInterval(() => { peak = Math.max(peak, program.memory()); }, 20);
  return () => { clearInterval(timer); return Math.max(peak, program.memory()); };
}

async function started(t) {
  const device = await site.start();
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  // One small and one middling request first, so that "idle" has what any first use allocates for good.
  await visit.fetch("/");
  await visit.fetch(`/bytes/${MiB}`);
  return { device, stack, visit };
}

test("a 1 GiB download passes whole, with server memory under 64 MB above idle", async (t) => {
  const { stack, visit } = await started(t);
  const size = 1024 * MiB;
  const idle = stack.server.program.memory();
  const peak = watchMemory(stack.server.program);
  const agentPeak = watchMemory(stack.agent.program);
  const began = performance.now();
  const response = await visit.open(`/bytes/${size}`, { ms: 120_000 });
  assert.equal(response.statusCode, 200);
  const hash = createHash("sha256");
  let length = 0;
  for await (const part of response) { hash.update(part); length += part.length; }
  const seconds = (performance.now() - began) / 1000;
  const cost = peak() - idle;
  t.diagnostic(`${Math.round(size / 1e6 / seconds)} MB/s, server at most ${(cost / MiB).toFixed(1)} MiB above idle, agent at most ${(agentPeak() / MiB).toFixed(1)} MiB`);
  assert.equal(length, size);
  assert.equal(hash.digest("hex"), site.hashOfBytes(size));
  assert.ok(cost < 64e6, `${cost} bytes above idle`);
});

test("a 200 MB upload passes whole, with and without a length", async (t) => {
  const { stack, visit } = await started(t);
  const size = 200_000_000;
  const block = Buffer.alloc(100_000, "firmware image ");
  const body = () => Readable.from((function* blocks() { for (let left = size; left > 0; left -= block.length) yield block; })());
  const expected = createHash("sha256");
  for (let left = size; left > 0; left -= block.length) expected.update(block);
  const sha256 = expected.digest("hex");
  const idle = stack.server.program.memory();
  for (const headers of [{ "Content-Length": String(size) }, { "Transfer-Encoding": "chunked" }]) {
    const peak = watchMemory(stack.server.program);
    const began = performance.now();
    const answer = await visit.fetch("/upload", { method: "POST", headers: { Origin: visit.origin, ...headers }, body: body(), ms: 120_000 });
    const cost = peak() - idle;
    t.diagnostic(`${Object.keys(headers)[0]}: ${Math.round(size / 1e3 / (performance.now() - began))} MB/s, at most ${(cost / MiB).toFixed(1)} MiB above idle`);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json, { sha256, length: size });
    assert.ok(cost < 64e6, `${cost} bytes above idle`);
  }
});

test("a slow reader costs the server at most 8 MB, and others go on", async (t) => {
  const { device, stack, visit } = await started(t);
  const idle = stack.server.program.memory();
  const peak = watchMemory(stack.server.program);
  const slow = await visit.open(`/bytes/${1024 * MiB}`, { ms: 120_000 });
  slow.pause();
  // The line is full once the device can send no more: its socket keeps a backlog and the count of bytes sent stands still.
  let sent = -1;
  await until("back-pressure down to the device", () => {
    const now = [...device.sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0);
    const still = now === sent;
    sent = now;
    return still;
  }, { ms: 20_000, every: 500 });
  assert.ok(sent < 64 * MiB, `the device could send ${sent} bytes to a reader that reads nothing`);
  for (let i = 0; i < 20; i += 1) assert.equal((await visit.fetch("/")).status, 200);
  const cost = peak() - idle;
  t.diagnostic(`server at most ${(cost / MiB).toFixed(1)} MiB above idle; the device had sent ${(sent / MiB).toFixed(1)} MiB`);
  assert.ok(cost <= 8e6, `${cost} bytes above idle`);
  slow.destroy();
  await until("the device's connection closed", () => device.open === 0);
});

test("a body that the device breaks off ends as an error, never cleanly", async (t) => {
  const device = await site.start({ pages: {
    "/short": (request, response) => { response.writeHead(200, { "Content-Length": 1_000_000 }); response.write("x".repeat(500_000), () => response.destroy()); },
    "/chunks": (request, response) => { response.writeHead(200); response.write("x".repeat(500_000), () => response.destroy()); },
  } });
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  for (const path of ["/short", "/chunks"]) {
    const response = await visit.open(path);
    let got = 0;
    const ended = await new Promise((resolve) => {
      response.on("data", (bytes) => { got += bytes.length; });
      response.on("error", (error) => resolve(error.code ?? error.message));
      response.on("end", () => resolve("a whole answer"));
    });
    assert.match(ended, /ECONNRESET|aborted|hang up/, path);
    assert.equal(got, 500_000, `${path}: what the device sent before it broke off`);
  }
});

test("an upload's early answer reaches the browser", async (t) => {
  const device = await site.start({ pages: { "/refuse": (request, response) => { response.writeHead(413, { Connection: "close" }).end("too big for me"); } } });
  const stack = await Stack.start(t, { devices: [device] });
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  const body = new Readable({ read() {} });
  body.push(Buffer.alloc(100_000));
  const response = await visit.open("/refuse", { method: "POST", headers: { Origin: visit.origin, "Content-Length": "50000000" }, body });
  assert.equal(response.statusCode, 413);
  response.request.on("error", () => {});
  response.destroy();
  body.destroy();
  await once(body, "close").catch(() => {});
});
