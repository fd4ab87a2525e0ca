// SPDX-License-Identifier: Apache-2.0
// TLS ends at nginx, which passes on to calloutd by plain HTTP, as docs/operators/reverse-proxy.md says: browsers, agents and WebSockets go through,
// and what calloutd calls a client's address is the client's.
import assert from "node:assert/strict";
import test from "node:test";
import { freePort, run, until } from "../../lib/process.mjs";
import { folderOf, QuirkDevice } from "../../devices/quirk.mjs";
import * as logins from "../../devices/quirks/logins.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { certificates } from "../harness/certificates.mjs";
import { Client } from "../harness/client.mjs";
import { example, nginx } from "../harness/nginx.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";

// Every address of 127/8 is this machine's, so each party can have one of its own.
const kProxy = "127.0.0.9";

async function behindNginx(t, device, front = {}) {
  const dir = folder(t);
  const tls = await certificates(dir);
  const [port, back] = [await freePort(), await freePort()];
  await nginx(t, dir, { port, upstream: `127.0.0.1:${back}`, from: kProxy, tls, names: ["callout.localhost", "*.sessions.localhost"], ...front });
  // The page's own keys, with this test's values.
  const keys = example("toml", [
    ["127.0.0.1:8440", `127.0.0.1:${back}`], ["callout.example.com", `callout.localhost:${port}`], ["callout-sessions.example.net", `sessions.localhost:${port}`],
    ["\"127.0.0.1\"]", `"${kProxy}"]`], ["/etc/ssl/callout.pem", tls.certificate],
  ]);
  const value = (key) => JSON.parse(new RegExp(`^${key} = (.*)$`, "m").exec(keys)[1]);
  const server = Object.fromEntries(["listen", "console_url", "session_domain", "trusted_proxies"].map((key) => [key, value(key)]));
  const config = { server, tls: { proxy_certificate: value("proxy_certificate") } };
  const stack = await Stack.start(t, { devices: [device], server: { port: back, ca: tls.caPem, config } });
  return { stack, tls, port, back };
}

/** The browser's argument for a certificate of this test. */
async function trusting(tls) {
  const fingerprint = await run("sh", ["-c", `openssl x509 -in ${tls.certificate} -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`]);
  return `--ignore-certificate-errors-spki-list=${fingerprint.stdout.trim()}`;
}

/** The address that calloutd logs for the next sign-in attempt, made by `attempt`. */
async function addressOf(stack, attempt) {
  const before = stack.server.program.lines.length;
  const answer = await attempt();
  const seen = () => stack.server.program.lines.slice(before).map((line) => JSON.parse(line)).find((entry) => entry.route === "/api/v1/sign-in");
  return { address: (await until("a line about the sign-in", seen)).address, status: answer.status };
}

const attempt = (client, password, headers = {}, email = owner.email) => client.fetch("/api/v1/sign-in", {
  method: "POST", headers: { "Content-Type": "application/json", Origin: client.base.origin, ...headers }, body: JSON.stringify({ email, password }),
});

test("browser, agent and WebSocket go through nginx with TLS", async (t) => {
  const device = await site.start({ pages: { "/": "<!doctype html><title>x</title><p>page behind nginx</p>" } });
  const { stack, tls } = await behindNginx(t, device);
  assert.equal((await stack.api.get(`/installs/${stack.install}`)).remote_address, "127.0.0.1", "the agent's own address, not the proxy's");

  const browser = await launch(t, { args: [await trusting(tls)] });
  const page = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  const origin = await onSessionHost(tab, stack.server.url);
  assert.ok(origin.startsWith("https://"), origin);
  await tab.getByText("page behind nginx").waitFor();
  const cookies = await browser.cookies([tab.url(), stack.server.url]);
  for (const cookie of cookies.filter((c) => c.name.startsWith("__Host-"))) assert.ok(cookie.secure && cookie.httpOnly, JSON.stringify(cookie));
  const echoed = await tab.evaluate(() => new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/socket`);
    socket.onerror = () => reject(new Error("no socket"));
    socket.onopen = () => socket.send("through both");
    socket.onmessage = (event) => resolve(event.data);
  }));
  assert.equal(echoed, "through both");

  // Big bodies are not held up in the proxy, and an end reaches both legs through it.
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  assert.equal((await visit.fetch(`/bytes/${20 << 20}`)).body.length, 20 << 20);
  const [session] = (await stack.api.get("/sessions?live=true")).items;
  const stream = await visit.open("/stream");
  stream.on("error", () => {});
  const cut = new Promise((resolve) => { stream.on("close", resolve); });
  stream.resume();
  await until("the stream at the device", () => device.open >= 1);
  const began = performance.now();
  await stack.api.post(`/sessions/${session.id}/end`);
  await cut;
  await until("the device's leg cut", () => device.open === 0, { ms: 1000 });
  assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`);
});

test("sign-ins and rate limits see the client's own address, and nobody else's word for it", async (t) => {
  const { stack, tls, back } = await behindNginx(t, await site.start());
  const from = (localAddress) => {
    const client = new Client(stack.server.url, { ca: tls.caPem, localAddress });
    t.after(() => client.close());
    return client;
  };
  const [one, two] = [from("127.0.0.5"), from("127.0.0.6")];
  assert.deepEqual(await addressOf(stack, () => attempt(one, "wrong password")), { address: "127.0.0.5", status: 401 });
  assert.deepEqual(await addressOf(stack, () => attempt(two, owner.password)), { address: "127.0.0.6", status: 200 });

  await t.test("what the client itself wrote into X-Forwarded-For is not believed", async () => {
    const lie = { "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http" };
    assert.equal((await addressOf(stack, () => attempt(one, "wrong password", lie))).address, "127.0.0.5");
  });

  await t.test("a peer that is no trusted proxy is not believed", async () => {
    // Straight to calloutd's own port, around nginx.
    const direct = new Client(`http://127.0.0.1:${back}`, { localAddress: "127.0.0.7" });
    t.after(() => direct.close());
    const lie = { Host: new URL(stack.server.url).host, Origin: stack.server.url, "X-Forwarded-For": "127.0.0.5", "X-Forwarded-Proto": "https" };
    assert.equal((await addressOf(stack, () => attempt(direct, "wrong password", lie))).address, "127.0.0.7");
  });

  await t.test("who guesses is slowed by their own address, and others are not", async () => {
    let last;
    for (let i = 0; i < 40 && last !== 429; i += 1) last = (await attempt(one, "wrong password", { "X-Forwarded-For": `203.0.113.${i}` }, `x${i}@example.com`)).status;
    assert.equal(last, 429, "a new X-Forwarded-For for each attempt is no way around");
    assert.equal((await attempt(one, owner.password)).status, 429);
    assert.equal((await attempt(two, owner.password)).status, 200);
  });
});

const ntlm = logins.rows.find((row) => row.name === "NTLM");

/** A device with NTLM, two technicians with a session to it, and tabs with the device's password. */
async function ntlmBehindNginx(t, front) {
  const device = await QuirkDevice.start([ntlm], ntlm.on);
  const { stack, tls } = await behindNginx(t, device, front);
  const { wholeBrowser: browser } = await launch(t, { args: [await trusting(tls)] });
  const member = await stack.member();
  t.after(() => member.close());
  const places = [];
  for (const api of [stack.api, member]) {
    const { origin, jar, fetch } = await stack.visit(await stack.openSession(stack.devices[0], { api }), { api });
    const cookies = [...jar].map(([name, value]) => ({ name, value, domain: new URL(origin).hostname, path: "/", secure: true, httpOnly: true, sameSite: "Lax" }));
    places.push({ origin, cookies, data: async () => (await fetch(`${folderOf(ntlm)}data`)).status });
  }
  const open = async ({ origin, cookies }) => {
    const context = await browser.newContext(ntlm.browser);
    await context.addCookies(cookies);
    const tab = await context.newPage();
    await tab.goto(origin + folderOf(ntlm));
    return tab;
  };
  return { device, places, open };
}

for (const [how, front] of [["a new connection for each request", { http2: true }], ["connections that it keeps for all", { http2: true, keeps: 2 }]]) {
  test(`NTLM holds, and technicians stay apart, behind a proxy with HTTP/2 and ${how}`, async (t) => {
    const { device, places: [mine, other], open } = await ntlmBehindNginx(t, front);
    assert.equal(await (await open(mine)).evaluate(ntlm.does), ntlm.sees);
    // Whom the device's own connections know is nobody to the other technician, however often they ask.
    for (let i = 0; i < 8; i += 1) assert.equal(await other.data(), 401);
    assert.equal(await (await open(other)).evaluate(ntlm.does), ntlm.sees);
    ntlm.received(device.of(ntlm), { state: device.state(ntlm) });
  });
}

test("behind a proxy that keeps connections and does not tell browsers' apart, technicians still do not share a sign-in", async (t) => {
  const { places: [mine, other], open } = await ntlmBehindNginx(t, { keeps: 1, tellsConnections: false });
  const tab = await open(mine);
  await until("a sign-in", async () => { if ((await tab.locator("body").innerText()).includes("logged in as admin")) return true; await tab.reload(); return false; });
  for (let i = 0; i < 8; i += 1) assert.equal(await other.data(), 401);
});
