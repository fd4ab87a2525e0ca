// SPDX-License-Identifier: Apache-2.0
// Callout as shipped, between the same browser's end and the same device as the yardstick.
import { rmSync } from "node:fs";
import { freePort, until } from "../tests/lib/process.mjs";
import { Agent, Server } from "../tests/e2e/harness/server.mjs";
import { farFrom } from "./path.mjs";

const owner = { email: "bench@example.com", password: "bench password 1" };

/** roundTripMs: of the way between browser and server, and of that between server and agent. */
export async function startCallout(dir, device, tls, { roundTripMs = 0 } = {}) {
  const port = await freePort();
  const far = roundTripMs ? await farFrom(port, roundTripMs) : null;
  const names = far ? { server: { console_url: `https://callout.localhost:${far.port}`, session_domain: `sessions.localhost:${far.port}` } } : {};
  const server = await Server.make(`${dir}/server`, { port, ca: tls.caPem, config: { ...names, tls: { certificate: tls.certificate, key: tls.key }, log: { level: "warn", format: "json" } } });
  await server.admin(owner.email, "Bench", owner.password);
  const coldStart = await server.start();
  const api = await server.signedIn(owner.email, owner.password);
  await api.patch("/team", { session_minutes: 480 });
  const { install, enrolment } = await api.post("/installs", { name: "Bench", entity: api.me.team.root_entity });
  const agent = new Agent(`${dir}/agent`, { policy: { allow_loopback: [`127.0.0.1:${device.port}`, `127.0.0.1:${device.sink}`] }, config: { log: { level: "warn" } } });
  await agent.enroll(enrolment);
  agent.start();
  await until("the agent online", async () => (await api.get(`/installs/${install.id}`)).online);
  const endpoints = [{ scheme: "http", port: device.port }, { scheme: "http", port: device.sink }];
  const added = await api.post("/devices", { name: "Bench device", install: install.id, address: "127.0.0.1", endpoints });
  const known = await until("the device checked", async () => { const d = await api.get(`/devices/${added.id}`); return d.status === "reachable" && d; }, { ms: 30_000 });

  const session = async (endpoint) => {
    const made = await api.post(`/devices/${known.id}/sessions`, { endpoint: known.endpoints[endpoint].id });
    return until("the session active", async () => { const s = await api.get(`/sessions/${made.id}`); return s.state === "active" && s; }, { every: 1 });
  };
  const visit = async (active) => {
    await api.follow(active.start_url);
    const at = new URL(active.start_url);
    const cookies = [...api.jar(at.host)].map(([name, value]) => ({ name, value, domain: at.hostname, path: "/", secure: true, httpOnly: true }));
    return { origin: at.origin, cookies, headers: [`Host: ${at.host}`, `Cookie: ${[...api.jar(at.host)].map((c) => c.join("=")).join("; ")}`] };
  };
  const [pages, uploads] = [await visit(await session(0)), await visit(await session(1))];
  const local = `https://127.0.0.1:${server.port}`;
  return {
    name: "callout", coldStart, page: (path) => ({ url: local + path, headers: pages.headers }),
    upload: { url: `${local}/upload`, headers: [...uploads.headers, `Origin: ${uploads.origin}`] },
    server: () => [server.program.pid], agent: () => [agent.program.pid],
    // From the click (the request that creates the session) over job, ticket and cookies to the page's first byte.
    open: async () => {
      const began = performance.now();
      const active = await session(0);
      await api.follow(active.start_url);
      const response = await api.open(`${new URL(active.start_url).origin}/1k`);
      const took = performance.now() - began;
      response.resume();
      await api.post(`/sessions/${active.id}/end`);
      return took;
    },
    tab: () => ({ origin: pages.origin, cookies: pages.cookies }),
    stop: async () => { api.close(); await agent.stop(); await server.stop(); await far?.stop(); rmSync(agent.state, { recursive: true, force: true }); },
  };
}
