// SPDX-License-Identifier: Apache-2.0
// Whoever is not the session's own technician with the session's own cookie gets nothing, and the device sees not one byte of the attempt.
import assert from "node:assert/strict";
import test from "node:test";
import * as recorder from "../../devices/recorder.mjs";
import { Stack } from "../harness/stack.mjs";

test("what is not this technician's own session is refused before the device", async (t) => {
  const device = await recorder.start();
  const stack = await Stack.start(t, { devices: [device] });
  const [target] = stack.devices;
  const member = await stack.member();
  t.after(() => member.close());
  const port = stack.server.port;

  const nothing = async (what, attempt) => t.test(what, async () => {
    device.forget();
    await attempt();
    assert.equal(device.received.length, 0, `the device received ${JSON.stringify(device.text)}`);
    assert.equal(device.connections, 0, "the device was dialled");
  });

  const session = await stack.openSession(target);

  await nothing("another technician's start address", async () => {
    const answer = await member.follow(session.start_url);
    assert.ok([403, 404].includes(answer.status), `${answer.status} at ${answer.url}`);
    assert.equal(new URL(answer.url).origin, new URL(stack.server.url).origin, "it ends at the console, not at the session host");
  });

  await nothing("nobody's start address", async () => {
    const stranger = stack.server.client();
    const answer = await stranger.follow(session.start_url);
    assert.doesNotMatch(answer.text, /recorder page/);
    assert.equal(new URL(answer.url).origin, new URL(stack.server.url).origin);
    stranger.close();
  });

  const visit = await stack.visit(session);
  assert.match((await visit.fetch("/")).text, /recorder page/);

  await nothing("a stolen label without its cookie", async () => {
    for (const path of ["/", "/index.html", "/favicon.ico", "/.well-known/x"]) {
      const answer = await member.fetch(visit.origin + path, { cookies: false });
      assert.notEqual(answer.status, 200);
      assert.doesNotMatch(answer.text, /recorder page/);
    }
  });

  await nothing("a stolen label with a made-up cookie", async () => {
    for (const [name] of visit.jar) {
      const answer = await member.fetch(`${visit.origin}/`, { cookies: false, headers: { Cookie: `${name}=${"A".repeat(43)}` } });
      assert.doesNotMatch(answer.text, /recorder page/);
    }
  });

  await nothing("a POST, an upgrade and a bare OPTIONS without the cookie", async () => {
    for (const options of [{ method: "POST", body: "x=1" }, { method: "OPTIONS" }, { method: "PUT", body: "x" },
      { headers: { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", Origin: visit.origin } }]) {
      const answer = await member.fetch(`${visit.origin}/`, { ...options, cookies: false });
      assert.ok(answer.status >= 300, `${options.method}: ${answer.status}`);
    }
  });

  await nothing("this session's cookie at another session's host", async () => {
    const other = await stack.api.post(`/devices/${target.id}/sessions`);
    const another = await stack.active(other.id);
    const host = new URL(another.start_url).origin;
    const answer = await member.fetch(`${host}/`, { cookies: false, headers: { Cookie: [...visit.jar].map((c) => c.join("=")).join("; ") } });
    assert.doesNotMatch(answer.text, /recorder page/);
    device.forget();
  });

  await t.test("an unknown Host is answered 421", async () => {
    device.forget();
    for (const host of [`${"a".repeat(26)}.sessions.localhost:${port}`, `${"a".repeat(26)}.localhost:${port}`, `127.0.0.1:${port}`, `localhost:${port}`, "example.com", `callout.localhost.:${port}`, `x.callout.localhost:${port}`,
      `callout.localhost:${port}@example.com`, `${new URL(visit.origin).hostname}.example.com`, `${new URL(visit.origin).hostname}:1`]) {
      const answer = await member.fetch(stack.server.url, { cookies: false, headers: { Host: host } });
      assert.ok(answer.status === 421 || answer.status === 400, `${host}: ${answer.status}`);
      if (/^[a-z0-9.:-]+$/.test(host) && !host.includes(".:")) assert.equal(answer.status, 421, host);
    }
    assert.equal(device.connections, 0);
  });

  for (const [who, withState] of [["who saw only the address", false], ["who has the browser's state as well", true]]) await t.test(`a used code is refused and ends the session: ${who}`, async () => {
    const fresh = await stack.openSession(target);
    const begun = await stack.api.fetch(fresh.start_url);
    const authorized = await stack.api.fetch(new URL(begun.headers.location, begun.url).href);
    const callback = authorized.headers.location;
    const state = new Map(stack.api.jar(new URL(callback).host));
    const arrived = await stack.api.follow(callback);
    assert.match(arrived.text, /recorder page/);
    device.forget();

    const thief = stack.server.client();
    // A made-up code changes nothing.
    const unknown = new URL(callback);
    unknown.searchParams.set("code", "A".repeat(43));
    assert.equal((await thief.fetch(unknown.href)).status, 403);
    assert.equal((await stack.api.get(`/sessions/${fresh.id}`)).state, "active");
    if (withState) for (const [name, value] of state) thief.jar(new URL(callback).host).set(name, value);
    // The cut may take this connection along before its answer.
    const answer = await thief.fetch(callback).catch((error) => error);
    assert.ok(answer.status === 403 || answer.code === "ECONNRESET", `${answer.status ?? answer}`);
    const closed = await stack.closed(fresh.id, 2000);
    assert.equal(closed.closed_reason, "ticket_reused");
    const after = await stack.api.fetch(`${new URL(fresh.start_url).origin}/`);
    assert.notEqual(after.status, 200);
    assert.equal(device.received.length, 0, `the device received ${JSON.stringify(device.text)}`);
    thief.close();
  });

  await t.test("a code for one session host does not work at another", async () => {
    const [one, two] = [await stack.openSession(target), await stack.openSession(target)];
    const begun = await stack.api.fetch(one.start_url);
    const authorize = await stack.api.fetch(new URL(begun.headers.location, begun.url).href);
    const callback = new URL(authorize.headers.location);
    device.forget();
    const elsewhere = new URL(callback.pathname + callback.search, new URL(two.start_url).origin);
    const answer = await stack.api.fetch(elsewhere.href);
    assert.notEqual(answer.status, 200);
    assert.equal(device.received.length, 0);
  });

  await t.test("a foreign team's or unknown id answers 404 and starts nothing", async () => {
    device.forget();
    for (const [method, path] of [["GET", "/devices/unknown0unknown0"], ["POST", "/devices/unknown0unknown0/sessions"], ["GET", "/sessions/unknown0unknown0"], ["POST", "/sessions/unknown0unknown0/end"], ["GET", "/jobs/../me"], ["GET", "/installs/' OR 1=1 --"]]) {
      const answer = await stack.api.ask(method, encodeURI(path), method === "POST" ? {} : undefined);
      assert.ok([404, 400, 422].includes(answer.status) || path.includes(".."), `${path}: ${answer.status}`);
    }
    assert.equal(device.connections, 0);
  });

  await t.test("a plain member sees and ends only their own sessions", async () => {
    assert.equal((await member.ask("GET", `/sessions/${session.id}`)).status, 404);
    assert.ok([403, 404].includes((await member.ask("POST", `/sessions/${session.id}/end`, {})).status));
    assert.ok([403, 404].includes((await member.ask("POST", `/sessions/${session.id}/extend`, {})).status));
    assert.equal((await stack.api.get(`/sessions/${session.id}`)).state, "active");
  });

  await t.test("a change without CSRF token or with a foreign Origin is refused", async () => {
    const body = JSON.stringify({ name: "x", entity: stack.api.me.team.root_entity });
    const json = { "Content-Type": "application/json" };
    const good = { Origin: stack.api.base.origin, "X-CSRF-Token": stack.api.me.csrf_token };
    for (const headers of [{ ...json, Origin: good.Origin }, { ...json, ...good, Origin: visit.origin }, { ...json, ...good, "X-CSRF-Token": "wrong" }, { ...json, ...good, Origin: "null" }]) {
      assert.equal((await stack.api.fetch("/api/v1/installs", { method: "POST", headers, body })).status, 403);
    }
    assert.equal((await stack.api.get("/installs")).items.length, 1);
  });

  await t.test("a disabled technician's session is cut at once", async () => {
    const theirs = await member.post(`/devices/${target.id}/sessions`);
    const active = await stack.active(theirs.id, member);
    const page = await stack.visit(active, { api: member });
    assert.match((await page.fetch("/")).text, /recorder page/);
    await stack.api.patch(`/technicians/${member.technician.id}`, { status: "disabled" });
    const began = performance.now();
    const closed = await stack.closed(theirs.id, 2000);
    assert.ok(performance.now() - began < 1000);
    assert.equal(closed.closed_reason, "access_lost");
    device.forget();
    assert.notEqual((await page.fetch("/")).status, 200);
    assert.equal(device.received.length, 0);
  });
});

test("sign-in is rate limited and says nothing about who exists", async (t) => {
  const stack = await Stack.start(t, { withAgent: false });
  const client = stack.server.client();
  t.after(() => client.close());
  const attempt = (email) => client.fetch("/api/v1/sign-in", { method: "POST", headers: { "Content-Type": "application/json", Origin: client.base.origin }, body: JSON.stringify({ email, password: "wrong password" }) });
  const [known, unknown] = [await attempt("owner@example.com"), await attempt("nobody@example.com")];
  assert.equal(known.status, 401);
  assert.deepEqual([unknown.status, unknown.json.title, unknown.json.detail, unknown.json.code], [known.status, known.json.title, known.json.detail, known.json.code]);
  let last;
  for (let i = 0; i < 30; i += 1) { last = await attempt("owner@example.com"); if (last.status === 429) break; }
  assert.equal(last.status, 429);
  assert.ok(last.json.retry_after_s > 0);
});
