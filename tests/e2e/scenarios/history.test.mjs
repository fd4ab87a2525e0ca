// SPDX-License-Identifier: Apache-2.0
// What remains of a session: its access log, and the journal's records of the parts of the device that it used, after a real browser was there.
import assert from "node:assert/strict";
import test from "node:test";
import { run, until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { connectRaw } from "../harness/raw_client.mjs";
import { owner, Stack } from "../harness/stack.mjs";

/** All lines of the session's access log, once it has as many as `enough` says. */
function logOf(stack, session, enough) {
  return until("the access log", async () => {
    const lines = [];
    for (let cursor = ""; ;) {
      const page = await stack.api.get(`/sessions/${session.id}/requests?limit=50${cursor && `&cursor=${cursor}`}`);
      lines.push(...page.items);
      if (!page.next_cursor) break;
      cursor = encodeURIComponent(page.next_cursor);
    }
    return enough(lines) && lines;
  }, { ms: 5000 });
}
const records = async (stack, kind) => (await stack.api.get(`/audit?kind=${kind}`)).items;
const brief = ({ method, path, query, status, from_device }) => [method, path, query, status, from_device].join(" ");

test("the access log of a session is what the browser asked of the device", async (t) => {
  const device = await site.start({ pages: {
    "/": "<!doctype html><title>Panel</title><p>panel page</p><script src='app.js'></script>",
    "/app.js": (request, response) => response.writeHead(200, { "Content-Type": "text/javascript" }).end("document.body.append('ready')"),
    "/set": (request, response) => { request.resume().on("end", () => response.writeHead(204).end()); },
    "/gone": (request, response) => response.writeHead(404).end("nothing here"),
    "/slow": (request, response) => { setTimeout(() => response.writeHead(200).end("late"), 300); },
    "/away": (request, response) => response.writeHead(302, { Location: "http://other.example/" }).end(),
  } });
  const stack = await Stack.start(t, { devices: [device] });
  const tab = await openDevice(await signIn(await launch(t), stack.server.url, owner), stack.server.url, stack.devices[0]);
  await onSessionHost(tab, stack.server.url);
  await tab.getByText("ready").waitFor();
  await tab.evaluate(async () => {
    await fetch("/set?password=secret", { method: "POST", body: "0123456789" });
    await (await fetch("/gone")).text();
    await (await fetch("/slow")).text();
    await (await fetch("/bytes/100000")).arrayBuffer();
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/socket`);
    await new Promise((resolve) => { socket.onopen = () => socket.send("hello"); socket.onmessage = resolve; });
    socket.close();
    await new Promise((resolve) => { socket.onclose = resolve; });
  });
  await tab.goto(new URL("/away", tab.url()).href);
  const [session] = (await stack.api.get("/sessions?live=true")).items;
  const lines = await logOf(stack, session, (all) => all.some(({ path }) => path === "/away") && all.some(({ kind }) => kind === "websocket"));

  const of = (path) => lines.find((line) => line.path === path);
  assert.equal(brief(of("/")), "GET / false 200 true");
  assert.equal(brief(of("/app.js")), "GET /app.js false 200 true");
  assert.equal(brief(of("/set")), "POST /set true 204 true");
  assert.equal(of("/set").bytes_up, 10);
  assert.equal(brief(of("/gone")), "GET /gone false 404 true");
  assert.equal(of("/bytes/100000").bytes_down, 100_000);
  assert.ok(of("/slow").took_ms >= 300 && of("/slow").took_ms < 5000, `${of("/slow").took_ms} ms`);
  assert.deepEqual([of("/socket").kind, of("/socket").status], ["websocket", 101]);
  assert.ok(of("/socket").bytes_up > 5 && of("/socket").bytes_down > 5);
  assert.equal(of("/away").from_device, false, "Callout's page answered in its place");
  assert.ok(lines.every(({ port, scheme }) => port === device.endpoints[0].port && scheme === "http"));
  assert.equal(JSON.stringify(lines).includes("secret"), false);
  assert.equal((await run("sqlite3", [`${stack.server.dir}/callout.db`, "SELECT COUNT(*) FROM session_requests WHERE path LIKE '%secret%'"])).stdout.trim(), "0");
  // As many as the device says it got from the browser; the agent has looked at it, too.
  assert.equal(lines.length, device.requests.filter(({ headers }) => /Chrome/.test(headers["user-agent"])).length);

  const changing = (await stack.api.get(`/sessions/${session.id}/requests?changing=true`)).items;
  assert.deepEqual(changing.map(({ path }) => path), ["/set", "/socket"]);
  const max = await stack.member();
  assert.equal((await max.fetch(`${stack.server.url}/api/v1/sessions/${session.id}/requests`)).status, 403);
});

test("the journal names each part of the device that a session used; a stopped server has written all", async (t) => {
  const other = await site.start({ name: "Other", pages: { "/": "<!doctype html><p>other page</p>" } });
  t.after(() => other.stop());
  const port = other.endpoints[0].port;
  const first = await site.start({ pages: { "/": (request, response) => response.writeHead(302, { Location: `http://127.0.0.1:${port}/` }).end() } });
  t.after(() => first.stop());
  const stack = await Stack.start(t, { withAgent: false });
  stack.agent = await stack.addAgent("Ports", { policy: { allow_loopback: [first, other].map((each) => `127.0.0.1:${each.endpoints[0].port}`) } });
  stack.install = stack.agent.install;
  stack.device = await stack.addDevice(first);
  const session = await stack.openSession(stack.device);
  const tab = await signIn(await launch(t), stack.server.url, owner);
  await tab.goto(session.start_url);
  await tab.getByText("other page").waitFor();
  await tab.reload();
  assert.deepEqual((await records(stack, "session_opened")).map(({ detail }) => detail), [`http port ${first.endpoints[0].port}`]);
  assert.deepEqual((await records(stack, "session_endpoint_used")).map(({ detail, session: of }) => [detail, of]), [[`http port ${port}`, session.id]]);

  const { key, url } = await stack.api.post(`/sessions/${session.id}/client-key`, {});
  const raw = await connectRaw(url, first.endpoints[0].port, key);
  raw.socket?.destroy();
  await until("a second record", async () => (await records(stack, "session_endpoint_used")).length === 2);
  assert.equal((await records(stack, "session_endpoint_used"))[0].detail, `raw port ${first.endpoints[0].port}`);

  await stack.server.stop();
  const kept = await run("sqlite3", [`${stack.server.dir}/callout.db`, "SELECT kind, port, path FROM session_requests ORDER BY id"]);
  assert.match(kept.stdout, new RegExp(`http\\|${first.endpoints[0].port}\\|/\nhttp\\|${port}\\|/`));
  assert.match(kept.stdout, new RegExp(`raw\\|${first.endpoints[0].port}\\|`));
  assert.equal((await run("sqlite3", [`${stack.server.dir}/callout.db`, "SELECT COUNT(*) FROM audit_records WHERE kind = 'session_endpoint_used'"])).stdout.trim(), "2");
});

test("a session forwards nothing that can't be written down", async (t) => {
  const device = await site.start({ pages: { "/": "<!doctype html><p>panel page</p>" } });
  const stack = await Stack.start(t, { devices: [device] });
  const session = await stack.openSession(stack.devices[0]);
  const visit = await stack.visit(session);
  assert.equal((await visit.fetch("/")).status, 200);
  // As a full disk: no line can be added. Ten thousand reads are kept one by one, so each of these waits.
  const sql = (statement) => run("sqlite3", [`${stack.server.dir}/callout.db`, statement]);
  await sql("CREATE TRIGGER full BEFORE INSERT ON session_requests BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
  let refused;
  for (let asked = 0; asked < 15_000 && !refused; asked += 100) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => visit.fetch("/set", { method: "POST" })));
    refused = answers.find(({ status, text }) => status === 502 && /write down/.test(text));
  }
  assert.ok(refused, "it must refuse once no more can wait");
  const before = device.requests.length;
  assert.equal((await visit.fetch("/")).status, 502);
  assert.equal(device.requests.length, before);
  await sql("DROP TRIGGER full");
  await until("it goes on", async () => (await visit.fetch("/")).status === 200, { ms: 5000 });
});
