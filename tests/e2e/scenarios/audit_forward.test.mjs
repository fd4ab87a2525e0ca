// SPDX-License-Identifier: Apache-2.0
// Audit records leave the machine: to a file and to rsyslog over TLS. Nothing is lost while the target or calloutd is down, and what left is what verify
// compares the database with.
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync } from "node:fs";
import test from "node:test";
import { freePort, run, until } from "../../lib/process.mjs";
import { certificates } from "../harness/certificates.mjs";
import { Rsyslog } from "../harness/rsyslog.mjs";
import { calloutd, Server } from "../harness/server.mjs";
import { folder } from "../harness/stack.mjs";

const verify = (server, ...args) => run(calloutd, ["audit", "verify", "--config", server.file, ...args]);
const lines = (file) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line)) : []);
const stalls = (server) => (readFileSync(server.log, "utf8").match(/audit records can't be forwarded/g) ?? []).length;

async function place(t, { names = ["logs.localhost", "127.0.0.1"] } = {}) {
  const dir = folder(t);
  const tls = await certificates(dir, names);
  const port = await freePort();
  const rsyslog = new Rsyslog(`${dir}/rsyslog`, port, tls);
  const file = `${dir}/audit.jsonl`;
  const server = await Server.make(`${dir}/server`, { config: { "audit.forward": { file, syslog: `tls://127.0.0.1:${port}`, ca_file: tls.ca } } });
  t.after(() => server.stop());
  t.after(() => rsyslog.stop());
  const team = (name) => server.admin(`${name}@example.com`, name, "correct horse battery");
  return { dir, rsyslog, server, file, team };
}

test("records arrive at rsyslog and in the file, whatever is down in between", async (t) => {
  const { server, rsyslog, file, team } = await place(t);
  for (const name of ["ann", "bob", "eve"]) await team(name);
  await server.start();

  await until("the file has the records", () => lines(file).length === 3);
  await until("a stalled target is told", () => stalls(server) === 1);
  assert.equal(await server.metric("callout_audit_forward_waiting"), 3, "they wait for rsyslog alone");

  await rsyslog.start();
  await until("rsyslog has the records", () => rsyslog.records().length === 3, { ms: 20_000 });
  await until("none waits", async () => (await server.metric("callout_audit_forward_waiting")) === 0);
  assert.deepEqual(rsyslog.records().map((r) => [r.kind, r.seq]), [["team_created", 1], ["team_created", 1], ["team_created", 1]]);
  assert.match(readFileSync(rsyslog.raw, "utf8").split("\n")[0], /^110 callout team_created \S+ \d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)$/);

  // rsyslog is down while records are made, and calloutd is restarted meanwhile.
  await rsyslog.stop();
  await team("joe");
  await until("the file has it", () => lines(file).length === 4);
  await server.stop();
  await team("kim");
  await server.start();
  await rsyslog.start();
  await until("rsyslog has all", () => new Set(rsyslog.records().map((r) => r.team)).size === 5, { ms: 30_000 });

  for (const forwarded of [file, rsyslog.messages]) {
    const done = await verify(server, "--against", forwarded);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /compared 5 records|compared [6-9] records/);
  }
});

test("the file is rotated by renaming it and SIGHUP", async (t) => {
  const { server, rsyslog, file, team } = await place(t);
  await rsyslog.start();
  await team("ann");
  await server.start();
  await until("the record", () => lines(file).length === 1);
  renameSync(file, `${file}.1`);
  process.kill(server.program.pid, "SIGHUP");
  await team("bob");
  await until("the new file", () => lines(file).length === 1);
  assert.equal(lines(`${file}.1`).length, 1);
});

test("a syslog server that can't show its name gets nothing", async (t) => {
  const { server, rsyslog, file, team } = await place(t, { names: ["somebody.example"] });
  await rsyslog.start();
  await team("ann");
  await server.start();
  await until("the file has the record", () => lines(file).length === 1);
  await until("it is told", () => stalls(server) === 1);
  assert.match(readFileSync(server.log, "utf8"), /TLS handshake.*(mismatch|verif)/i);
  assert.equal(rsyslog.records().length, 0);
});

test("what was changed in the database is found by what left it", async (t) => {
  const { server, rsyslog, file, team } = await place(t);
  await rsyslog.start();
  await team("ann");
  await server.start();
  await until("rsyslog has the record", () => rsyslog.records().length === 1, { ms: 20_000 });
  await server.stop();
  const forged = await run("sqlite3", [`${server.dir}/callout.db`, "UPDATE audit_records SET detail = 'nothing'"]);
  assert.equal(forged.code, 0, forged.stderr);
  for (const forwarded of [file, rsyslog.messages]) {
    const done = await verify(server, "--against", forwarded);
    assert.equal(done.code, 1, done.stdout + done.stderr);
    assert.match(done.stdout, /Record 1 was edited/);
    assert.match(done.stdout, /Record 1 is not as line 1 has it/);
  }
});
