// SPDX-License-Identifier: Apache-2.0
// The whole line of one scenario: server, an administrator, an enrolled agent, and what tests do with them. Everything ends with the test.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Hopeless, until } from "../../lib/process.mjs";
import { Agent, Server } from "./server.mjs";

export const owner = { email: "owner@example.com", name: "Olga Owner", password: "correct horse battery" };

/** A folder of the test, removed after it unless E2E_KEEP is set. */
export function folder(t) {
  const dir = mkdtempSync(path.join(tmpdir(), "callout-e2e-"));
  t.after(() => (process.env.E2E_KEEP ? console.log(`kept ${dir}`) : rmSync(dir, { recursive: true, force: true })));
  return dir;
}

const loopback = (devices) => devices.filter((d) => d.address.startsWith("127.")).flatMap((d) => d.endpoints.map((e) => `${d.address}:${e.port}`));

export class Stack {
  /**
   * devices: what tests/devices started; they are added to the console in order, as stack.devices. agent: options of Agent.
   * server: options of Server. adding "together": not one device after the other. The agent allows exactly the loopback devices unless agent.policy
   * says otherwise.
   */
  static async start(t, { devices = [], agent = {}, server = {}, withAgent = true, adding } = {}) {
    const stack = new Stack();
    stack.dir = folder(t);
    stack.agents = [];
    t.after(() => stack.stop());
    for (const device of devices) t.after(() => device.stop?.());
    stack.server = await Server.make(`${stack.dir}/server`, server);
    await stack.server.admin(owner.email, owner.name, owner.password);
    await stack.server.start();
    stack.api = await stack.server.signedIn(owner.email, owner.password);
    if (withAgent) {
      stack.agent = await stack.addAgent("Main street", { policy: { allow_loopback: loopback(devices) }, ...agent });
      stack.install = stack.agent.install;
      stack.devices = [];
      if (adding === "together") stack.devices = await Promise.all(devices.map((device) => stack.addDevice(device)));
      else for (const device of devices) stack.devices.push(await stack.addDevice(device));
    }
    return stack;
  }

  async addAgent(name, options) {
    const { install, enrolment } = await this.api.post("/installs", { name, entity: this.api.me.team.root_entity });
    const agent = new Agent(`${this.dir}/agent-${install.id}`, options);
    agent.install = install.id;
    this.agents.push(agent);
    await agent.enroll(enrolment);
    agent.start();
    await this.online(install.id, true, 10_000, agent);
    return agent;
  }

  online(install, wanted = true, ms = 10_000, agent = this.agent) {
    return until(`install ${wanted ? "online" : "offline"}`, async () => {
      if (wanted && agent?.program && !agent.program.running) throw new Hopeless(`callout-agent ended (${agent.program.code}):\n${agent.program.output}`);
      return (await this.api.get(`/installs/${install}`)).online === wanted;
    }, { ms });
  }

  /** Adds a device and waits until the agent has checked it. `expected` is the status to wait for. */
  async addDevice(device, { expected = ["reachable"], install = this.install, name = device.name } = {}) {
    const made = await this.api.post("/devices", { name, install, address: device.address, endpoints: device.endpoints });
    return this.checked(made.id, expected);
  }

  checked(id, expected = ["reachable"]) {
    return until(`device ${expected}`, async () => {
      const device = await this.api.get(`/devices/${id}`);
      if (expected.includes(device.status)) return device;
      throw new Error(`${device.name} is ${device.status}: ${device.status_detail ?? ""}`);
    }, { ms: 25_000 });
  }

  /** Opens a device's page as the API's technician and waits until it is active; a failure is thrown with its hop and code. */
  async openSession(device, { api = this.api, endpoint } = {}) {
    const session = await api.post(`/devices/${device.id ?? device}/sessions`, endpoint ? { endpoint } : {});
    return this.active(session.id, api);
  }

  async active(id, api = this.api) {
    const session = await this.settled(id, api);
    if (session.state !== "active") throw new Error(`session is ${session.state} (${session.closed_reason}): ${JSON.stringify(session.failure)}`);
    return session;
  }

  /** The session when it is no longer on its way: active or closed. */
  settled(id, api = this.api) {
    return until("a session that is active or closed", async () => {
      const session = await api.get(`/sessions/${id}`);
      return ["active", "closed"].includes(session.state) && session;
    }, { ms: 25_000, every: 10 });
  }

  closed(id, ms = 5000, api = this.api) {
    return until("a closed session", async () => {
      const session = await api.get(`/sessions/${id}`);
      return session.state === "closed" && session;
    }, { ms, every: 10 });
  }

  /** Walks the ticket with the API's cookies and answers { origin, fetch(path), open(path) } on the session host. */
  async visit(session, { api = this.api } = {}) {
    const page = await api.follow(session.start_url);
    const { origin } = new URL(session.start_url);
    if (new URL(page.url).origin !== origin) throw new Error(`the ticket ended at ${page.url} (${page.status})`);
    return { origin, page, fetch: (target, options) => api.fetch(origin + target, options), open: (target, options) => api.open(origin + target, options), jar: api.jar(new URL(origin).host) };
  }

  /**
   * A technician of the team, signed in, with one access right on everything: to open pages and raw ports and to change nothing, unless another role is
   * named. role: null gives none.
   */
  async member(name = "Max Member", { role = "only-device-connection" } = {}) {
    const email = `${name.split(" ")[0].toLowerCase()}@example.com`;
    const password = "member password 1";
    const technician = await this.api.post("/technicians", { email, name, password });
    const right = role ? await this.give(technician, role) : undefined;
    return Object.assign(await this.server.signedIn(email, password), { technician, email, password, right });
  }

  /** Gives a technician (or a department, by `kind`) a role for the scope: the root entity unless another one is named. More fields are the right's own. */
  give(holder, role, { kind = "technician", scope = { kind: "entity", id: this.api.me.team.root_entity }, ...term } = {}) {
    return this.api.post("/access-rights", { holder: { kind, id: holder.id }, scope, role, ...term });
  }

  async stop() {
    this.api?.close();
    await Promise.all(this.agents.map((agent) => agent.stop()));
    await this.server?.stop();
  }
}
