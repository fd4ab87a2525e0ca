// SPDX-License-Identifier: Apache-2.0
// A site that lets nobody out but through its HTTP proxy: the agent reaches the server by CONNECT through a real tinyproxy.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import test from "node:test";
import { accepting, freePort, Program, run } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { certificates } from "../harness/certificates.mjs";
import { calloutAgent } from "../harness/server.mjs";
import { folder, Stack } from "../harness/stack.mjs";

async function tinyproxy(t, dir, connectPort, extra = "") {
  const port = await freePort();
  const file = `${dir}/tinyproxy.conf`;
  writeFileSync(file, `Port ${port}\nListen 127.0.0.1\nTimeout 600\nMaxClients 50\nConnectPort ${connectPort}\nLogLevel Connect\n${extra}`);
  const program = new Program("tinyproxy", ["-d", "-c", file], { log: `${dir}/tinyproxy.log` });
  t.after(() => program.stop());
  await accepting(port, { program });
  return { port, program };
}

/** A server on an address that is not loopback: an agent dials its own machine directly, whatever the proxy. */
async function remoteServer(t, dir) {
  const address = Object.values(networkInterfaces()).flat().find((a) => !a.internal && a.family === "IPv4")?.address;
  assert.ok(address, "this host has no address but loopback");
  const tls = await certificates(dir, [address, "*.sessions.localhost"]);
  const port = await freePort();
  const server = { listen: `${address}:${port}`, console_url: `https://${address}:${port}` };
  return Stack.start(t, { withAgent: false, server: { port, address, ca: tls.caPem, config: { server, tls: { certificate: tls.certificate, key: tls.key } } } });
}

test("the whole main job through an HTTP CONNECT proxy, over TLS", async (t) => {
  const dir = folder(t);
  const device = await site.start();
  t.after(() => device.stop());
  const stack = await remoteServer(t, dir);
  const proxy = await tinyproxy(t, dir, stack.server.port);
  const options = { policy: { allow_loopback: [`127.0.0.1:${device.endpoints[0].port}`] }, env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` } };
  stack.agent = await stack.addAgent("Behind a proxy", options);
  const passed = () => proxy.program.lines.filter((line) => line.includes(`CONNECT ${stack.server.address}:${stack.server.port}`)).length;
  assert.ok(passed() >= 2, `enrolment and tunnel should pass the proxy:\n${proxy.program.output}`);
  stack.install = stack.agent.install;
  const target = await stack.addDevice(device);
  const visit = await stack.visit(await stack.openSession(target));
  assert.match((await visit.fetch("/")).text, /Test device/);
  const answer = await visit.fetch(`/bytes/${5 << 20}`);
  assert.equal(answer.body.length, 5 << 20);
  const doctor = await stack.agent.command("doctor");
  assert.match(doctor.stdout, /proxy/i);
  // With the proxy gone the way is gone: nothing went around it.
  await proxy.program.stop();
  await stack.online(stack.install, false);
});

test("a proxy that wants a login is named in one clear line", async (t) => {
  const dir = folder(t);
  const stack = await remoteServer(t, dir);
  const proxy = await tinyproxy(t, dir, stack.server.port, "BasicAuth site secret\n");
  const { enrolment } = await stack.api.post("/installs", { name: "x", entity: stack.api.me.team.root_entity });
  const url = /--server[ =](\S+)/.exec(enrolment.command)[1];
  const enroll = (proxyUrl) => run(calloutAgent, ["enroll", enrolment.token, "--server", url, "--state", `${dir}/state`], { env: { HTTPS_PROXY: proxyUrl } });
  const refused = await enroll(`http://127.0.0.1:${proxy.port}`);
  assert.notEqual(refused.code, 0);
  assert.match(refused.stdout + refused.stderr, /proxy/i);
  assert.match(refused.stdout + refused.stderr, /407|login|password|credentials/i);
  const good = await enroll(`http://site:secret@127.0.0.1:${proxy.port}`);
  assert.equal(good.code, 0, good.stdout + good.stderr);
});
