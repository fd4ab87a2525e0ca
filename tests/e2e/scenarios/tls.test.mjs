// SPDX-License-Identifier: Apache-2.0
// TLS by files: a real browser on https://callout.localhost with the test CA, HTTP/2 in front, hot reload without losing a connection.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import http2 from "node:http2";
import tlsModule from "node:tls";
import test from "node:test";
import { run, until } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { launch, onSessionHost, openDevice, signIn } from "../harness/browser.mjs";
import { certificates } from "../harness/certificates.mjs";
import { folder, owner, Stack } from "../harness/stack.mjs";

async function withTls(t, pages) {
  const dir = folder(t);
  const tls = await certificates(dir);
  const device = await site.start({ pages });
  const stack = await Stack.start(t, { devices: [device], server: { ca: tls.caPem, config: { tls: { certificate: tls.certificate, key: tls.key } } } });
  return { tls, stack };
}

function peer(server, options = {}) {
  return new Promise((resolve, reject) => {
    const socket = tlsModule.connect({ host: "127.0.0.1", port: server.port, servername: "callout.localhost", ca: server.ca, ...options }, () => {
      resolve({ serial: parseInt(new X509Certificate(socket.getPeerCertificate().raw).serialNumber, 16), protocol: socket.getProtocol(), alpn: socket.alpnProtocol });
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

test("TLS 1.2 and 1.3 are served, older ones are not, and certificates are reloaded while connections live", async (t) => {
  const { tls, stack } = await withTls(t, {});
  assert.equal((await peer(stack.server)).protocol, "TLSv1.3");
  assert.equal((await peer(stack.server, { maxVersion: "TLSv1.2" })).protocol, "TLSv1.2");
  await assert.rejects(peer(stack.server, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }));
  assert.equal((await peer(stack.server)).serial, 1001);
  const lost = stack.server.program.output.length;
  await tls.again(1002);
  await until("the new certificate", async () => (await peer(stack.server)).serial === 1002, { ms: 15_000, every: 100 });
  assert.equal((await stack.api.get(`/installs/${stack.install}`)).online, true);
  assert.ok(!stack.server.program.output.slice(lost).includes("error"), stack.server.program.output.slice(lost));

  // A broken file keeps the old certificate and says so.
  await run("sh", ["-c", `echo broken > ${tls.certificate}`]);
  await stack.server.program.line("a line about the broken certificate", (line) => /certificate/i.test(line) && /"level":"(warn|error)/.test(line), 15_000);
  assert.equal((await peer(stack.server)).serial, 1002);
});

test("HTTP/2 in front: console and session host, many requests at once", async (t) => {
  const { stack } = await withTls(t, { "/part": "part of the page" });
  assert.equal((await peer(stack.server, { ALPNProtocols: ["h2", "http/1.1"] })).alpn, "h2");
  const visit = await stack.visit(await stack.openSession(stack.devices[0]));
  const { host } = new URL(visit.origin);
  const client = http2.connect(`https://${host}`, { createConnection: () => tlsModule.connect({ host: "127.0.0.1", port: stack.server.port, servername: new URL(visit.origin).hostname, ca: stack.server.ca, ALPNProtocols: ["h2"] }) });
  t.after(() => client.destroy());
  client.on("error", () => {});
  await once(client, "connect");
  const get = async (headers) => {
    const stream = client.request({ ":authority": host, ...headers });
    const [answer] = await once(stream, "response");
    let text = "";
    for await (const part of stream) text += part;
    return { status: answer[":status"], text };
  };
  const cookie = [...visit.jar].map((c) => c.join("=")).join("; ");
  const answers = await Promise.all(Array.from({ length: 100 }, () => get({ ":path": "/part", cookie })));
  for (const answer of answers) assert.deepEqual(answer, { status: 200, text: "part of the page" });
  // One HTTP/2 connection may carry several hosts of the certificate: the label is looked at on each request.
  assert.equal((await get({ ":path": "/part", ":authority": `${"b".repeat(26)}.sessions.localhost:${stack.server.port}`, cookie })).status, 421);
  assert.notEqual((await get({ ":path": "/part" })).status, 200);
});

test("a real browser on https with session hosts below a wildcard certificate", async (t) => {
  const { tls, stack } = await withTls(t, { "/": "<!doctype html><title>x</title><p>page over TLS</p>" });
  const fingerprint = await run("sh", ["-c", `openssl x509 -in ${tls.certificate} -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`]);
  const browser = await launch(t, { args: [`--ignore-certificate-errors-spki-list=${fingerprint.stdout.trim()}`] });
  const page = await signIn(browser, stack.server.url, owner);
  const tab = await openDevice(page, stack.server.url, stack.devices[0]);
  await onSessionHost(tab, stack.server.url);
  await tab.getByText("page over TLS").waitFor();
  assert.equal(await tab.evaluate(() => performance.getEntriesByType("navigation")[0].nextHopProtocol), "h2");
  const cookies = await browser.cookies([tab.url(), stack.server.url]);
  assert.ok(cookies.length >= 2);
  for (const cookie of cookies.filter((c) => c.name.startsWith("__Host-"))) {
    assert.ok(cookie.secure && cookie.httpOnly && cookie.path === "/" && !cookie.domain.startsWith("."), JSON.stringify(cookie));
  }

  // A page that fills its own jar until requests don't fit: the answer empties it, and the tab comes back with a new ticket.
  await tab.evaluate(() => { for (let i = 0; i < 170; i += 1) document.cookie = `bomb${i}=${"x".repeat(4000)}; Path=/; Secure`; });
  // Chromium writes them behind the script's back; a request that left between two of them would reach the device.
  await tab.waitForFunction(() => document.cookie.includes("bomb169="));
  const answer = await tab.goto(tab.url());
  assert.equal(answer.status(), 431);
  await tab.getByText("page over TLS").waitFor();
  assert.ok(!(await tab.evaluate(() => document.cookie)).includes("bomb"));
});
