// SPDX-License-Identifier: Apache-2.0
// The operator's commands beside a running server: a plan's limit is taken up within two seconds, both ways; the server and the commands go on appending
// to one audit journal, which holds.
import assert from "node:assert/strict";
import test from "node:test";
import { run, until, within } from "../../lib/process.mjs";
import * as site from "../../devices/site.mjs";
import { calloutd } from "../harness/server.mjs";
import { owner, Stack } from "../harness/stack.mjs";
import { totp } from "../harness/totp.mjs";

const page = '<!doctype html><title>Device</title><p>what the device says</p><img src="/stream">';
const inTime = 2000;

test("a plan's limit beside a running server", async (t) => {
  const device = await site.start({ pages: { "/": page } });
  const stack = await Stack.start(t, { devices: [device] });
  const { api, server } = stack;
  const member = await stack.member();
  t.after(() => member.close());
  const [target] = stack.devices;
  const { team } = api.me;
  const command = async (...words) => {
    const done = await run(calloutd, [...words, "--config", server.file]);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    return done.stdout;
  };
  const limit = (to) => command("team", "limit", "--team", team.id, to);
  const signedIn = async (who) => (await who.ask("GET", "/me")).status;
  const records = async (kind) => (await api.get(`/audit?kind=${kind}&limit=200`)).items;

  await t.test("teams are listed with their plans", async () => {
    assert.equal(await command("team", "list"), `${team.id}  ${team.name}: 2 technicians, limit none\n`);
    const unknown = await run(calloutd, ["team", "limit", "--team", "nobody", "3", "--config", server.file]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /no team nobody: calloutd team list/);
  });

  await t.test("lowered, it cuts the sessions of the newest and lets them in no more", async (s) => {
    const session = await stack.openSession(target, { api: member });
    const visit = await stack.visit(session, { api: member });
    const stream = await visit.open("/stream");
    const cut = new Promise((resolve) => { stream.on("close", resolve); stream.on("error", () => {}); });
    stream.resume();
    await until("the stream at the device", () => device.open >= 1);
    const own = await stack.openSession(target);
    assert.match(await limit("1"), /2 technicians, limit 1, 1 disabled by it/);
    const began = performance.now();
    await within(inTime, "the member's stream cut", cut);
    s.diagnostic(`cut ${Math.round(performance.now() - began)} ms after the command`);
    assert.equal((await stack.closed(session.id)).closed_reason, "access_lost");
    assert.equal((await api.get(`/sessions/${own.id}`)).state, "active", "the owner's goes on");
    assert.equal(await signedIn(member), 403);
    await assert.rejects(server.signedIn(member.email, member.password), /401/);
    const refused = await until("the refusal in the journal", async () => (await records("sign_in_refused")).at(0), { ms: inTime });
    assert.match(refused.detail, /disabled by the team's plan/);
    assert.deepEqual([refused.actor.kind, refused.actor.name, refused.technician.id], ["unknown", member.email, member.technician.id]);
  });

  await t.test("raised, it gives everything back without signing in again", async () => {
    assert.match(await limit("2"), /2 technicians, limit 2\n/);
    await until("the member back", async () => (await signedIn(member)) === 200, { ms: inTime });
    await stack.openSession(target, { api: member });
    (await server.signedIn(member.email, member.password)).close();
    assert.match(await limit("none"), /limit none/);
  });

  await t.test("who did it is recorded", async () => {
    const changes = await records("team_changed");
    assert.deepEqual(changes.map((r) => [r.actor.kind, r.changes[0].field, r.changes[0].before, r.changes[0].after]), [
      ["operator", "technician_limit", "2", "none"], ["operator", "technician_limit", "1", "2"], ["operator", "technician_limit", "none", "1"]]);
  });

  await t.test("a second factor is reset meanwhile, and the journal holds", async () => {
    const mine = await server.signedIn(member.email, member.password);
    const { secret } = await mine.post("/me/two-factor", { password: member.password });
    await mine.put("/me/two-factor", { code: totp(secret) });
    const renaming = (async () => {
      for (let i = 0; i < 20; i += 1) await api.patch("/team", { session_minutes: 30 + i });
    })();
    assert.match(await command("admin", "reset-two-factor", "--email", member.email), /1 account/);
    for (const to of ["5", "6", "7", "none"]) await limit(to);
    await renaming;
    assert.equal(await signedIn(mine), 401, "its sign-ins have ended");
    mine.close();
    const [reset] = await records("technician_second_factor_changed");
    assert.deepEqual([reset.actor.kind, reset.technician.id], ["operator", member.technician.id]);
    await api.patch("/team", { session_minutes: 30 });
    assert.match(await command("audit", "verify"), /: nothing was changed\.\n$/);
    assert.equal((await records("team_changed")).length, 3 + 4 + 20 + 1, "each of both");
    const jobs = await records("job_finished");
    assert.ok(jobs.some((r) => r.detail === "check_device completed" && r.device.id === target.id && r.install.id === stack.install));
    assert.ok(jobs.some((r) => r.detail === "open_device_webpage completed" && r.session));
    assert.ok((await records("signed_in")).some((r) => r.actor.name === owner.name && r.actor.via === "browser" && r.actor.address === "127.0.0.1"));
  });
});
