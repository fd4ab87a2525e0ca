// SPDX-License-Identifier: Apache-2.0
// What an operator gets wrong: one clear line that says what to do, and an exit code that is not 0.
import assert from "node:assert/strict";
import { chmodSync, chownSync, copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import { once } from "node:events";
import test from "node:test";
import { freePort, run } from "../../lib/process.mjs";
import { Agent, calloutAgent, calloutd, Server, toml } from "../harness/server.mjs";
import { folder, Stack } from "../harness/stack.mjs";

/** The program must end by itself with one line on its output that matches all the words. */
async function fails(command, args, words, options = {}) {
  const done = await run(command, args, { ms: 15_000, ...options });
  assert.equal(typeof done.code, "number", `it did not end by itself\n${done.stdout}${done.stderr}`);
  assert.notEqual(done.code, 0, `exit code 0\n${done.stdout}${done.stderr}`);
  const lines = `${done.stdout}\n${done.stderr}`.split("\n").filter((line) => line.trim());
  const errors = lines.filter((line) => !/"level":"(debug|info|warn)/.test(line));
  for (const word of words) assert.ok(errors.some((line) => word.test(line)), `${word} in:\n${errors.join("\n")}`);
  assert.ok(errors.length <= (options.lines ?? 1), `${errors.length} lines:\n${errors.join("\n")}`);
  for (const line of errors) assert.ok(line.length < 400 && !/terminate called|what\(\)|Sanitizer|Assertion/.test(line), line);
  return errors;
}

const nobody = 65534;

test("calloutd", async (t) => {
  const dir = folder(t);
  const make = (name, config) => Server.make(`${dir}/${name}`, { config });

  await t.test("every mistake of the config with its line", async () => {
    const server = await make("mistakes", {});
    const text = [`[server]`, `listen = "127.0.0.1:99999"`, `console_url = 7`, `sesion_domain = "localhost:1"`, `[log]`, `level = "loud"`, `[store]`, `path = "${dir}/x.db"`, ""].join("\n");
    writeFileSync(server.file, text);
    const lines = await fails(calloutd, ["serve", "--config", server.file, "--check"], [/[:\s]2\b.*listen|listen.*\b2\b/, /\b3\b.*console_url|console_url.*\b3\b/, /sesion_domain/, /level/], { lines: 8 });
    assert.ok(lines.some((line) => /session_domain/.test(line)), "the nearest key is named");
    await fails(calloutd, ["serve", "--config", server.file], [/listen/], { lines: 8 });
  });
  await t.test("a config that is not TOML", async () => {
    const server = await make("syntax", {});
    writeFileSync(server.file, "[server\nlisten = ");
    await fails(calloutd, ["serve", "--config", server.file], [/calloutd\.toml:1|line 1/]);
  });
  await t.test("a missing config", async () => fails(calloutd, ["serve", "--config", `${dir}/none.toml`], [/none\.toml/]));
  await t.test("a good config passes --check and starts nothing", async () => {
    const server = await make("good", {});
    const done = await run(calloutd, ["serve", "--config", server.file, "--check"]);
    assert.equal(done.code, 0, done.stdout + done.stderr);
  });
  await t.test("a busy port", async () => {
    const listener = net.createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    t.after(() => listener.close());
    const server = await Server.make(`${dir}/busy`, { port: listener.address().port });
    await server.admin("a@example.com", "A", "long enough password");
    await fails(calloutd, ["serve", "--config", server.file], [new RegExp(String(listener.address().port)), /use|busy|listen/i]);
  });
  await t.test("an unwritable folder", async () => {
    const server = await make("unwritable", {});
    const locked = `${dir}/unwritable/locked`;
    mkdirSync(locked, { mode: 0o555 });
    const binary = `${dir}/calloutd`;
    copyFileSync(calloutd, binary);
    chmodSync(dir, 0o755);
    const options = { env: { CALLOUT_STORE_PATH: `${locked}/callout.db` }, uid: process.getuid() === 0 ? nobody : undefined };
    chmodSync(server.file, 0o644);
    await fails(binary, ["serve", "--config", server.file], [/locked/, /writ|permission/i], options);
  });
  await t.test("a missing database", async () => {
    const server = await make("missing", {});
    await fails(calloutd, ["serve", "--config", server.file], [/callout\.db/, /admin create/]);
  });
  await t.test("a file that is not a database", async () => {
    const server = await make("garbage", {});
    writeFileSync(`${dir}/garbage/callout.db`, "this is not a database, whatever its name says".repeat(100));
    await fails(calloutd, ["serve", "--config", server.file], [/callout\.db/, /database/i]);
  });
  await t.test("plain HTTP beyond loopback without a trusted proxy", async () => {
    const server = await make("plain", {});
    await fails(calloutd, ["serve", "--config", server.file], [/tls|proxy/i], { env: { CALLOUT_SERVER_LISTEN: "0.0.0.0:0" }, lines: 2 });
  });
  await t.test("a certificate that is not there", async () => {
    const server = await make("nocert", { tls: { certificate: `${dir}/no.pem`, key: `${dir}/no.key` } });
    await server.admin("a@example.com", "A", "long enough password").catch(() => {});
    await fails(calloutd, ["serve", "--config", server.file], [/no\.pem/], { lines: 2 });
  });
  await t.test("a wrong environment override", async () => {
    const server = await make("environment", {});
    await fails(calloutd, ["serve", "--config", server.file, "--check"], [/CALLOUT_LOG_LEVEL/], { env: { CALLOUT_LOG_LEVEL: "loud" }, lines: 2 });
  });
  await t.test("an unknown subcommand and option", async () => {
    await fails(calloutd, ["srve"], [/srve|subcommand/], { lines: 12 });
    await fails(calloutd, ["serve", "--confg", "x"], [/confg|config/], { lines: 12 });
  });
  await t.test("admin create: a short password, a second owner of the same address", async () => {
    const server = await make("admins", {});
    const create = (password) => ["admin", "create", "--config", server.file, "--email", "a@example.com", "--name", "A", "--password-file", password];
    writeFileSync(`${dir}/short`, "short\n");
    writeFileSync(`${dir}/long`, "long enough password\n");
    await fails(calloutd, create(`${dir}/short`), [/password/i]);
    assert.equal((await run(calloutd, create(`${dir}/long`))).code, 0);
    await fails(calloutd, create(`${dir}/long`), [/a@example\.com/]);
    await fails(calloutd, create(`${dir}/none`), [/none/]);
  });
  await t.test("port 0 says which port it got", async () => {
    const server = await make("port0", { server: { listen: "127.0.0.1:0", console_url: "http://callout.localhost:0", session_domain: "localhost:0" } });
    await server.admin("a@example.com", "A", "long enough password");
    const { Program } = await import("../../lib/process.mjs");
    const program = new Program(calloutd, ["serve", "--config", server.file]);
    t.after(() => program.stop());
    const address = await program.line("the listening line", (line) => { try { const said = JSON.parse(line); return said.message === "listening" && said.address; } catch { return null; } });
    assert.match(address, /^127\.0\.0\.1:[1-9]\d+$/);
  });
});

test("callout-agent", async (t) => {
  const stack = await Stack.start(t, {});
  const { enrolment } = await stack.api.post("/installs", { name: "Second", entity: stack.api.me.team.root_entity });
  const url = /--server[ =](\S+)/.exec(enrolment.command)[1];
  const enroll = (token, state, server = url) => ["enroll", token, "--server", server, "--state", state];

  await t.test("a wrong token", async () => {
    await fails(calloutAgent, enroll(enrolment.token.replace(/^(co1\.)..../, "$1AAAA"), `${stack.dir}/s1`), [/token/i]);
    await fails(calloutAgent, enroll("nonsense", `${stack.dir}/s1`), [/token/i]);
    await fails(calloutAgent, enroll("", `${stack.dir}/s1`), [/token/i], { lines: 12 });
  });
  await t.test("a server that does not answer", async () => fails(calloutAgent, enroll(enrolment.token, `${stack.dir}/s2`, `http://127.0.0.1:${await freePort()}`), [/127\.0\.0\.1/]));
  await t.test("an address that is not one", async () => fails(calloutAgent, enroll(enrolment.token, `${stack.dir}/s2`, "ftp:nowhere"), [/ftp:nowhere|server/], { lines: 2 }));
  await t.test("an unwritable state folder", async () => {
    const locked = `${stack.dir}/locked`;
    mkdirSync(locked, { mode: 0o555 });
    chmodSync(stack.dir, 0o755);
    const binary = `${stack.dir}/callout-agent`;
    copyFileSync(calloutAgent, binary);
    await fails(binary, enroll(enrolment.token, `${locked}/state`), [/locked/, /writ|permission/i], { uid: process.getuid() === 0 ? nobody : undefined });
  });
  await t.test("the token still works, once, and the key is for its owner's eyes only", async () => {
    const agent = new Agent(`${stack.dir}/good`);
    await agent.enroll(enrolment);
    for (const name of ["key", "key.pem", "agent.key", "identity"].map((n) => `${agent.state}/${n}`)) {
      try { assert.equal(statSync(name).mode & 0o077, 0, `${name} is readable by others`); } catch (error) { if (error.code !== "ENOENT") throw error; }
    }
    assert.equal(statSync(agent.state).mode & 0o077, 0, "the state folder is readable by others");
    await fails(calloutAgent, enroll(enrolment.token, `${stack.dir}/reused`), [/token/i]);
  });
  await t.test("run before enroll", async () => fails(calloutAgent, ["run", "--state", `${stack.dir}/empty`, "--config", stack.agent.file], [/enroll/]));
  await t.test("a mistake in its config", async () => {
    const file = `${stack.dir}/bad-agent.toml`;
    writeFileSync(file, toml({ policy: { allow_loopback: ["127.0.0.1"], alow: true } }));
    await fails(calloutAgent, ["run", "--state", stack.agent.state, "--config", file], [/allow_loopback/], { lines: 3 });
  });
  await t.test("it runs unprivileged and opens no listener", async () => {
    if (process.getuid() !== 0) return;
    const { install, enrolment: fresh } = await stack.api.post("/installs", { name: "Unprivileged", entity: stack.api.me.team.root_entity });
    const home = `${stack.dir}/unprivileged`;
    mkdirSync(home);
    const agent = new Agent(home, { uid: nobody, binary: `${stack.dir}/callout-agent` });
    chownSync(home, nobody, nobody);
    chmodSync(agent.file, 0o644);
    await agent.enroll(fresh);
    agent.start();
    t.after(() => agent.stop());
    await stack.online(install.id, true, 10_000, agent);
    const sockets = await run("ss", ["-Hltnup"]);
    assert.ok(!sockets.stdout.includes(`pid=${agent.program.pid},`), sockets.stdout);
    rmSync(`${stack.dir}/reused`, { recursive: true, force: true });
  });
});
