// SPDX-License-Identifier: Apache-2.0
// Starts and stops the programs of tests, demo and benchmark. Each program leads a process group of its own and dies with its starter
// (PR_SET_PDEATHSIG by setpriv), so that neither a finished nor a killed run leaves anything behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import net from "node:net";
import { createInterface } from "node:readline";

/** Rejects with `what` when the promise takes longer. */
export async function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What no waiting heals: until() passes it on at once. */
export class Hopeless extends Error {}

/** Asks again every `every` ms until `probe` answers something true, and returns it; throws after `ms`. A throwing probe counts as "not yet". */
export async function until(what, probe, { ms = 10_000, every = 20 } = {}) {
  const end = performance.now() + ms;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms${last ? ` (${last.message})` : ""}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

const shares = { first: 11_000, size: 100 };
shares.count = Math.floor((Math.max(Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split("\t")[0]), 12_000) - shares.first) / shares.size);
let given = 0;

/**
 * A TCP port of 127.0.0.1 that was free just now, for programs that can't bind port 0. It is none of those from which the system takes ports by itself, and
 * each process goes through a share of its own, so that nothing beside it is given the same port before the program has bound it.
 */
export async function freePort() {
  for (;;) {
    const port = shares.first + (process.pid % shares.count) * shares.size + (given++ % shares.size);
    const server = net.createServer();
    const listening = await new Promise((resolve) => { server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)); });
    if (!listening) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

/** Waits until something accepts connections at address:port; where `program` is to do it, not longer than that runs. */
export function accepting(port, { address = "127.0.0.1", program, ms = 10_000 } = {}) {
  return until(`${program?.name ?? "something"} accepting on ${address}:${port}`, () => new Promise((resolve, reject) => {
    if (program && !program.running) { reject(new Hopeless(`${program.name} ended (${program.code ?? program.signal}) before it accepted on ${address}:${port}:\n${program.output}`)); return; }
    const socket = net.connect(port, address);
    socket.on("connect", () => { socket.destroy(); resolve(true); });
    socket.on("error", () => resolve(false));
  }), { ms });
}

export class Program {
  /** options: log (file), env, cwd, uid (runs as that user and group, without others). */
  constructor(command, args, { log, env, cwd, uid } = {}) {
    const drop = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
    this.name = command.split("/").at(-1);
    this.lines = [];
    this.watchers = new Set();
    this.child = spawn("setpriv", ["--pdeathsig", "KILL", ...drop, "--", command, ...args],
      { detached: true, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env }, cwd });
    this.pid = this.child.pid;
    this.ended = once(this.child, "exit").then(([code, signal]) => { this.code = code; this.signal = signal; return this; });
    this.ended.catch(() => {});
    const file = log && createWriteStream(log, { flags: "a" });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (file) stream.pipe(file, { end: false });
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        if (this.lines.length > 4000) this.lines.shift();
        for (const watch of this.watchers) watch(line);
      });
    }
  }

  get running() { return this.child.exitCode === null && this.child.signalCode === null; }
  get output() { return this.lines.join("\n"); }

  /** The first line, past or to come, for which `match` answers something true; that answer is returned. */
  line(what, match, ms = 10_000) {
    for (const line of this.lines) {
      const value = match(line);
      if (value) return Promise.resolve(value);
    }
    let watch;
    const found = new Promise((resolve, reject) => {
      watch = (line) => { const value = match(line); if (value) resolve(value); };
      this.watchers.add(watch);
      this.ended.then(() => setImmediate(() => reject(new Error(`${this.name} ended (${this.code ?? this.signal}) before ${what}:\n${this.output}`))));
    });
    return within(ms, `${this.name}: ${what}`, found).finally(() => this.watchers.delete(watch));
  }

  signal_group(signal) {
    try { process.kill(-this.pid, signal); } catch (error) { if (error.code !== "ESRCH") throw error; }
  }

  /** Ends the program and all it started: SIGTERM, and SIGKILL when it is not gone after `grace` ms. Answers how it ended. */
  async stop({ grace = 5000 } = {}) {
    if (this.running) {
      this.signal_group("SIGTERM");
      const timer = setTimeout(() => this.signal_group("SIGKILL"), grace);
      await this.ended;
      clearTimeout(timer);
    }
    this.signal_group("SIGKILL");
    return { code: this.code, signal: this.signal };
  }

  async kill() {
    this.signal_group("SIGKILL");
    if (this.running) await this.ended;
  }

  /** Resident memory in bytes, without pages that are only cached. */
  memory() {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)[1]) * 1024;
  }

  /** CPU seconds used so far, in user and system mode. */
  cpu() {
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
}

/** Runs a program to its end and answers { code, stdout, stderr }. `input` goes to its standard input. */
export async function run(command, args, { env, cwd, input, uid, ms = 60_000 } = {}) {
  const drop = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...drop, "--", command, ...args], { env: { ...process.env, ...env }, cwd, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const text = async (stream) => { let all = ""; for await (const part of stream) all += part; return all; };
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  const [stdout, stderr, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  clearTimeout(timer);
  return { code: code ?? `killed by ${signal} after at most ${ms} ms`, stdout, stderr };
}
