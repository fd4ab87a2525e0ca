// SPDX-License-Identifier: Apache-2.0
// The audit journal as an operator meets it: verify beside a running server, its exit codes, a lost key, a restore.
import assert from "node:assert/strict";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import test from "node:test";
import { run } from "../../lib/process.mjs";
import { calloutd, Server } from "../harness/server.mjs";
import { folder } from "../harness/stack.mjs";

const audit = (server, ...args) => run(calloutd, ["audit", ...args, "--config", server.file]);
const sql = async (server, statement) => {
  const done = await run("sqlite3", [`${server.dir}/callout.db`, statement]);
  assert.equal(done.code, 0, done.stderr);
  return done.stdout.trim();
};

async function place(t, name = "server") {
  const server = await Server.make(`${folder(t)}/${name}`);
  t.after(() => server.stop());
  await server.admin("ann@example.com", "Ann", "correct horse battery");
  await server.start();
  return server;
}

test("verify runs beside the server and names what was changed", async (t) => {
  const server = await place(t);
  const whole = await audit(server, "verify");
  assert.equal(whole.code, 0, whole.stdout + whole.stderr);
  assert.match(whole.stdout, /^Checked 1 records of 1 teams and \d checkpoints: nothing was changed\.\n$/);
  assert.equal(statSync(`${server.dir}/audit.key`).mode & 0o777, 0o600);

  const team = await sql(server, "SELECT team_id FROM audit_journals");
  await sql(server, "UPDATE audit_records SET actor_name = 'somebody'");
  const edited = await audit(server, "verify", "--team", team);
  assert.equal(edited.code, 1, edited.stdout + edited.stderr);
  assert.match(edited.stdout, new RegExp(`^Team ${team}: Record 1 was edited`));
  await sql(server, "UPDATE audit_records SET actor_name = 'operator'");
  assert.equal((await audit(server, "verify")).code, 0);

  const unknown = await audit(server, "verify", "--team", "nobody");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no audit journal of team nobody/);
});

test("without its key the server does not start, and goes on after a restart that is recorded", async (t) => {
  const server = await place(t);
  await server.stop();
  renameSync(`${server.dir}/audit.key`, `${server.dir}/kept`);
  const refused = await run(calloutd, ["serve", "--config", server.file]);
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /audit key .* is missing.*audit restart/);
  const unchecked = await audit(server, "verify");
  assert.equal(unchecked.code, 2, unchecked.stdout + unchecked.stderr);
  assert.match(unchecked.stderr, /key .* is missing/);

  const restarted = await audit(server, "restart", "--reason", "The disk with the key broke.");
  assert.equal(restarted.code, 0, restarted.stderr);
  assert.equal(await sql(server, "SELECT detail FROM audit_records WHERE kind = 'audit_restarted'"), "The disk with the key broke.");
  assert.ok(readdirSync(server.dir).some((name) => /^audit\.checkpoints\.\d+$/.test(name)), "the old checkpoints are kept");
  await server.start();
  const done = await audit(server, "verify");
  assert.equal(done.code, 0, done.stdout + done.stderr);
});

test("a restore is recorded; a database put back by hand is found", async (t) => {
  const server = await place(t);
  const copy = `${server.dir}/copy.db`;
  assert.equal((await run(calloutd, ["backup", "--config", server.file, "--to", copy])).code, 0);
  await server.stop();
  assert.equal((await audit(server, "restart", "--reason", "More history.")).code, 0);
  for (const side of ["", "-wal", "-shm"]) rmSync(`${server.dir}/callout.db${side}`, { force: true });
  await run("cp", [copy, `${server.dir}/callout.db`]);
  const found = await audit(server, "verify");
  assert.equal(found.code, 1, found.stdout + found.stderr);
  assert.match(found.stdout, /put back to an older state|older state/);

  for (const side of ["", "-wal", "-shm"]) rmSync(`${server.dir}/callout.db${side}`, { force: true });
  const restored = await run(calloutd, ["restore", "--config", server.file, "--from", copy]);
  assert.equal(restored.code, 0, restored.stderr);
  const done = await audit(server, "verify");
  assert.equal(done.code, 0, done.stdout + done.stderr);
  assert.match(await sql(server, "SELECT detail FROM audit_records WHERE kind = 'audit_restarted'"), /restored from .*copy\.db/);
  assert.ok(existsSync(`${server.dir}/audit.key`));
  await server.start();
});
