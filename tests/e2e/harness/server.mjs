// SPDX-License-Identifier: Apache-2.0
// calloutd and callout-agent as shipped, each with its files in a folder of the test.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort, Hopeless, Program, run, until } from "../../lib/process.mjs";
import { Api, Client } from "./client.mjs";

export const root = path.resolve(import.meta.dirname, "../../..");
export const build = path.resolve(root, process.env.E2E_BUILD ?? "build/release");
export const calloutd = `${build}/src/programs/calloutd`;
export const calloutAgent = `${build}/src/programs/callout-agent`;

const value = (v) => (Array.isArray(v) ? `[${v.map(value).join(", ")}]` : JSON.stringify(v));

/** { section: { key: value } } as TOML. */
export function toml(sections) {
  return Object.entries(sections).map(([name, keys]) => `[${name}]\n${Object.entries(keys).map(([k, v]) => `${k} = ${value(v)}\n`).join("")}`).join("\n");
}

export class Server {
  constructor(dir, port, config, { ca, uid, address, env } = {}) {
    Object.assign(this, { dir, port, ca, uid, address, env, file: `${dir}/calloutd.toml`, log: `${dir}/calloutd.log` });
    const { server, ...others } = config;
    const scheme = others.tls ? "https" : "http";
    const defaults = { listen: `127.0.0.1:${port}`, console_url: `${scheme}://callout.localhost:${port}`, session_domain: `sessions.localhost:${port}`, web_root: `${root}/web/dist` };
    this.config = { server: { ...defaults, ...server }, store: { path: `${dir}/callout.db` }, log: { level: "info", format: "json" }, ...others };
    this.url = this.config.server.console_url;
    writeFileSync(this.file, toml(this.config), { mode: 0o600 });
  }

  static async make(dir, { config = {}, port, ...options } = {}) {
    mkdirSync(dir, { recursive: true });
    return new Server(dir, port ?? await freePort(), config, options);
  }

  async admin(email, name, password) {
    const done = await run(calloutd, ["admin", "create", "--config", this.file, "--email", email, "--name", name, "--password-file", "-"], { input: `${password}\n` });
    if (done.code !== 0) throw new Error(`calloutd admin create: ${done.code}\n${done.stdout}${done.stderr}`);
    return done;
  }

  /** Starts the process and waits until /readyz says so. Answers the milliseconds that took. */
  async start({ ms = 10_000 } = {}) {
    const began = performance.now();
    this.program = new Program(calloutd, ["serve", "--config", this.file], { log: this.log, uid: this.uid, env: this.env });
    const client = this.client();
    try {
      await until("/readyz", async () => {
        if (!this.program.running) throw new Hopeless(`calloutd ended (${this.program.code}):\n${this.program.output}`);
        return (await client.fetch("/readyz", { ms: 1000 })).status === 200;
      }, { ms, every: 5 });
    } finally {
      client.close();
    }
    return performance.now() - began;
  }

  client() { return new Client(this.url, { ca: this.ca, address: this.address }); }

  async signedIn(email, password) {
    const api = new Api(this.url, { ca: this.ca, address: this.address });
    await api.signIn(email, password);
    return api;
  }

  /** The metric's value summed over its label sets, or null when /metrics doesn't name it. */
  async metric(name) {
    const client = this.client();
    const { text } = await client.fetch("/metrics");
    client.close();
    const rows = text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return rows.length ? rows.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0) : null;
  }

  async stop() { return this.program ? this.program.stop() : undefined; }
  async kill() { await this.program.kill(); }
}

export class Agent {
  constructor(dir, { policy = {}, config = {}, env, uid, binary = calloutAgent } = {}) {
    mkdirSync(dir, { recursive: true });
    Object.assign(this, { dir, env, uid, binary, state: `${dir}/state`, file: `${dir}/callout-agent.toml`, log: `${dir}/callout-agent.log` });
    writeFileSync(this.file, toml({ policy, ...config }));
  }

  /** Runs the command that the server gave out, with our binary and state folder. */
  async enroll(enrolment, extra = []) {
    const url = /--server[ =](\S+)/.exec(enrolment.command)[1];
    const done = await run(this.binary, ["enroll", enrolment.token, "--server", url, "--state", this.state, ...extra], { env: this.env, uid: this.uid });
    if (done.code !== 0) throw new Error(`callout-agent enroll: ${done.code}\n${done.stdout}${done.stderr}`);
    return done;
  }

  start() {
    this.program = new Program(this.binary, ["run", "--state", this.state, "--config", this.file], { log: this.log, env: this.env, uid: this.uid });
  }

  command(name, ...args) { return run(this.binary, [name, "--state", this.state, ...args], { env: this.env, uid: this.uid }); }
  async stop() { return this.program ? this.program.stop() : undefined; }
  async kill() { await this.program.kill(); }
}
